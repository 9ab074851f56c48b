"""An offer whose letter is late: its time is reckoned from when its buyer is told of it.

Works inside the caller's transaction. Not here: how an offer ends sooner (holding.py).
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.course_class import registers_until
from app.domain.payment import UNSETTLED
from app.domain.waiting import EntryState, offer_ends_told_late
from app.store.course_class import CourseClass
from app.store.order import Order, find_order, lock_order
from app.store.payment import payments_of
from app.store.waiting import WaitingEntry, find_entry


def lengthen_late_offer(
    session: Session, reference: str, *, lasts: timedelta, now: datetime
) -> bool:
    """Have an offer that is told of only now stand as long from now; say whether it is longer.

    Its seats are held until then. One that ended, was accepted or is being paid for stays as it is,
    and so does one of a class that closed.
    """
    found = find_order(session, reference)
    if found is None:
        return False
    order = lock_order(session, found.id)
    entry = find_entry(session, order.id)
    if entry is None or entry.offered_at is None or not _stands(session, order, entry, now=now):
        return False
    course_class = session.get_one(CourseClass, entry.class_id, populate_existing=True)
    if course_class.why_closed(now) is not None:
        return False
    until = offer_ends_told_late(
        entry.offered_at,
        told_at=now,
        lasts=lasts,
        closes_at=registers_until(course_class.closes_at, starts_at=course_class.starts_at),
    )
    if entry.offered_until is None or until <= entry.offered_until:
        return False
    entry.offered_until = order.hold_until = until
    return True


def _stands(session: Session, order: Order, entry: WaitingEntry, *, now: datetime) -> bool:
    """Say whether it is offered still, until the time that was said, and nothing is paid for it."""
    until = entry.offered_until
    if entry.state is not EntryState.OFFERED or until is None or until <= now:
        return False
    paying = any(each.state in UNSETTLED for each in payments_of(session, order.id))
    return order.hold_until == until and not paying
