"""The dials a person or a test turns to break a partner and to mend it, and its odd habits.

Here: which dials there are, what may be set, and counting down. Not here: carrying a fault out
(``door`` for HTTP, ``mail`` for the inbox).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from app.sandbox.shelf import Shelf

PARTNERS = ("stripe", "paypal", "iso", "connector", "trainingportal", "mail")
COLLECTION = "dials"

Habit = bool | int | str

# What a partner does differently without being broken, with the value its document suggests.
HABITS: dict[str, dict[str, Habit]] = {
    "stripe": {},
    "paypal": {"hold_back": False, "send_twice": False, "sign_badly": False},
    "iso": {"strict_programs": False, "token_seconds": 3600, "token_uses": 0},
    "connector": {"namespaces": "documented", "extra_ids": False},
    "trainingportal": {
        "booking_unknown_times": 2,
        "error_status": 200,
        "strict_courses": False,
        "dotted_fields": False,
    },
    "mail": {},
}
CHOICES: dict[str, frozenset[Habit]] = {
    "namespaces": frozenset({"documented", "everywhere", "nowhere"}),
    "error_status": frozenset({200, 400}),
}


class Mode(StrEnum):
    """How a partner fails."""

    OK = "ok"  # it does not
    DOWN = "down"  # the connection is reset before anything happens
    SLOW = "slow"  # waits, then works and answers
    FAILING = "500"  # answers 500 and does nothing
    LIMITED = "429"  # answers 429, with Retry-After when set, and does nothing
    LOST = "lost"  # works, then the connection is cut without an answer
    MALFORMED = "malformed"  # works, then the answer is broken off half-way and cannot be read
    HTML = "html"  # a proxy's maintenance page with status 200; nothing happens
    EMPTY = "empty"  # works, then answers 200 with nothing in it
    RESET = "reset"  # works, then the connection is reset in the middle of the answer


# A mailbox has no proxy before it and no answer that could be half read.
MAIL_MODES = frozenset({Mode.OK, Mode.DOWN, Mode.SLOW, Mode.FAILING, Mode.LIMITED, Mode.LOST})


def modes_of(partner: str) -> list[Mode]:
    """Return the ways in which this partner can fail, the healthy one first."""
    return [mode for mode in Mode if partner != "mail" or mode in MAIL_MODES]


class DialError(ValueError):
    """A dial that does not exist or cannot be set so; the text names it."""


@dataclass(frozen=True, slots=True)
class Dial:
    """How a partner fails, for how long it waits, and for how many calls (None: until mended).

    ``call`` narrows the fault to addresses that contain this text.
    """

    mode: Mode = Mode.OK
    seconds: float = 0.0
    retry_after: int | None = None
    times: int | None = None
    call: str | None = None


class Dials:
    """The dials of all partners, kept on the shelf so that a restart does not mend anything."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def take(self, partner: str, path: str) -> Dial:
        """Return the fault this call meets and count it; the last one mends the partner."""
        with self._shelf.lock:
            dial = self.of(partner)
            if dial.mode is Mode.OK or (dial.call and dial.call not in path):
                return Dial()
            if dial.times is not None:
                left = dial.times - 1
                self._keep(partner, asdict(dial) | {"times": left} if left > 0 else asdict(Dial()))
            return dial

    def of(self, partner: str) -> Dial:
        """Return how the partner's fault dial stands."""
        kept = self._shelf.get(COLLECTION, partner)
        return Dial() if kept is None else Dial(**(kept | {"mode": Mode(kept["mode"])}))

    def habit(self, partner: str, name: str) -> Habit:
        """Return one habit of the partner."""
        kept = self._shelf.get(COLLECTION, f"{partner}/habits") or {}
        value: Habit = kept.get(name, HABITS[partner][name])
        return value

    def turn(self, partner: str, wanted: Mapping[str, Any]) -> None:
        """Set the fault dial (when ``mode`` is given) and any habits; DialError says what is wrong.

        Values may be text, as a form sends them; what is not given goes back to its default.
        """
        if partner not in PARTNERS:
            raise DialError(f"there is no partner {partner}")
        faults = {name: value for name, value in wanted.items() if name in Dial.__slots__}
        habits = {name: value for name, value in wanted.items() if name not in faults}
        changed = {name: _habit(partner, name, value) for name, value in habits.items()}
        dial = _dial(partner, faults) if faults else None
        with self._shelf.lock:
            if changed:
                kept = self._shelf.get(COLLECTION, f"{partner}/habits") or {}
                self._shelf.put(COLLECTION, f"{partner}/habits", kept | changed)
            if dial is not None:
                self._keep(partner, asdict(dial))

    def shown(self) -> dict[str, dict[str, Any]]:
        """Return every dial and habit by partner."""
        return {
            partner: asdict(self.of(partner))
            | {name: self.habit(partner, name) for name in HABITS[partner]}
            for partner in PARTNERS
        }

    def _keep(self, partner: str, dial: dict[str, Any]) -> None:
        self._shelf.put(COLLECTION, partner, dial)


def _dial(partner: str, given: Mapping[str, Any]) -> Dial:
    if "mode" not in given:
        raise DialError("mode: is needed when a fault is set")
    if given["mode"] not in modes_of(partner):
        raise DialError(f"mode: must be one of {', '.join(modes_of(partner))}")
    seconds = _number(given, "seconds")
    retry_after, times = _number(given, "retry_after"), _number(given, "times")
    return Dial(
        mode=Mode(given["mode"]),
        seconds=seconds or 0.0,
        retry_after=None if retry_after is None else int(retry_after),
        times=None if not times else int(times),
        call=str(given.get("call") or "") or None,
    )


def _number(given: Mapping[str, Any], name: str) -> float | None:
    value = given.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise DialError(f"{name}: must be a number") from error
    if not 0 <= number <= 86400:
        raise DialError(f"{name}: must be from 0 to 86400")
    return number


def _habit(partner: str, name: str, value: Any) -> Habit:
    default = HABITS[partner].get(name)
    if default is None:
        raise DialError(f"{name}: {partner} has no such dial")
    if isinstance(default, bool):
        if str(value).lower() not in {"true", "false"}:
            raise DialError(f"{name}: must be true or false")
        return str(value).lower() == "true"
    if isinstance(default, int):
        value = int(_number({name: value}, name) or 0)
    if name in CHOICES and value not in CHOICES[name]:
        raise DialError(f"{name}: must be one of {', '.join(map(str, CHOICES[name]))}")
    chosen: Habit = value
    return chosen
