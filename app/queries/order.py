"""What an order's page and its calendar file show. Reads only. Not here: who may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.bill import Bill
from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.naming import name_seller
from app.domain.order import OrderState, order_state
from app.domain.outline import ClassOutline
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import SEATED, RegistrationState
from app.store.course_class import CourseClass
from app.store.database import reading, reading_rows, table_of
from app.store.order import Order
from app.store.order_line import lines_of
from app.store.outline import OUTLINE_COLUMNS, OUTLINE_SOURCE, outline_from, outline_of
from app.store.payment import Payment, Refund
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Place:
    """One participant's place; ``state`` is in the words of the pages."""

    reference: str
    name: str
    state: OrderState
    course: ClassOutline


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
    place is certain. ``seller`` is the partner that sold it, empty where we did. ``bill`` is what
    was ordered, as it was frozen: its total is the order's, whatever became of its places.
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
    seller: str
    bill: Bill

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
    """One meeting of a class, in UTC; ``number`` counts the class's from 1.

    ``address`` is the venue's, or on the web.
    """

    course: ClassOutline
    address: str
    number: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What a confirmed order's calendar file holds: every meeting of each class of its places."""

    reference: str
    sittings: tuple[Sitting, ...]


def order_page(sessions: Sessions, *, reference: str, now: datetime) -> OrderPage | None:
    """Return the order as its buyer sees it, or None where there is none; two statements."""
    with reading_rows(sessions) as connection:
        rows = connection.execute(_BY_REFERENCE, {"reference": reference}).all()
        if not rows:
            return None
        bill = _bill(connection, rows)
    # Where money came late, or a place was handed over or moved, it starts anew at the same
    # position: the newest one counts.
    places = list({row.position: row for row in rows}.values())
    payments = {row.payment_id: row for row in rows if row.payment_id is not None}
    refunds = {row.refund_id: row for row in rows if row.refund_id is not None}
    return _page(
        _speaker(places),
        [_place(row) for row in places],
        state=order_state({row.place_state for row in places}),
        payments=list(payments.values()),
        refunds=[_money_back(row) for row in refunds.values()],
        bill=bill,
        now=now,
    )


def _bill(connection: Connection, rows: Sequence[Row[Any]]) -> Bill:
    """Return what was ordered: the lines of the places that there were at first."""
    first = {row.position: row.place_id for row in reversed(rows)}
    places = {number: position for position, number in first.items()}
    currency = rows[0].currency
    return Bill(currency, lines_of(connection, places, currency=currency))


def _speaker(places: Sequence[Row[Any]]) -> Row[Any]:
    """Return the place whose class stands for the order: the first that still has a seat."""
    return next((row for row in places if row.place_state in SEATED), places[0])


def _place(row: Row[Any]) -> Place:
    state = order_state({row.place_state})
    return Place(row.place_reference, row.name, state, outline_from(row))


def _by_reference() -> Select[Any]:
    order, place = table_of(Order), table_of(Registration)
    payment, refund = table_of(Payment), table_of(Refund)
    return (
        select(
            *OUTLINE_COLUMNS,
            table_of(CourseClass).c.online_url,
            order.c.reference,
            order.c.name.label("buyer_name"),
            order.c.email,
            order.c.currency,
            order.c.total_minor,
            order.c.paid_minor,
            order.c.hold_until,
            place.c.id.label("place_id"),
            place.c.position,
            place.c.reference.label("place_reference"),
            place.c.name,
            place.c.state.label("place_state"),
            place.c.channel,
            payment.c.id.label("payment_id"),
            payment.c.state.label("payment_state"),
            payment.c.url.label("payment_url"),
            refund.c.id.label("refund_id"),
            refund.c.amount_minor.label("refund_minor"),
            refund.c.currency.label("refund_currency"),
            refund.c.reason.label("refund_reason"),
            refund.c.state.label("refund_state"),
        )
        .select_from(
            OUTLINE_SOURCE.join(place, place.c.class_id == table_of(CourseClass).c.id)
            .join(order, order.c.id == place.c.order_id)
            .outerjoin(payment, payment.c.order_id == order.c.id)
            .outerjoin(refund, refund.c.payment_id == payment.c.id)
        )
        .where(order.c.reference == bindparam("reference"))
        .order_by(place.c.position, place.c.id, payment.c.id, refund.c.id)
    )


_BY_REFERENCE = _by_reference()


def calendar_page(sessions: Sessions, *, reference: str) -> CalendarPage | None:
    """Return what the order's calendar file holds, or None while it is not confirmed."""
    confirmed = (
        select(Registration.class_id)
        .join(Registration.order)
        .where(Order.reference == reference, Registration.state == RegistrationState.CONFIRMED)
    )
    with reading(sessions) as session:
        found = session.scalars(
            select(CourseClass)
            .where(CourseClass.id.in_(confirmed))
            .order_by(CourseClass.starts_at, CourseClass.id)
            .options(
                joinedload(CourseClass.program),
                joinedload(CourseClass.venue),
                selectinload(CourseClass.meetings),
            )
        ).all()
    sittings = tuple(sitting for course_class in found for sitting in _sittings(course_class))
    return CalendarPage(reference, sittings) if found else None


def _sittings(course_class: CourseClass) -> Iterator[Sitting]:
    course, address = outline_of(course_class), _address(course_class)
    for number, meeting in enumerate(course_class.meetings, start=1):
        yield Sitting(course, address, number, meeting.starts_at, meeting.ends_at)


def _page(
    row: Row[Any],
    places: Sequence[Place],
    *,
    state: OrderState,
    payments: Sequence[Row[Any]],
    refunds: Sequence[MoneyBack],
    bill: Bill,
    now: datetime,
) -> OrderPage:
    waits = state is OrderState.WAITING_FOR_PAYMENT
    hold_until = row.hold_until if waits else None
    return OrderPage(
        reference=row.reference,
        state=state,
        name=row.buyer_name,
        email=row.email,
        course=outline_from(row),
        places=tuple(places),
        total=Money(row.total_minor, row.currency),
        paid=Money(row.paid_minor, row.currency),
        hold_until=hold_until,
        lapsed=hold_until is not None and hold_until <= now,
        processing=waits and any(p.payment_state is PaymentState.PROCESSING for p in payments),
        declined=waits and _declined(payments),
        money_back=tuple(refunds),
        join_at=row.online_url if state is OrderState.CONFIRMED else "",
        seller=name_seller(row.channel),
        bill=bill,
    )


def _declined(payments: Sequence[Row[Any]]) -> bool:
    # One that never had a page came to nothing before the buyer saw it: nobody declined it.
    if not payments:
        return False
    last = payments[-1]
    return last.payment_state is PaymentState.FAILED and bool(last.payment_url)


def _money_back(row: Row[Any]) -> MoneyBack:
    amount = Money(row.refund_minor, row.refund_currency)
    return MoneyBack(amount, row.refund_reason, row.refund_state)


def _address(course_class: CourseClass) -> str:
    venue = course_class.venue
    if venue is None:
        return course_class.online_url
    town = f"{venue.postal_code} {venue.city}".strip()
    parts = (venue.name, venue.line1, venue.line2, town, venue.country)
    return ", ".join(part for part in parts if part)
