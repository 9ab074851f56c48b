"""What waits to be done in the background, by id. Not here: doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.event import EventKind
from app.domain.payment import PaymentState, RefundState
from app.store.database import reading, reading_rows
from app.store.delivery import due_deliveries
from app.store.order import Order
from app.store.payment import Payment, Refund

BATCH = 50
MOST_DUE = 200


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that may be told now.

    ``booking`` says that it is an asking (T7), not a telling.
    """

    id: int
    booking: bool
    request_id: str


def find_due_deliveries(
    sessions: Sessions, destination: str, *, now: datetime
) -> Sequence[DueDelivery]:
    """Return deliveries of one destination that may be told now, the oldest two hundred at most.

    No two are of one stream, so they may be told at the same time.
    """
    with reading_rows(sessions) as connection:
        return [
            DueDelivery(id=id_, booking=kind is EventKind.BOOKING_RESERVED, request_id=request_id)
            for id_, kind, request_id in due_deliveries(
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
