"""How every story has to end: everybody well, everything told, and all holding the same."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.domain.course_class import ClassState
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import Channel, RegistrationState
from app.jobs.sweep import sweep_once
from app.sandbox.dials import PARTNERS
from app.sandbox.shelf import Document
from app.store.allotment import free_seats
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.dispute import DisputeRow
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from app.usecases.retry_delivery import retry_delivery
from tests.jobs.live import LiveDesk
from tests.stories.lines import Lines
from tests.stories.partners import settle_captures, settle_refunds

# Some sweeps as they come, then steps longer than any wait between two tries, or any hold.
STEPS = (*[timedelta(minutes=2)] * 2, *[timedelta(hours=13)] * 10, *[timedelta(days=5)] * 4)
# Every class with a line has begun by then.
LATER = timedelta(days=30)
_DONE = (DeliveryState.DELIVERED, DeliveryState.SUPERSEDED)
_WAITING = (DeliveryState.DUE, DeliveryState.IN_FLIGHT)


def check_the_ending(desk: LiveDesk, codes: Sequence[str], lines: Lines) -> None:
    """Mend everybody, sweep as ever until nothing is left to be done, and compare both sides."""
    for name in PARTNERS:
        desk.sandbox.world.dials.turn(name, {"mode": "ok"})
    again: set[str] = set()
    for step in STEPS:
        again |= _tell_again(desk)
        _sweep(desk, lines, after=step)
        if not any(_left(desk).values()):
            break
    _check_all_is_done(desk)
    check_gateways(desk)
    _check_iso(desk, again)
    _check_trainingportal(desk, codes)
    if lines.go_on():
        _sweep(desk, lines, after=LATER)
        assert not lines.go_on(), "a line goes on although its class began"


def _tell_again(desk: LiveDesk) -> set[str]:
    """Have staff tell again whatever may have arrived; return the streams that are about it.

    Only a person can know (promise 3), and where they err somebody is told of twice.
    """
    with reading(desk.database) as session:
        unknown = session.execute(
            select(Delivery.id, Delivery.stream).where(
                Delivery.state == DeliveryState.UNKNOWN,
                Delivery.event.has(EventRow.kind != EventKind.BOOKING_RESERVED),
            )
        ).all()
    for number, _ in unknown:
        retry_delivery(desk.database, delivery_id=number, now=desk.parts.clock())
    return {stream for _, stream in unknown}


def _sweep(desk: LiveDesk, lines: Lines, *, after: timedelta) -> None:
    """Sweep once after a while; money on its way at PayPal arrives."""
    desk.ahead += after
    desk.sandbox.world.advance(int(after.total_seconds()))
    settle_captures(desk.sandbox, "COMPLETED")
    settle_refunds(desk.sandbox)
    sweep_once(desk.parts)
    lines.check()


def _check_all_is_done(desk: LiveDesk) -> None:
    left = _left(desk)
    assert not any(left.values()), f"promise 7: {left} left to be done"


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
            select(func.count(Registration.id))
            .join(Order, Order.id == Registration.order_id)
            # Those that are held without an end are held until staff decide.
            .where(Registration.state == RegistrationState.HELD, Order.hold_until.is_not(None))
        )
        claimed = select(DisputeRow.payment_id).where(DisputeRow.payment_id.is_not(None))
        refunds = session.scalar(
            select(func.count()).where(
                Refund.made_at.is_(None),
                Refund.state != RefundState.ASKED,
                # What Stripe refused because a bank claims it is for staff to decide.
                (Refund.state != RefundState.REFUSED) | Refund.payment_id.not_in(claimed),
            )
        )
    return {**waiting, "held": held or 0, "refunds": refunds or 0}


def check_gateways(desk: LiveDesk) -> None:
    """What was taken and sent back there is what was taken and sent back here (promises 2, 5)."""
    there, back = _at_stripe(desk)
    more, more_back = _at_paypal(desk)
    with reading(desk.database) as session:
        paid = session.execute(
            select(Payment.gateway_id, Payment.received_minor).where(
                Payment.state == PaymentState.PAID, Payment.gateway_id.is_not(None)
            )
        )
        here = Counter((name, minor) for name, minor in paid)
        assert there + more == here, f"promise 2: {there + more} was taken, not {here}"
        made = session.execute(
            select(Refund.gateway_id, Refund.amount_minor).where(
                Refund.gateway_id.is_not(None), Refund.state != RefundState.RETURNED
            )
        )
        assert back + more_back == Counter((name, minor) for name, minor in made), "promise 5"


_Sums = Counter[tuple[str, int]]


def _at_stripe(desk: LiveDesk) -> tuple[_Sums, _Sums]:
    """Return what Stripe took by its page, and what went back by its refund or lost dispute."""
    held = desk.sandbox.world.holdings()["stripe"]
    taken = Counter(
        (each["id"], each["amount"])
        for each in held["checkout.session"]
        if each["payment_status"] == "paid"
    )
    lost = [each for each in held["dispute"] if each["status"] == "lost"]
    return taken, Counter((each["id"], each["amount"]) for each in (*held["refund"], *lost))


def _at_paypal(desk: LiveDesk) -> tuple[_Sums, _Sums]:
    """Return what PayPal took by its order, and sent back by its refund."""
    held = desk.sandbox.world.holdings()["paypal"]
    taken = Counter(
        (each["supplementary_data"]["related_ids"]["order_id"], _minor(each))
        for each in held["captures"]
        if each["status"] not in ("PENDING", "DECLINED")
    )
    return taken, Counter((each["id"], _minor(each)) for each in held["refunds"])


def _minor(held: Document) -> int:
    return int(Decimal(held["amount"]["value"]) * 100)


def _check_iso(desk: LiveDesk, again: Collection[str]) -> None:
    """ISO holds every confirmed place as confirmed, once, and no other so (promise 3).

    But for the streams of which staff had it told ``again``.
    """
    held = desk.sandbox.world.holdings()["iso"]["registrations"]
    there = Counter(
        (each["programId"], each["participant"]["email"])
        for each in held
        if each["status"] == "confirmed"
    )
    with reading(desk.database) as session:
        rows = session.execute(
            select(
                CourseClass.code, Registration.email, Registration.reference, Registration.state
            ).join(CourseClass, CourseClass.id == Registration.class_id)
        ).all()
    confirmed = RegistrationState.CONFIRMED
    here = Counter((code, email) for code, email, _, state in rows if state is confirmed)
    twice = {(code, email) for code, email, name, _ in rows if f"registration:{name}" in again}
    more = (there - here).keys() - twice
    assert not more, f"promise 3: only at ISO {more}"
    assert not here - there, f"promise 3: only here {here - there}"


def _check_trainingportal(desk: LiveDesk, codes: Sequence[str]) -> None:
    """Trainingportal shows as many free seats as it can have, while anybody can (promises 1, 3)."""
    held = desk.sandbox.world.holdings()["trainingportal"]["classes"]
    there = {each["externalId"]: each["availableSeats"] for each in held}
    now = desk.parts.clock()
    with reading(desk.database) as session:
        rows = session.execute(
            select(CourseClass.code, free_seats(Channel.TRAININGPORTAL)).where(
                CourseClass.code.in_(codes),
                CourseClass.state == ClassState.PUBLISHED,
                CourseClass.starts_at > now,
                or_(CourseClass.closes_at.is_(None), CourseClass.closes_at > now),
            )
        )
        free = {code: max(seats, 0) for code, seats in rows if code in there}
    shown = {code: there[code] for code in free}
    assert shown == free, f"promise 1: Trainingportal shows {shown}, not {free}"
