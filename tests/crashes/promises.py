"""What must hold whatever was killed, and the ordinary way back: the sweep, the clock moved on.

Not here: what is killed where.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from threading import Event as Stop

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import Channel, RegistrationState
from app.jobs.deliver import drain_destination
from app.jobs.sweep import sweep_once
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from app.store.waiting import WaitingEntry
from app.usecases.retry_delivery import retry_delivery
from app.usecases.skip_delivery import skip_delivery
from tests.jobs.live import LiveDesk
from tests.worlds import CLASS, lines_agree, options_agree, seats

# Longer than any lease, shorter than any hold.
STEP = timedelta(minutes=2)
ROUNDS = 8
# What PayPal calls money that came, whatever went back of it since.
CAME = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
S = RegistrationState
K = EventKind
HAPPENED: dict[RegistrationState, list[EventKind]] = {
    S.HELD: [K.REGISTRATION_HELD],
    S.CONFIRMED: [K.REGISTRATION_HELD, K.REGISTRATION_CONFIRMED],
    S.EXPIRED: [K.REGISTRATION_HELD, K.REGISTRATION_EXPIRED],
    S.CANCELLED: [K.REGISTRATION_HELD, K.REGISTRATION_CONFIRMED, K.REGISTRATION_CANCELLED],
}


def recover(desk: LiveDesk) -> None:
    """Sweep as ever, two minutes later each time, until nothing is left to be done."""
    for _ in range(ROUNDS):
        desk.ahead += STEP
        sweep_once(desk.parts)
        if not left(desk):
            return
    raise AssertionError(f"not done after {ROUNDS} sweeps: {left(desk)}")


def left(desk: LiveDesk) -> list[tuple[str, EventKind]]:
    """Return what the sweep has still to see to: not what waits behind an unknown."""
    with reading(desk.database) as session:
        deliveries = session.scalars(
            select(Delivery).options(joinedload(Delivery.event)).order_by(Delivery.id)
        ).all()
    behind = {
        (each.destination, each.stream)
        for each in deliveries
        if each.state is DeliveryState.UNKNOWN
    }
    return [
        (each.destination, each.event.kind)
        for each in deliveries
        if each.state in (DeliveryState.DUE, DeliveryState.IN_FLIGHT)
        and (each.destination, each.stream) not in behind
    ]


def drain_only(desk: LiveDesk) -> None:
    """Tell what is due, over days, without the house's own chores: nobody sees what lapsed."""
    for _ in range(ROUNDS):
        desk.ahead += timedelta(days=1)
        for name in desk.parts.partners:
            drain_destination(desk.parts, name, stop=Stop(), together=1)


def check(desk: LiveDesk) -> None:
    """Fail where a promise is broken."""
    assert seats(desk.database).agree, f"promise 1: {seats(desk.database)}"
    with reading(desk.database) as session:
        if session.scalar(select(func.count(Registration.id))):
            assert lines_agree(desk.database), "promise 5: the lines"
        assert options_agree(desk.database), "promise 1: the prices' counters"
        for order in session.scalars(select(Order)):
            assert order.paid_minor == _balance(session, order), "promise 5"
        waited = set(session.scalars(select(WaitingEntry.order_id)))
        for registration in session.scalars(
            select(Registration).options(joinedload(Registration.order))
        ):
            first = [K.REGISTRATION_WAITLISTED] if registration.order_id in waited else []
            happened = [*first, *_happened(registration)]
            assert _events_of(session, registration) == happened, "promise 3"
        _check_everybody_is_told(desk, session)
    _check_the_outside(desk)


def _happened(registration: Registration) -> list[EventKind]:
    """Return what others must have been promised to hear, going by what the rows say."""
    if registration.channel is Channel.TRAININGPORTAL and registration.state is S.HELD:
        # Nobody hears of it before it is known what was booked.
        return []
    return HAPPENED[registration.state]


def _balance(session: Session, order: Order) -> int:
    received = select(func.coalesce(func.sum(Payment.received_minor), 0)).where(
        Payment.order_id == order.id, Payment.state == PaymentState.PAID
    )
    returned = (
        select(func.coalesce(func.sum(Refund.amount_minor), 0))
        .join(Payment)
        .where(
            Payment.order_id == order.id,
            Refund.state.in_((RefundState.MADE, RefundState.PENDING)),
        )
    )
    return (session.scalar(received) or 0) - (session.scalar(returned) or 0)


def _events_of(session: Session, registration: Registration) -> Sequence[EventKind]:
    return session.scalars(
        select(EventRow.kind)
        .where(
            EventRow.registration_id == registration.id,
            EventRow.kind != EventKind.BOOKING_RESERVED,
        )
        .order_by(EventRow.id)
    ).all()


def _check_everybody_is_told(desk: LiveDesk, session: Session) -> None:
    deliveries = session.scalars(select(Delivery).options(joinedload(Delivery.event))).all()
    heard = Counter((each.event_id, each.destination) for each in deliveries)
    wanted = Counter(
        (event.id, name)
        for event in session.scalars(select(EventRow))
        for name, partner in desk.parts.partners.items()
        if partner.hears(event.kind)
    )
    assert heard == wanted, "promise 3: each event has one delivery for everyone who hears it"


def _check_the_outside(desk: LiveDesk) -> None:
    """Nobody who can tell repeats apart holds anything twice, or in another state than we do."""
    held = desk.sandbox.world.holdings()
    for collection, name in (("iso", "registrations"), ("connector", "users")):
        whose = Counter(_email(each) for each in held[collection][name])
        assert not whose or max(whose.values()) == 1, f"{collection} holds somebody twice"
    for each in held["trainingportal"]["classes"]:
        assert each["availableSeats"] == 12 - seats(desk.database, CLASS).taken, "promise 1"
    paid = [each for each in held["stripe"]["checkout.session"] if each["payment_status"] == "paid"]
    paid += [each for each in held["paypal"]["captures"] if each["status"] in CAME]
    with reading(desk.database) as session:
        settled = session.scalar(
            select(func.count()).where(
                Payment.state == PaymentState.PAID, Payment.gateway.in_(("stripe", "paypal"))
            )
        )
        made = session.scalar(select(func.count(Refund.gateway_id)))
    assert len(paid) == settled, "promise 2: what was paid there is paid here"
    went_back = held["stripe"]["refund"] + held["paypal"]["refunds"]
    assert len(went_back) == made, "promise 5: what went back there went back here"


def _email(held: dict[str, object]) -> str:
    participant = held.get("participant", held)
    assert isinstance(participant, dict)
    return str(participant["email"])


def retry_unknown(desk: LiveDesk) -> None:
    """Have what is unknown told again, as staff do with the button."""
    for number, _ in unknown(desk):
        retry_delivery(desk.parts.sessions, delivery_id=number, now=desk.parts.clock())
    recover(desk)


def skip_unknown(desk: LiveDesk, destination: str) -> None:
    """Say of what is unknown there that it arrived, as staff do who looked."""
    for number, whose in unknown(desk):
        if whose == destination:
            skip_delivery(
                desk.parts.sessions,
                delivery_id=number,
                reason="The letter is there",
                by="staff@desk.example",
                now=desk.parts.clock(),
            )


def unknown(desk: LiveDesk) -> Sequence[tuple[int, str]]:
    """Return id and destination of every delivery of which nobody knows whether it arrived."""
    with reading(desk.database) as session:
        rows = session.execute(
            select(Delivery.id, Delivery.destination).where(Delivery.state == DeliveryState.UNKNOWN)
        )
        return [(number, destination) for number, destination in rows]
