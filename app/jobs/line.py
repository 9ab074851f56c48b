"""Waiting lists: what came free is offered, and lines of classes that closed come to an end."""

from threading import Event

from app import logs
from app.jobs.chores import do_each
from app.parts import Parts
from app.queries.lines import find_ending_entries, find_lines_to_offer
from app.usecases.leave_line import end_waiting
from app.usecases.offer_seats import offer_seats


def move_lines(parts: Parts, *, stop: Event) -> None:
    """Offer free seats to who waits for them, class by class; then end what has ended.

    A fault in one leaves the others to be done.
    """
    do_each(parts, _offer, find_lines_to_offer(parts.sessions, now=parts.clock()), stop=stop)
    do_each(parts, _end, find_ending_entries(parts.sessions, now=parts.clock()), stop=stop)


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
