"""What is owed, what came by hand, and one order's money as staff see it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session, aliased

from app.domain.balance import Balance
from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.payment import OrderStanding, PaymentState, RefundState
from app.domain.payment_plan import InvoiceTo, Plan, Unpaid, is_by_hand
from app.domain.registration import RegistrationState
from app.queries.staff.came_by_hand import MOST, CameByHand, came_by_hand
from app.queries.staff.let_go import LetGo, let_go
from app.queries.staff.still_goes import (
    GoesByHand,
    Refused,
    goes_by_hand,
    goes_of,
    refused_refunds,
)
from app.queries.staff.went_back import (
    GivenAsVoucher,
    WentBack,
    balance_with,
    given_as_vouchers,
    went_back,
)
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.order import Order, find_order
from app.store.payment import Payment, Refund, payments_of
from app.store.payment_terms import PaymentTerms, terms_of
from app.store.program import Program
from app.store.registration import Registration, owed_for, registrations_of, speaker_of
from app.store.settlement import standing_of

_PLACE = aliased(Registration)


@dataclass(frozen=True, slots=True)
class Debt:
    """An order that still owes something; ``decide``: it is late, and staff have to decide."""

    order: str
    name: str
    company: str
    course: str
    owed: Money
    timezone: str
    due_at: datetime | None
    late: bool
    held: bool
    decide: bool


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """What is owed, the longest due first, and money that came or goes by hand.

    ``refused`` is what their gateway did not send back, or waits to be sent there.
    """

    debts: tuple[Debt, ...]
    came: tuple[CameByHand, ...]
    goes: tuple[GoesByHand, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """One payment of an order; ``undoable`` where staff wrote it down and may correct it.

    ``amount`` is what it brought, or was to bring; ``asked`` is given where it brought another sum,
    ``mistake`` where so much of it was written down by mistake.
    """

    uid: str
    amount: Money
    asked: Money | None
    mistake: Money | None
    how: str
    state: PaymentState
    at: datetime
    by: str
    note: str
    undoable: bool


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """One order's money; ``place`` is the reference of its first place, for the way back."""

    order: str
    place: str
    name: str
    total: Money
    paid: Money
    owed: Money
    balance: Balance
    plan: Plan
    timezone: str
    due_at: datetime | None
    invoice_to: InvoiceTo | None
    held: bool
    confirmed: bool
    received: tuple[Received, ...]
    went_back: tuple[WentBack, ...]
    vouchers: tuple[GivenAsVoucher, ...]
    let_go: tuple[LetGo, ...]
    goes: tuple[GoesByHand, ...]

    @property
    def open(self) -> bool:
        """Whether money may still be written down for it."""
        return self.held or self.confirmed


def money_page(sessions: Sessions, *, now: datetime, due_by: datetime | None = None) -> MoneyPage:
    """Return the page; four statements, a hundred lines of each at most.

    Where ``due_by`` (UTC) is given, of what is owed that which was due then.
    """
    with reading(sessions) as session:
        return MoneyPage(
            debts=_debts(session, now=now, due_by=due_by),
            came=came_by_hand(session),
            goes=goes_by_hand(session),
            refused=refused_refunds(session),
        )


def debts_due(by: datetime) -> Select[int]:
    """Select how many orders owe what was due by then (UTC), as the page lists them."""
    places = select(_PLACE.id).where(_PLACE.order_id == Order.id, owed_for(_PLACE))
    return (
        select(func.count(Order.id))
        .join(PaymentTerms, PaymentTerms.order_id == Order.id)
        .where(Order.owed_minor > 0, PaymentTerms.due_at <= by, places.exists())
    )


def order_money(sessions: Sessions, reference: str) -> OrderMoney | None:
    """Return an order's money, or None where there is no such order; seven statements."""
    with reading(sessions) as session:
        order = find_order(session, reference)
        if order is None:
            return None
        terms, places = terms_of(session, order), registrations_of(session, order.id)
        about = speaker_of(places)
        standing = standing_of(places, owed=order.owed_minor)
        payments = payments_of(session, order.id)
        refunds = session.scalars(
            select(Refund).where(Refund.payment_id.in_([each.id for each in payments]))
        ).all()
        return OrderMoney(
            order=order.reference,
            place=about.reference,
            name=order.name,
            total=order.total,
            paid=order.paid,
            owed=order.owed,
            balance=balance_with(order, payments, refunds),
            plan=terms.plan if terms else Plan.ONLINE,
            timezone=about.course_class.timezone,
            due_at=terms.due_at if terms else None,
            invoice_to=_invoice_to(terms),
            held=standing is OrderStanding.HELD,
            confirmed=standing in (OrderStanding.SETTLED, OrderStanding.OWING),
            received=tuple(_received(each, refunds) for each in payments),
            went_back=tuple(went_back(payments, refunds)),
            let_go=tuple(let_go(session, order)),
            vouchers=tuple(given_as_vouchers(session, order.id)),
            goes=tuple(goes_of(order, terms, payments, refunds)),
        )


def _invoice_to(terms: PaymentTerms | None) -> InvoiceTo | None:
    if terms is None or not terms.company:
        return None
    return InvoiceTo(terms.company, terms.organisation_number, terms.address, terms.reference)


def _received(payment: Payment, refunds: Sequence[Refund]) -> Received:
    mine = [each for each in refunds if each.payment_id == payment.id]
    left = (payment.received_minor or 0) - sum(each.amount_minor for each in mine)
    mistaken = sum(each.amount_minor for each in mine if each.is_mistake)
    waits = any(each.state is RefundState.ASKED for each in mine)
    amount = payment.amount
    if payment.received_minor is not None and payment.received_currency is not None:
        amount = Money(payment.received_minor, payment.received_currency)
    return Received(
        uid=payment.uid,
        amount=amount,
        asked=payment.amount if amount != payment.amount else None,
        mistake=Money(mistaken, payment.currency) if mistaken else None,
        how=payment.gateway,
        state=payment.state,
        at=payment.settled_at or payment.created_at,
        by=payment.recorded_by,
        note=payment.note,
        undoable=is_by_hand(payment.gateway) and (left > 0 or waits),
    )


def _debts(session: Session, *, now: datetime, due_by: datetime | None) -> tuple[Debt, ...]:
    held = select(_PLACE.id).where(
        _PLACE.order_id == Order.id, _PLACE.state == RegistrationState.HELD
    )
    # Of the places that it may be owed for, the newest: any says what it was for.
    newest = (
        select(func.max(_PLACE.id))
        .where(_PLACE.order_id == Order.id, owed_for(_PLACE))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Order, PaymentTerms, Program.title, CourseClass.timezone, held.exists())
        .join(PaymentTerms, PaymentTerms.order_id == Order.id)
        .join(Registration, Registration.id == newest)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .join(Program, Program.id == CourseClass.program_id)
        .where(Order.owed_minor > 0, true() if due_by is None else PaymentTerms.due_at <= due_by)
        .order_by(PaymentTerms.due_at, Order.id)
        .limit(MOST)
    )
    return tuple(
        _debt(order, terms, (title, timezone), is_held=is_held, now=now)
        for order, terms, title, timezone, is_held in rows
    )


def _debt(
    order: Order, terms: PaymentTerms, course: tuple[str, str], *, is_held: bool, now: datetime
) -> Debt:
    late = terms.due_at is not None and terms.due_at <= now
    return Debt(
        order=order.reference,
        name=order.name,
        company=terms.company or order.company,
        course=course[0],
        owed=order.owed,
        timezone=course[1],
        due_at=terms.due_at,
        late=late,
        held=is_held,
        decide=late and terms.unpaid is Unpaid.STAFF,
    )
