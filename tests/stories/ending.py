"""How every story has to end: everybody well, everything told, and all holding the same."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.domain.course_class import ClassState
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import Channel, RegistrationState
from app.jobs.sweep import sweep_once
from app.sandbox.dials import PARTNERS
from app.store.allotment import free_seats
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from tests.jobs.live import LiveDesk

# Some sweeps as they come, then steps longer than any wait between two tries.
STEPS = (*[timedelta(minutes=2)] * 4, *[timedelta(hours=13)] * 10)
_DONE = (DeliveryState.DELIVERED, DeliveryState.SUPERSEDED)
_WAITING = (DeliveryState.DUE, DeliveryState.IN_FLIGHT)


def check_the_ending(desk: LiveDesk, codes: Sequence[str]) -> None:
    """Mend everybody, sweep as ever until nothing is left to be done, and compare both sides."""
    for name in PARTNERS:
        desk.sandbox.world.dials.turn(name, {"mode": "ok"})
    for step in STEPS:
        desk.ahead += step
        desk.sandbox.world.advance(int(step.total_seconds()))
        sweep_once(desk.parts)
        if not any(_left(desk).values()):
            break
    left = _left(desk)
    assert not any(left.values()), f"promise 7: {left} left to be done"
    _check_gateway(desk)
    _check_iso(desk)
    _check_trainingportal(desk, codes)


def _left(desk: LiveDesk) -> dict[str, int]:
    """Count what is still to be done, by what it is."""
    with reading(desk.database) as session:
        waiting = Counter(
            f"{each.destination} {each.event.kind} {each.state} {each.words}"
            for each in session.scalars(
                select(Delivery)
                .where(Delivery.state.not_in(_DONE))
                .options(joinedload(Delivery.event))
            )
            # A booking that came about too late, or never, is for a person (T7).
            if each.event.kind is not EventKind.BOOKING_RESERVED or each.state in _WAITING
        )
        held = session.scalar(
            select(func.count()).where(Registration.state == RegistrationState.HELD)
        )
        refunds = session.scalar(
            select(func.count()).where(Refund.made_at.is_(None), Refund.state != RefundState.ASKED)
        )
    return {**waiting, "held": held or 0, "refunds": refunds or 0}


def _check_gateway(desk: LiveDesk) -> None:
    """What was taken and sent back there is what was taken and sent back here (promises 2, 5)."""
    held = desk.sandbox.world.holdings()["stripe"]
    there = Counter(
        (each["id"], each["amount"])
        for each in held["checkout.session"]
        if each["payment_status"] == "paid"
    )
    back = Counter((each["id"], each["amount"]) for each in held["refund"])
    with reading(desk.database) as session:
        paid = session.execute(
            select(Payment.gateway_id, Payment.received_minor).where(
                Payment.state == PaymentState.PAID
            )
        )
        assert there == Counter((name, minor) for name, minor in paid), "promise 2"
        made = session.execute(
            select(Refund.gateway_id, Refund.amount_minor).where(Refund.gateway_id.is_not(None))
        )
        assert back == Counter((name, minor) for name, minor in made), "promise 5"


def _check_iso(desk: LiveDesk) -> None:
    """ISO holds every confirmed place as confirmed, once, and no other so (promise 3)."""
    held = desk.sandbox.world.holdings()["iso"]["registrations"]
    there = Counter(
        (each["programId"], each["participant"]["email"])
        for each in held
        if each["status"] == "confirmed"
    )
    with reading(desk.database) as session:
        rows = session.execute(
            select(CourseClass.code, Registration.email)
            .join(CourseClass, CourseClass.id == Registration.class_id)
            .where(Registration.state == RegistrationState.CONFIRMED)
        )
        here = Counter((code, email) for code, email in rows)
    assert there == here, f"promise 3: only at ISO {there - here}, only here {here - there}"


def _check_trainingportal(desk: LiveDesk, codes: Sequence[str]) -> None:
    """Trainingportal shows as many free seats as it can have (promises 1 and 3)."""
    held = desk.sandbox.world.holdings()["trainingportal"]["classes"]
    there = {each["externalId"]: each["availableSeats"] for each in held}
    with reading(desk.database) as session:
        rows = session.execute(
            select(CourseClass.code, free_seats(Channel.TRAININGPORTAL)).where(
                CourseClass.code.in_(codes), CourseClass.state == ClassState.PUBLISHED
            )
        )
        free = {code: max(seats, 0) for code, seats in rows if code in there}
    assert {code: there[code] for code in free} == free, "promise 1: Trainingportal"
