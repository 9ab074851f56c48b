"""The doctor: looks at every part and prints what is wrong and what to do about it.

Not here: how a part is looked at; each is handed in, by name.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from app.domain.check import Health, Verdict, clock_health

Look = Callable[[], Health]
SICK = 1


def examine(looks: Mapping[str, Look], *, clock: Callable[[], datetime]) -> int:
    """Look at each part, print a line for it, and return the exit code: 1 where one is bad.

    The clock is compared with those that the others' answers told.
    """
    found: dict[str, Health] = {}
    for name, look in looks.items():
        health = _look(look)
        found[name] = health
        _say(name, health)
        if health.their_time is not None and "clock" not in found:
            found["clock"] = clock_health(health.their_time, ours=clock())
    if "clock" in found:
        _say("clock", found["clock"])
    ill = [name for name, health in found.items() if health.verdict is Verdict.ILL]
    print(f"\n{len(ill)} to mend: {', '.join(ill)}." if ill else "\nAll is well.")
    return SICK if ill else 0


def _look(look: Look) -> Health:
    """The one catch at this edge: what one part breaks must not hide the others."""
    try:
        return look()
    except Exception as fault:  # noqa: BLE001 -- an edge: one must not hide the rest
        # Only its kind: an error's words may hold an address with a password in it.
        return Health(
            Verdict.ILL,
            f"it could not be looked at ({type(fault).__name__})",
            "Look at the settings it needs; the log of the worker may say more.",
        )


def _say(name: str, health: Health) -> None:
    print(f"{health.verdict.value:<5} {name:<15} {health.words}")
    if health.todo:
        print(f"{'':<5} {'':<15} -> {health.todo}")
