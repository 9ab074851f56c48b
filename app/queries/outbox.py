"""What waits to be done in the background, by id. Not here: doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.event import EventKind
from app.domain.payment import UNSETTLED, PaymentState, RefundState
from app.domain.payment_plan import Plan, Unpaid
from app.domain.registration import ENDING_WITH_CLASS, RegistrationState
from app.store.course_class import CourseClass
from app.store.database import reading, reading_rows
from app.store.delivery import due_deliveries
from app.store.inbound import Inbound
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.payment_terms import PaymentReminder, PaymentTerms
from app.store.registration import Registration, owed_for

BATCH = 50
MOST_DUE = 200


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that may be told now.

    ``booking`` says that it is an asking (T7), not a telling; ``due_at`` (UTC) since when it waits.
    """

    id: int
    booking: bool
    request_id: str
    due_at: datetime


def find_due_deliveries(
    sessions: Sessions, destination: str, *, now: datetime
) -> Sequence[DueDelivery]:
    """Return deliveries of one destination that may be told now, the oldest two hundred at most.

    No two are of one stream, so they may be told at the same time.
    """
    with reading_rows(sessions) as connection:
        return [
            DueDelivery(
                id=id_,
                booking=kind is EventKind.BOOKING_RESERVED,
                request_id=request_id,
                due_at=due_at,
            )
            for id_, kind, request_id, due_at in due_deliveries(
                connection, destination, now=now, most=MOST_DUE
            )
        ]


def find_ended_holds(sessions: Sessions, *, now: datetime) -> Sequence[str]:
    """Return the references of orders whose hold has ended, the longest ended first."""
    with reading(sessions) as session:
        return session.scalars(
            select(Order.reference)
            .where(Order.hold_until <= now)
            .order_by(Order.hold_until)
            .limit(BATCH)
        ).all()


def find_payments_to_look_at(sessions: Sessions, *, now: datetime) -> Sequence[str]:
    """Return the uids of unsettled payments that the gateway should be asked about now."""
    with reading(sessions) as session:
        return session.scalars(
            select(Payment.uid)
            .where(
                Payment.state.in_((PaymentState.OPEN, PaymentState.PROCESSING)),
                Payment.look_at <= now,
                Payment.gateway_id.is_not(None),
            )
            .order_by(Payment.look_at)
            .limit(BATCH)
        ).all()


def find_due_refunds(
    sessions: Sessions, *, now: datetime, state: RefundState = RefundState.DUE
) -> Sequence[str]:
    """Return the uids of refunds to be made (or, when pending, followed) now, oldest first."""
    with reading(sessions) as session:
        return session.scalars(
            select(Refund.uid)
            .where(Refund.state == state, Refund.due_at <= now)
            .order_by(Refund.id)
            .limit(BATCH)
        ).all()


@dataclass(frozen=True, slots=True)
class DueReminder:
    """An order whose buyer is to be reminded, so many days after its money was due."""

    order_id: int
    days: int


def find_due_reminders(
    sessions: Sessions, days: Sequence[int], *, now: datetime
) -> Sequence[DueReminder]:
    """Return up to fifty reminders for each of these days (below zero: before) that are due now.

    Where several are, after a while without a worker, only the newest of an order is.
    """
    found: list[DueReminder] = []
    later: int | None = None
    with reading(sessions) as session:
        for day in sorted(set(days), reverse=True):
            query = (
                select(Order.id)
                .join(PaymentTerms, PaymentTerms.order_id == Order.id)
                .where(
                    Order.owed_minor > 0,
                    PaymentTerms.due_at <= now - timedelta(days=day),
                    PaymentTerms.plan != Plan.DOOR,
                    exists().where(Registration.order_id == Order.id, owed_for()),
                    ~exists().where(
                        PaymentReminder.order_id == Order.id,
                        PaymentReminder.due_at == PaymentTerms.due_at,
                        PaymentReminder.days == day,
                    ),
                )
                .order_by(Order.id)
                .limit(BATCH)
            )
            if later is not None:
                query = query.where(PaymentTerms.due_at > now - timedelta(days=later))
            found += [DueReminder(order_id, day) for order_id in session.scalars(query)]
            later = day
    return found


def find_unpaid_ends(sessions: Sessions, *, now: datetime) -> Sequence[str]:
    """Return the references of confirmed orders that end because they were not paid in time."""
    with reading(sessions) as session:
        return session.scalars(
            select(Order.reference)
            .join(PaymentTerms, PaymentTerms.order_id == Order.id)
            .where(
                PaymentTerms.ends_at <= now,
                PaymentTerms.unpaid == Unpaid.CANCEL,
                Order.owed_minor > 0,
                exists().where(
                    Registration.order_id == Order.id,
                    Registration.state == RegistrationState.CONFIRMED,
                ),
            )
            .order_by(PaymentTerms.ends_at)
            .limit(BATCH)
        ).all()


@dataclass(frozen=True, slots=True)
class DueNews:
    """A partner's notice that was kept and is to be acted on now."""

    id: int
    partner: str


def find_due_news(
    sessions: Sessions, partners: Sequence[str], *, now: datetime
) -> Sequence[DueNews]:
    """Return up to fifty kept notices of these partners that are due, oldest first."""
    with reading(sessions) as session:
        rows = session.execute(
            select(Inbound.id, Inbound.source)
            .where(
                Inbound.handled_at.is_(None), Inbound.due_at <= now, Inbound.source.in_(partners)
            )
            .order_by(Inbound.due_at, Inbound.id)
            .limit(BATCH)
        )
        return [DueNews(id=id_, partner=source) for id_, source in rows]


@dataclass(frozen=True, slots=True)
class EndingOrder:
    """An order with places in a cancelled class; ``unsettled``: money may be on its way."""

    reference: str
    unsettled: bool
    reason: str


def find_orders_of_cancelled_classes(sessions: Sessions) -> Sequence[EndingOrder]:
    """Return up to fifty orders that still have places in a class that was cancelled."""
    unsettled = exists().where(Payment.order_id == Order.id, Payment.state.in_(UNSETTLED))
    with reading(sessions) as session:
        rows = session.execute(
            select(Order.reference, unsettled, func.min(CourseClass.cancel_reason))
            .join(Registration, Registration.order_id == Order.id)
            .join(CourseClass, CourseClass.id == Registration.class_id)
            .where(
                CourseClass.state == ClassState.CANCELLED,
                CourseClass.taken > 0,
                Registration.state.in_(ENDING_WITH_CLASS),
            )
            .group_by(Order.id, Order.reference)
            # Who waits for a gateway that cannot be reached holds nobody else up.
            .order_by(unsettled, Order.id)
            .limit(BATCH)
        )
        return [EndingOrder(*row) for row in rows]
