"""Waiting lists: what came free is offered, and lines of classes that closed come to an end."""

from collections.abc import Callable
from functools import partial
from threading import Event

from app import logs
from app.parts import Parts
from app.queries.lines import find_ending_entries, find_lines_to_offer
from app.usecases.leave_line import end_waiting
from app.usecases.offer_seats import offer_seats


def move_lines(parts: Parts, *, stop: Event) -> None:
    """Offer free seats to who waits for them, class by class; then end what has ended.

    A fault in one leaves the others to be done.
    """
    for code in find_lines_to_offer(parts.sessions, now=parts.clock()):
        _unless(stop, partial(_offer, parts, code))
    for reference in find_ending_entries(parts.sessions, now=parts.clock()):
        _unless(stop, partial(_end, parts, reference))


def _offer(parts: Parts, code: str) -> None:
    offered = offer_seats(
        parts.sessions,
        class_code=code,
        lasts=parts.offer_lasts,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )
    if offered:
        logs.log().info("seats offered", class_code=code, orders=offered)


def _end(parts: Parts, reference: str) -> object:
    return end_waiting(
        parts.sessions,
        reference=reference,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def _unless(stop: Event, chore: Callable[[], object]) -> None:
    if stop.is_set():
        return
    try:
        chore()
    except Exception:  # noqa: BLE001 -- an edge: a fault in one must not stop the others
        logs.log().error("line fault", exc_info=True)
