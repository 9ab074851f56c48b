"""Leaving the waiting list: an order, or some of its places, waits no more; everybody is told.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.ending import fact_of_ended
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.domain.waiting import EntryState
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.registration import Registration
from app.store.waiting import count_left, find_entry


def leave_line_with(
    session: Session,
    announcer: Announcer,
    *,
    order: Order,
    registrations: Sequence[Registration],
    leaving: Sequence[Registration],
    reason: str,
) -> None:
    """End the places that are leaving, of an order's ``registrations``; those left wait on.

    A smaller group keeps its place in line. ``reason`` is told to the buyer and to partners.

    Raises:
        IllegalMove: one of them does not wait.
    """
    course_class, facts = leaving[0].course_class, {"reason": reason}
    for registration in leaving:
        registration.move(RegistrationState.CANCELLED, reason=reason)
        announcer.announce(
            EventKind.REGISTRATION_CANCELLED,
            course_class,
            order=order,
            registration=registration,
            facts=facts,
        )
    waits = any(each.state is RegistrationState.WAITLISTED for each in registrations)
    if waits:
        # Whoever waited was told of no place, and has no dates in a calendar: the buyer alone is.
        for registration in leaving:
            announcer.announce(
                EventKind.ORDER_PLACE_LEFT_LINE,
                course_class,
                order=order,
                registration=registration,
                facts=facts,
            )
    else:
        whole = {**facts, **fact_of_ended(each.reference for each in leaving)}
        announcer.announce(EventKind.ORDER_LEFT_LINE, course_class, order=order, facts=whole)
    # Whoever is behind may fit now, and where nobody is left a seat is free for everybody.
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    _leave(session, order, places=len(leaving))


def _leave(session: Session, order: Order, *, places: int) -> None:
    """Count them out; the class's row is locked from here on."""
    entry = find_entry(session, order.id)
    if entry is None or entry.state is not EntryState.WAITING:
        return
    entry.size -= places
    if entry.size > 0:
        return
    entry.state = EntryState.GONE
    # What was filled in is on the registrations.
    entry.filled, entry.unpriced = {}, False
    session.flush()
    count_left(session, entry.class_id, order.channel)
