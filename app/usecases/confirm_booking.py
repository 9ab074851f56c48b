"""Confirm booking: ask the partner what it booked, until it knows, and confirm the registration.

The asking is a delivery of its own (``booking.reserved``), so staff see it like any other. Its
pace is trainingportal.md 8, to the end of the hold, which is a day (S11): then it is dead, and the
hold's own end releases the seat.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contact import Contact
from app.domain.contract import (
    BookingAnswer,
    BookingDesk,
    BookingDetails,
    BookingFound,
    BookingNotYet,
    Partner,
    Refused,
    Sessions,
    Unreachable,
)
from app.domain.delivery import BOOKING_PACE, LEASE_MARGIN, DeliveryState, next_delay
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.claiming import claim
from app.store.database import transaction
from app.store.delivery import Delivery, learn
from app.store.event import EventRow
from app.store.order import Order, lock_order
from app.store.outbox import event_of
from app.store.person import find_or_add_people
from app.store.registration import Registration, registrations_of
from app.store.settlement import confirm_order

THEIR_REFERENCE = "partner_reference"
# The last asking comes so long before the seat is given back.
LAST_ASKING = timedelta(minutes=1)


def confirm_booking(
    sessions: Sessions,
    *,
    delivery_id: int,
    desk: BookingDesk,
    time_out: timedelta,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    clock: Callable[[], datetime],
    jitter: float,
) -> DeliveryState | None:
    """Ask once, if it is still due, and return the delivery's state afterwards.

    A booking not known yet is asked for again (T7), for as long as its seat is held; by our
    reference, and by the partner's own where ours is refused (T4). Return None if another worker
    has the delivery.
    """
    with transaction(sessions) as session:
        now = clock()
        taken = claim(session, delivery_id, now=now, lease=time_out + LEASE_MARGIN)
        if taken is None:
            return None
        event = event_of(session, delivery_id, now=now)
        reference = event.registration.reference if event.registration else ""
    answer = _ask(desk, reference, theirs=event.known.get(THEIR_REFERENCE, ""))
    now = clock()
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        state = _record(
            session, announcer, delivery_id, taken.attempt, answer, now=now, jitter=jitter
        )
    wake(announcer.destinations)
    return state


def _ask(desk: BookingDesk, ours: str, *, theirs: str) -> BookingAnswer:
    answer = desk.booking(ours)
    if theirs and isinstance(answer, BookingNotYet | Refused):
        return desk.booking(theirs)
    return answer


def _record(
    session: Session,
    announcer: Announcer,
    delivery_id: int,
    attempt: int,
    answer: BookingAnswer,
    *,
    now: datetime,
    jitter: float,
) -> DeliveryState | None:
    order_id = session.scalars(
        select(EventRow.order_id).join(Delivery).where(Delivery.id == delivery_id)
    ).one()
    order = lock_order(session, order_id or 0)
    delivery = session.scalars(
        select(Delivery).where(Delivery.id == delivery_id).execution_options(populate_existing=True)
    ).one()
    if delivery.state is not DeliveryState.IN_FLIGHT or delivery.attempt != attempt:
        return None
    delivery.lease_until = None
    delivery.answered_at = now
    delivery.words = answer.words[:1000]
    if isinstance(answer, BookingFound):
        learned = {THEIR_REFERENCE: answer.details.partner_reference}
        learn(session, delivery.destination, delivery.stream, learned)
        delivery.state = _confirm(session, announcer, order, delivery, answer.details, now=now)
        return delivery.state
    state = registrations_of(session, order.id)[0].state
    if state is RegistrationState.CANCELLED:
        delivery.words = "It was cancelled before the partner knew it"
        delivery.state = DeliveryState.DELIVERED
        return delivery.state
    if state is RegistrationState.EXPIRED:
        delivery.words = f"Never known there, so its seat was given back. {answer.words}"[:1000]
        delivery.state = DeliveryState.DEAD
        return delivery.state
    after = answer.retry_after if isinstance(answer, Unreachable) else None
    delay = next_delay(attempt, jitter=jitter, retry_after=after, pace=BOOKING_PACE)
    last = (order.hold_until or now) - LAST_ASKING
    delivery.state = DeliveryState.DUE if delay and now < last else DeliveryState.DEAD
    delivery.due_at = min(now + (delay or timedelta()), max(last, now))
    return delivery.state


def _confirm(
    session: Session,
    announcer: Announcer,
    order: Order,
    delivery: Delivery,
    details: BookingDetails,
    *,
    now: datetime,
) -> DeliveryState:
    registrations = registrations_of(session, order.id)
    registration = registrations[0]
    if details.class_code and details.class_code != registration.course_class.code:
        delivery.words = f"The partner booked {details.class_code}, not what was reserved here"
        return DeliveryState.REFUSED
    if registration.state is RegistrationState.EXPIRED:
        # Booked there and no seat here: that is for a person to mend, and stands still until then.
        delivery.words = "The partner booked it after its seat here had been given back"
        return DeliveryState.REFUSED
    if registration.state is not RegistrationState.HELD:
        delivery.words = f"The registration is {registration.state} here"
        return DeliveryState.DELIVERED
    _fill_in(session, order, registration, details, now=now)
    announcer.announce(
        EventKind.REGISTRATION_HELD,
        registration.course_class,
        order=order,
        registration=registration,
    )
    confirm_order(session, announcer, order=order, registrations=registrations, now=now)
    return DeliveryState.DELIVERED


def _fill_in(
    session: Session,
    order: Order,
    registration: Registration,
    details: BookingDetails,
    *,
    now: datetime,
) -> None:
    """Take over what the partner holds; what it does not say stays as it was reserved."""
    registration.name = details.name or registration.name
    registration.email = details.email or registration.email
    registration.phone = details.phone or registration.phone
    registration.birth_date = details.birth_date or registration.birth_date
    registration.comment = details.comment[:2000]
    extra = {"employer": details.employer, "purchase_order": details.purchase_order}
    registration.answers = registration.answers | {k: v for k, v in extra.items() if v}
    order.name = details.enroller_name or order.name or registration.name
    order.email = details.enroller_email or order.email or registration.email
    order.phone = details.enroller_phone or order.phone
    student = Contact(registration.name, registration.email, registration.phone)
    people = find_or_add_people(session, [student], now=now, members=[student])
    registration.person = people[student]
