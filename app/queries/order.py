"""What an order's page and its calendar file show. Reads only. Not here: who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.order import OrderState, order_state
from app.domain.outline import ClassOutline
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import RegistrationState
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.order import Order
from app.store.outline import outline_of
from app.store.payment import Payment, Refund
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Place:
    """One participant's place; ``state`` is in the words of the pages."""

    reference: str
    name: str
    state: OrderState


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """Money on its way back to the buyer, and why."""

    amount: Money
    reason: str
    state: RefundState


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order as its buyer sees it.

    ``hold_until`` (UTC) is set while its places are held and unpaid, ``lapsed`` once that time has
    come and nobody has looked yet. ``processing`` while a bank takes its time, ``declined`` when
    the last attempt to pay came to nothing. ``join_at`` is where to join a class online, once the
    place is certain.
    """

    reference: str
    state: OrderState
    name: str
    email: str
    course: ClassOutline
    places: tuple[Place, ...]
    total: Money
    paid: Money
    hold_until: datetime | None
    lapsed: bool
    processing: bool
    declined: bool
    money_back: tuple[MoneyBack, ...]
    join_at: str

    @property
    def free(self) -> bool:
        """Whether it costs nothing."""
        return self.total.minor == 0

    @property
    def several(self) -> bool:
        """Whether it has more than one place."""
        return len(self.places) > 1

    @property
    def payable(self) -> bool:
        """Whether the buyer can pay now."""
        waits = self.state is OrderState.WAITING_FOR_PAYMENT
        return waits and not self.lapsed and not self.processing


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of a class, in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What a confirmed order's calendar file holds; ``address`` is the venue's, or on the web."""

    reference: str
    course: ClassOutline
    address: str
    sittings: tuple[Sitting, ...]


def order_page(sessions: Sessions, *, reference: str, now: datetime) -> OrderPage | None:
    """Return the order as its buyer sees it, or None where there is none; one statement."""
    with reading(sessions) as session:
        rows = session.execute(
            select(Registration, Payment, Refund)
            .join(Registration.order)
            .outerjoin(Payment, Payment.order_id == Order.id)
            .outerjoin(Refund, Refund.payment_id == Payment.id)
            .where(Order.reference == reference)
            .order_by(Registration.position, Registration.id, Payment.id, Refund.id)
            .options(
                contains_eager(Registration.order),
                joinedload(Registration.course_class).options(
                    joinedload(CourseClass.program), joinedload(CourseClass.venue)
                ),
            )
        ).all()
    if not rows:
        return None
    # Where money came late a place starts anew at the same position: the newest one counts.
    registrations = {row[0].position: row[0] for row in rows}.values()
    payments: dict[Payment | None, None] = dict.fromkeys(row[1] for row in rows)
    refunds: dict[Refund | None, None] = dict.fromkeys(row[2] for row in rows)
    return _page(
        list(registrations),
        [payment for payment in payments if payment is not None],
        [refund for refund in refunds if refund is not None],
        now=now,
    )


def calendar_page(sessions: Sessions, *, reference: str) -> CalendarPage | None:
    """Return what the order's calendar file holds, or None while it is not confirmed."""
    with reading(sessions) as session:
        found = session.scalars(
            select(Registration)
            .join(Registration.order)
            .where(Order.reference == reference, Registration.state == RegistrationState.CONFIRMED)
            .limit(1)
            .options(
                joinedload(Registration.course_class).options(
                    joinedload(CourseClass.program),
                    joinedload(CourseClass.venue),
                    selectinload(CourseClass.meetings),
                )
            )
        ).first()
    if found is None:
        return None
    course_class = found.course_class
    return CalendarPage(
        reference=reference,
        course=outline_of(course_class),
        address=_address(course_class),
        sittings=tuple(Sitting(each.starts_at, each.ends_at) for each in course_class.meetings),
    )


def _page(
    registrations: Sequence[Registration],
    payments: Sequence[Payment],
    refunds: Sequence[Refund],
    *,
    now: datetime,
) -> OrderPage:
    order = registrations[0].order
    state = order_state({each.state for each in registrations})
    waits = state is OrderState.WAITING_FOR_PAYMENT
    hold_until = order.hold_until if waits else None
    return OrderPage(
        reference=order.reference,
        state=state,
        name=order.name,
        email=order.email,
        course=outline_of(registrations[0].course_class),
        places=tuple(
            Place(each.reference, each.name, order_state({each.state})) for each in registrations
        ),
        total=order.total,
        paid=order.paid,
        hold_until=hold_until,
        lapsed=hold_until is not None and hold_until <= now,
        processing=waits and any(each.state is PaymentState.PROCESSING for each in payments),
        declined=waits and _declined(payments),
        money_back=tuple(MoneyBack(each.amount, each.reason, each.state) for each in refunds),
        join_at=registrations[0].course_class.online_url if state is OrderState.CONFIRMED else "",
    )


def _declined(payments: Sequence[Payment]) -> bool:
    # One that never had a page came to nothing before the buyer saw it: nobody declined it.
    return bool(payments) and payments[-1].state is PaymentState.FAILED and bool(payments[-1].url)


def _address(course_class: CourseClass) -> str:
    venue = course_class.venue
    if venue is None:
        return course_class.online_url
    town = f"{venue.postal_code} {venue.city}".strip()
    parts = (venue.name, venue.line1, venue.line2, town, venue.country)
    return ", ".join(part for part in parts if part)
