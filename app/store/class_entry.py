"""A class brought to what an entry of a catalogue file, or staff, say of it.

Not here: reading what they say (domain/catalogue), whom the change is told.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.catalogue import ClassEntry
from app.domain.course_class import ClassState
from app.store.course_class import CourseClass
from app.store.extra import put_extras
from app.store.seat import resize
from app.store.venue import Venue


def put_entry(
    session: Session, row: CourseClass, entry: ClassEntry, *, venue: Venue | None, now: datetime
) -> None:
    """Bring the class to what the entry says; meetings and price options must be loaded.

    Raises:
        TooFewSeats: more are taken or set aside; nothing was changed.
        LimitTooLow: more places are had at a price than it is limited to; the transaction must end.
        TooFewExtras: more of an extra are ordered; the transaction must end.
    """
    seats = row.seats.resized(capacity=entry.capacity, aside=entry.allotments)
    resize(session, row, seats, reason="changed", now=now)
    row.venue = venue
    row.online_url = entry.online_url
    row.timezone = entry.timezone
    row.state = entry.state or row.state or ClassState.PUBLISHED
    row.starts_at, row.ends_at = entry.starts_at, entry.ends_at
    row.set_deadline(entry.enrollment_deadline)
    row.cancellation_deadline = entry.cancellation_deadline
    row.change_deadline = entry.change_deadline
    row.reminder_days, row.bring = entry.reminder_days, entry.bring
    row.refuses_late = entry.refuses_late
    row.refunds = [step.document() for step in entry.refunds]
    row.paying = entry.ways.document()
    row.waiting_list = entry.waiting_list
    row.partners = list(entry.partners)
    row.set_meetings([(each.starts_at, each.ends_at) for each in entry.meetings])
    row.set_prices(each.price() for each in entry.prices)
    if entry.extras is not None:
        session.add(row)
        session.flush()
        put_extras(session, row.id, entry.extras)
