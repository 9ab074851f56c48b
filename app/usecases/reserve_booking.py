"""Reserve booking: hold a seat that a partner asks for, and promise to ask it what it booked."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app.domain.booking import NotReserved, Reserved, ReserveRequest
from app.domain.contact import ContactRefused, clean_email, clean_name
from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassFull
from app.domain.event import EventKind
from app.domain.money import NO_CURRENCY
from app.domain.reference import new_reference
from app.domain.registration import Channel, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass, lock_class
from app.store.database import transaction
from app.store.order import Order
from app.store.registration import Registration
from app.store.seat import take_seats

# S11: how long a seat stays held while the booking is not known there.
HOLD = timedelta(hours=24)
# T8: the same person within this time is the same call come twice.
WINDOW = timedelta(minutes=10)


def reserve_booking(
    sessions: Sessions,
    request: ReserveRequest,
    *,
    hold: timedelta = HOLD,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Reserved | NotReserved:
    """Hold a seat and give a reference; no call goes out meanwhile (trainingportal.md S13).

    For as long as ``hold`` it stays held while the booking is not known there (S11).
    The class's row is locked first, so that the same person asking twice at once is seen (T8, S14).
    """
    try:
        with (
            transaction(sessions) as session,
            announcing(session, partners, now=now, request_id=request_id) as announcer,
        ):
            answer = _reserve(session, announcer, request, until=now + hold, now=now)
    except ClassFull as full:
        return NotReserved(reason=str(full))
    wake(announcer.destinations)
    return answer


def _reserve(
    session: Session,
    announcer: Announcer,
    request: ReserveRequest,
    *,
    until: datetime,
    now: datetime,
) -> Reserved | NotReserved:
    course_class = lock_class(session, request.class_code)
    if course_class is None:
        return NotReserved(reason=f"There is no class {request.class_code}")
    why = course_class.why_closed(now)
    if why is not None:
        return NotReserved(reason=why.value)
    repeated = _same_person(session, course_class, request, now=now)
    if repeated is not None:
        return Reserved(reference=repeated)
    order = _order(request, until=until, now=now)
    registration = _registration(order, course_class, request, now=now)
    session.add(registration)
    session.flush()
    take_seats(
        session,
        course_class,
        order_id=order.id,
        seats=1,
        reason="reserved",
        channel=Channel.TRAININGPORTAL,
        now=now,
    )
    announcer.announce(
        EventKind.BOOKING_RESERVED, course_class, order=order, registration=registration
    )
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    return Reserved(reference=registration.reference)


def _same_person(
    session: Session, course_class: CourseClass, request: ReserveRequest, *, now: datetime
) -> str | None:
    """Return the reference this person was given within the window (T8), or None.

    Two people may share an e-mail address: where both calls say a name, it has to be the same.
    """
    email, name = _email(request.email), _name(request.name)
    same: list[ColumnElement[bool]] = []
    if email:
        named = Registration.name.in_((name, "")) if name else true()
        same.append((Registration.email == email) & named)
    if name and request.birth_date:
        same.append(
            (Registration.name == name)
            & (Registration.answers["birth_date"].as_string() == request.birth_date[:40])
        )
    if not same:
        return None
    return session.scalar(
        select(Registration.reference)
        .where(
            Registration.class_id == course_class.id,
            Registration.channel == Channel.TRAININGPORTAL,
            Registration.state.in_((RegistrationState.HELD, RegistrationState.CONFIRMED)),
            Registration.created_at > now - WINDOW,
            or_(*same),
        )
        .order_by(Registration.id)
        .limit(1)
    )


def _order(request: ReserveRequest, *, until: datetime, now: datetime) -> Order:
    # The partner takes the money and is invoiced: nothing is to be paid here.
    return Order(
        reference=new_reference("CD"),
        name=_name(request.enroller_name),
        email=_email(request.enroller_email),
        phone=request.enroller_phone[:32],
        company=request.company[:200],
        channel=Channel.TRAININGPORTAL,
        currency=NO_CURRENCY,
        total_minor=0,
        owed_minor=0,
        hold_until=until,
        created_at=now,
    )


def _registration(
    order: Order, course_class: CourseClass, request: ReserveRequest, *, now: datetime
) -> Registration:
    answers = {"birth_date": request.birth_date[:40]} if request.birth_date else {}
    return Registration(
        reference=new_reference("R"),
        order=order,
        course_class=course_class,
        person=None,
        position=0,
        name=_name(request.name),
        email=_email(request.email),
        phone=request.phone[:32],
        answers=answers,
        channel=Channel.TRAININGPORTAL,
        state=RegistrationState.HELD,
        created_at=now,
    )


def _name(text: str) -> str:
    """Return a name fit to keep; what is none is left out, for details come later (7.1)."""
    try:
        return clean_name(text)
    except ContactRefused:
        return ""


def _email(text: str) -> str:
    try:
        return clean_email(text).casefold()
    except ContactRefused:
        return ""
