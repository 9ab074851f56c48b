"""Draining: every due delivery of one destination, one after the other, until none is left."""

import random
from threading import Event

from app import logs
from app.domain.contract import BookingDesk, Partner
from app.parts import Parts
from app.queries.outbox import DueDelivery, find_due_deliveries
from app.usecases.confirm_booking import confirm_booking
from app.usecases.deliver import deliver


def jitter() -> float:
    """Return how far, from 0 to 1, a delay is lengthened, so that many do not come back at once."""
    return random.random()  # noqa: S311 -- it keeps nothing secret


def drain_destination(parts: Parts, destination: str, *, stop: Event) -> int:
    """Deliver until nothing is due or ``stop`` is set; return how many were tried.

    A fault in one delivery is logged and leaves its lease to lapse; the others go on. Where nothing
    but faults is left, the next sweep tries again.
    """
    partner = parts.partners.get(destination)
    tried = 0
    while partner is not None and not stop.is_set():
        some_went_well = False
        for each in find_due_deliveries(parts.sessions, destination, now=parts.clock()):
            if stop.is_set():
                break
            some_went_well |= _do(parts, partner, each)
            tried += 1
        if not some_went_well:
            break
    return tried


def _do(parts: Parts, partner: Partner, due: DueDelivery) -> bool:
    """Do one and say whether it went without a fault.

    The one catch at this edge, because a fault in one must not stop the others.
    """
    with logs.following(due.request_id or None):
        try:
            state = _ask(parts, partner, due) if due.booking else _tell(parts, partner, due)
        except Exception:  # noqa: BLE001 -- an edge
            logs.log().error("delivery fault", delivery=due.id, exc_info=True)
            return False
        # Without a state another worker had it in hand, and says so itself.
        if state is not None:
            logs.log().info("delivery", delivery=due.id, destination=partner.name, state=state)
        return True


def _tell(parts: Parts, partner: Partner, due: DueDelivery) -> str | None:
    return deliver(
        parts.sessions, delivery_id=due.id, partner=partner, clock=parts.clock, jitter=jitter()
    )


def _ask(parts: Parts, partner: Partner, due: DueDelivery) -> str | None:
    if not isinstance(partner, BookingDesk):
        raise TypeError(f"{partner.name} reserves no bookings")
    return confirm_booking(
        parts.sessions,
        delivery_id=due.id,
        desk=partner,
        time_out=partner.time_out,
        partners=parts.partners,
        wake=parts.wake,
        clock=parts.clock,
        jitter=jitter(),
    )
