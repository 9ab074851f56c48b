"""Remind of class: write to whoever has a place in a class that is near, once for each date of it.

Whoever was confirmed, or heard of a change of the class, after the moment to remind is not written
to again: they have just read it all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassState
from app.domain.event import EventKind
from app.domain.nearing import is_near, reminder_at
from app.store.announcer import Announcer, announcing
from app.store.class_news import tell_participant
from app.store.class_reminder import confirmed_by, confirmed_places, decide, told_since
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.order import Order, lock_order
from app.store.registration import Registration


def remind_of_class(
    sessions: Sessions,
    *,
    order_id: int,
    class_id: int,
    usual_days: int,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> bool:
    """Write to an order's buyer and participants of a class that is near; say whether it was done.

    ``usual_days`` is how long before where the class does not say. That it was decided, the events
    and their deliveries are one transaction, with the order's row locked, so each is sent once by
    however many workers.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        order = lock_order(session, order_id)
        places = confirmed_places(session, order_id=order.id, class_id=class_id)
        reminded = bool(places) and _remind(
            session, announcer, order, places, usual_days=usual_days, now=now
        )
    wake(announcer.destinations)
    return reminded


def _remind(
    session: Session,
    announcer: Announcer,
    order: Order,
    places: Sequence[Registration],
    *,
    usual_days: int,
    now: datetime,
) -> bool:
    row = places[0].course_class
    days = usual_days if row.reminder_days is None else row.reminder_days
    near = is_near(row.starts_at, row.timezone, days=days, now=now)
    if not near or row.state is ClassState.CANCELLED:
        return False
    if not decide(session, order_id=order.id, class_id=row.id, starts_at=row.starts_at, now=now):
        return False
    then = reminder_at(row.starts_at, row.timezone, days=days)
    expected = confirmed_by(session, places, then=then)
    if not expected or told_since(session, order_id=order.id, class_id=row.id, then=then):
        return False
    _announce(announcer, order, row, expected)
    return True


def _announce(
    announcer: Announcer,
    order: Order,
    row: CourseClass,
    expected: Iterable[Registration],
) -> None:
    # What is told is of that date alone: moved meanwhile, another letter says when it is.
    facts = {"starts_at": row.starts_at.isoformat()}
    announcer.announce(EventKind.ORDER_CLASS_NEAR, row, order=order, facts=facts)
    for place in expected:
        tell_participant(
            announcer,
            EventKind.PARTICIPANT_CLASS_NEAR,
            row,
            place,
            reason="",
            besides=facts,
        )
