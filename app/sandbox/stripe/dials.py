"""The dials that break Stripe, kept on the shelf so that a restart does not mend it.

Here: which there are and counting down. Not here: carrying them out (webhooks.py, api.py).
A count of -1 holds until mended, 0 is off, n is for the next n.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any

from app.sandbox.stripe.world import World

COLLECTION = "stripe.dials"
FAULTS = ("none", "failing", "slow", "lost")


class DialError(ValueError):
    """A dial that does not exist or cannot be set so; the text names it."""


@dataclass(frozen=True, slots=True)
class Dials:
    """How webhooks and API calls go wrong.

    Webhooks: ``paused`` sends nothing (nothing is lost either); ``duplicate`` sends that many
    further copies of each; ``reordered`` holds a burst for ``window`` seconds and sends the
    newest first; ``delayed`` holds each for that many seconds; ``dropped`` and ``badly_signed``
    are counts; ``retry_after`` are the seconds before each further try, empty for the usual ones.

    API: ``api`` is one of FAULTS (``failing`` answers 500 and does nothing, ``slow`` works and
    answers after ``seconds``, ``lost`` works and cuts the connection), for ``calls`` calls.
    """

    paused: bool = False
    duplicate: int = 0
    reordered: bool = False
    window: float = 0.5
    delayed: float = 0.0
    dropped: int = 0
    badly_signed: int = 0
    retry_after: tuple[float, ...] = ()
    api: str = "none"
    calls: int = 0
    seconds: float = 2.0


def current(world: World) -> Dials:
    """Return how the dials stand."""
    kept = world.shelf.get(COLLECTION, "dials") or {}
    return Dials(**(kept | {"retry_after": tuple(kept.get("retry_after", ()))}))


def turn(world: World, wanted: dict[str, Any]) -> Dials:
    """Set the dials named and leave the others; DialError says what is wrong."""
    with world.shelf.together():
        changed = asdict(current(world)) | {k: _judged(k, v) for k, v in wanted.items()}
        world.shelf.put(COLLECTION, "dials", changed)
    world.ring()
    return current(world)


def mend(world: World) -> Dials:
    """Put every dial back."""
    world.shelf.delete(COLLECTION, "dials")
    world.ring()
    return Dials()


def take(world: World, name: str) -> bool:
    """Return whether a counted dial is on, and count it down."""
    with world.shelf.together():
        left: int = getattr(current(world), name)
        if left > 0:
            turn(world, {name: left - 1})
        return left != 0


def _judged(name: str, value: Any) -> Any:
    default = {f.name: f.default for f in fields(Dials)}.get(name)
    if default is None:
        raise DialError(f"{name}: there is no such dial")
    if name == "api":
        if value not in FAULTS:
            raise DialError(f"api: must be one of {', '.join(FAULTS)}")
        return value
    if name == "retry_after":
        if not isinstance(value, list | tuple) or not all(_number(v) and v >= 0 for v in value):
            raise DialError("retry_after: must be a list of seconds")
        return list(value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise DialError(f"{name}: must be true or false")
        return value
    if not _number(value) or (isinstance(default, int) and not isinstance(value, int)):
        raise DialError(f"{name}: must be a number")
    if value < 0 and name not in ("dropped", "badly_signed", "calls"):
        raise DialError(f"{name}: must be 0 or more")
    return value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
