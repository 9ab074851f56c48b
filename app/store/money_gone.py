"""Money that went without us: refunds made at the gateway, and disputes that were lost.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first. Both are
refunds here, so that payments minus refunds is always what the order paid (promise 5). While a
dispute is open the gateway only holds the money, and nothing is taken off yet.
"""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.account import DisputeReport, DisputeState, RefundThere
from app.domain.money import Money
from app.domain.payment import (
    LEFT_US,
    PaymentState,
    RefundOrigin,
    RefundState,
)
from app.domain.reason import OwnReason, say_reason
from app.store.announcer import Announcer
from app.store.open_refunds import ask_about_open
from app.store.order import Order
from app.store.owing_again import keep_what_came_again, owe_while_held
from app.store.payment import Payment, Refund

# These did not go, as far as was known here.
_NOT_GONE = (RefundState.REFUSED, RefundState.WITHDRAWN)


def record_refund_there(
    session: Session, order: Order, payment: Payment, there: RefundThere
) -> Refund | None:
    """Write down a refund that somebody made at the gateway; None where there is nothing to write.

    Nothing is written of one that is known, failed, or is more than the payment brought.
    """
    if there.state is RefundState.REFUSED or _find(session, payment, there) is not None:
        return None
    return _write(
        session,
        order,
        payment,
        gateway_id=there.refund_id,
        amount=there.amount,
        state=there.state,
        origin=RefundOrigin.GATEWAY,
        reason=OwnReason.SENT_BACK_THERE,
        at=there.made_at,
    )


def _find(session: Session, payment: Payment, there: RefundThere) -> Refund | None:
    return session.scalar(
        select(Refund).where(
            Refund.payment_id == payment.id,
            (Refund.gateway_id == there.refund_id) | (Refund.uid == there.refund_uid),
        )
    )


def record_made_after_all(
    session: Session, order: Order, payment: Payment, there: RefundThere
) -> bool:
    """Write down that a refund of ours went through there, although here it was not to."""
    refund = _find(session, payment, there)
    if refund is None or refund.state not in _NOT_GONE:
        return False
    if not _counts(session, order, payment, there.amount):
        return False
    refund.state, refund.gateway_id = there.state, there.refund_id
    refund.made_at = there.made_at
    _take_off(order, there.amount)
    return True


def record_dispute(
    session: Session,
    announcer: Announcer,
    order: Order,
    payment: Payment,
    report: DisputeReport,
    *,
    now: datetime,
) -> int | None:
    """Take what a lost dispute cost off what the order paid, or add it again; None if not new.

    Banks decide anew now and then, so a dispute that was lost may be won after all: then what was
    owed again for it is not owed any more. Returns what of it is too much and goes back, in the
    order's minor units.
    """
    refund = session.scalar(
        select(Refund).where(
            Refund.payment_id == payment.id,
            Refund.gateway_id == report.dispute_id,
            Refund.origin == RefundOrigin.DISPUTE,
        )
    )
    lost = report.state is DisputeState.LOST
    if refund is None:
        return 0 if lost and _lose(session, order, payment, report, now=now) else None
    if lost is (refund.state is RefundState.MADE):
        return None
    if lost:
        return 0 if _lose_anew(session, order, payment, refund, now=now) else None
    refund.state = RefundState.RETURNED
    _take_off(order, refund.amount * -1)
    if refund.currency != order.currency:
        return 0
    return keep_what_came_again(session, announcer, order, refund, now=now)


def _lose_anew(
    session: Session, order: Order, payment: Payment, refund: Refund, *, now: datetime
) -> bool:
    if not _counts(session, order, payment, refund.amount):
        return False
    refund.state = RefundState.MADE
    # Lost anew, it is credited anew: a paper's cause is acted on once, and is known by this. And
    # whether it is owed again follows from how the order stands now.
    refund.uid, refund.created_at, refund.made_at = str(uuid4()), now, now
    _went(session, order, payment, refund.amount)
    return True


def _lose(
    session: Session, order: Order, payment: Payment, report: DisputeReport, *, now: datetime
) -> bool:
    lost = _write(
        session,
        order,
        payment,
        gateway_id=report.dispute_id,
        amount=report.amount,
        state=RefundState.MADE,
        origin=RefundOrigin.DISPUTE,
        reason=OwnReason.LOST_IN_DISPUTE,
        at=now,
    )
    return lost is not None


def _write(
    session: Session,
    order: Order,
    payment: Payment,
    *,
    gateway_id: str,
    amount: Money,
    state: RefundState,
    origin: RefundOrigin,
    reason: OwnReason,
    at: datetime,
) -> Refund | None:
    if not _counts(session, order, payment, amount):
        return None
    refund = Refund(
        uid=str(uuid4()),
        payment=payment,
        gateway_id=gateway_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        reason=say_reason(reason),
        own_reason=reason,
        origin=origin,
        state=state,
        due_at=at,
        created_at=at,
        made_at=at,
    )
    session.add(refund)
    _went(session, order, payment, amount)
    return refund


def _went(session: Session, order: Order, payment: Payment, amount: Money) -> None:
    _take_off(order, amount)
    ask_about_open(session, payment, amount)
    if amount.currency == order.currency:
        owe_while_held(session, order, minor=amount.minor)


def _counts(session: Session, order: Order, payment: Payment, amount: Money) -> bool:
    """Say whether so much can have gone of the payment: it was paid, and has so much left."""
    if payment.state is not PaymentState.PAID or payment.received_currency != amount.currency:
        return False
    in_it = payment.received_minor or 0
    enough = amount.currency != order.currency or order.paid_minor >= amount.minor
    return enough and 0 < amount.minor <= in_it - gone_of(session, payment)


def gone_of(session: Session, payment: Payment) -> int:
    """Return how much of a payment went, in minor units of what it brought."""
    gone = session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
            Refund.payment_id == payment.id, Refund.state.in_(LEFT_US)
        )
    )
    return int(gone or 0)


def _take_off(order: Order, amount: Money) -> None:
    if amount.currency == order.currency:
        order.paid_minor -= amount.minor
