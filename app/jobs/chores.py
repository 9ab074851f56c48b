"""How chores are done: one after the other, and a fault in one stops no other. Not here: which."""

from collections.abc import Callable, Iterable
from functools import partial
from threading import Event
from typing import TypeVar

from app import logs
from app.parts import Parts

_Found = TypeVar("_Found")


def do_chore(chore: Callable[[], object]) -> None:
    """Do a chore; a fault is logged."""
    try:
        chore()
    except Exception:  # noqa: BLE001 -- an edge: a fault in one must not stop the others
        logs.log().error("chore fault", exc_info=True)


def do_each(
    parts: Parts, chore: Callable[[Parts, _Found], object], found: Iterable[_Found], *, stop: Event
) -> None:
    """Do a chore for each that was found, until ``stop`` is set."""
    for each in found:
        if not stop.is_set():
            do_chore(partial(chore, parts, each))
