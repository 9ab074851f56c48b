"""Cancel booking: give back a seat that a partner reserved here."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.booking import Cancelled, NotCancelled
from app.domain.contract import Partner, Sessions
from app.domain.course_class import end_of_day
from app.domain.event import EventKind
from app.domain.registration import Channel, IllegalMove, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.order import lock_order
from app.store.registration import Registration
from app.store.seat import release_seats

REASON = "cancelled at the partner"


def cancel_booking(
    sessions: Sessions,
    *,
    reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Cancelled | NotCancelled:
    """Cancel a partner's booking; a repeat is cancelled too, an unknown one is not (S16).

    After the cancellation deadline it is cancelled all the same and marked late, unless the class
    refuses that (S15).
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        answer = _cancel(session, announcer, reference, now=now)
    wake(announcer.destinations)
    return answer


def _cancel(
    session: Session, announcer: Announcer, reference: str, *, now: datetime
) -> Cancelled | NotCancelled:
    order_id = session.scalar(
        select(Registration.order_id).where(
            Registration.reference == reference, Registration.channel == Channel.TRAININGPORTAL
        )
    )
    if order_id is None:
        return NotCancelled(reason=f"There is no booking {reference}")
    order = lock_order(session, order_id)
    registration = _registration(session, reference)
    course_class = registration.course_class
    late = _late(course_class, now)
    if registration.state in (RegistrationState.CANCELLED, RegistrationState.EXPIRED):
        return Cancelled(late=late)
    if late and course_class.refuses_late:
        day = course_class.cancellation_deadline
        return NotCancelled(reason=f"Bookings of this class could be cancelled until {day}")
    told = registration.state is RegistrationState.CONFIRMED
    try:
        registration.move(RegistrationState.CANCELLED, reason=f"{REASON}, late" if late else REASON)
    except IllegalMove as illegal:
        return NotCancelled(reason=str(illegal))
    order.hold_until = None
    release_seats(
        session,
        course_class,
        order_id=order.id,
        seats=1,
        reason="cancelled",
        channel=Channel.TRAININGPORTAL,
        now=now,
    )
    if told:
        announcer.announce(
            EventKind.REGISTRATION_CANCELLED,
            course_class,
            order=order,
            registration=registration,
            facts={"reason": registration.state_reason},
        )
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    return Cancelled(late=late)


def _registration(session: Session, reference: str) -> Registration:
    return session.scalars(
        select(Registration)
        .where(Registration.reference == reference)
        .options(
            joinedload(Registration.course_class).joinedload(CourseClass.program),
            joinedload(Registration.person),
        )
    ).one()


def _late(course_class: CourseClass, now: datetime) -> bool:
    day = course_class.cancellation_deadline
    return day is not None and now >= end_of_day(day, course_class.timezone)
