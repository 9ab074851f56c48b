"""What came to us for an order and what went of it, as its papers follow it.

Works inside the caller's transaction. Not here: which papers follow.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.naming import is_partner
from app.domain.payment import PaymentState
from app.store.payment import Payment, Refund, RefundShare


def money_taken(session: Session, order_id: int) -> Sequence[Payment]:
    """Return the payments that came to us, oldest first.

    For what a partner took, the partner gives a paper.
    """
    paid = session.scalars(
        select(Payment)
        .where(Payment.order_id == order_id, Payment.state == PaymentState.PAID)
        .order_by(Payment.settled_at, Payment.id)
    )
    return [each for each in paid if not is_partner(each.gateway)]


def refunds_of(session: Session, payments: Sequence[Payment]) -> Sequence[Refund]:
    """Return all refunds of the payments, oldest first."""
    return session.scalars(
        select(Refund)
        .where(Refund.payment_id.in_([each.id for each in payments]))
        .order_by(Refund.id)
    ).all()


def in_turn(payments: Sequence[Payment], refunds: Sequence[Refund]) -> Sequence[Payment | Refund]:
    """Return what came and what went of it, by when it did; nothing goes before it came.

    Gateways say when, and staff: what they say of two movements need not fit.
    """
    came = {each.id: each.settled_at or each.created_at for each in payments}
    happened: list[tuple[datetime, int, Payment | Refund]] = [
        (came[each.id], 0, each) for each in payments
    ]
    happened += [
        (max(each.made_at or each.created_at, came[each.payment_id]), 1, each) for each in refunds
    ]
    return [each for *_, each in sorted(happened, key=lambda row: (*row[:2], row[2].id))]


def shares_of(session: Session, refund: Refund) -> Sequence[tuple[int, int]]:
    """Return the numbers of the places that a refund is for, each with its part of it."""
    if refund.registration_id is not None:
        return [(refund.registration_id, refund.amount_minor)]
    rows = session.execute(
        select(RefundShare.registration_id, RefundShare.amount_minor)
        .where(RefundShare.refund_id == refund.id)
        .order_by(RefundShare.id)
    )
    return [(place, minor) for place, minor in rows]


def sent_back_at_once(payment: Payment, refunds: Sequence[Refund]) -> int:
    """Return how much of a payment was for nothing of the order, as was found when it came."""
    return sum(
        each.amount_minor
        for each in refunds
        if each.payment_id == payment.id
        # What staff write down has the day on which it came, which may be long ago.
        and each.created_at in (payment.settled_at, payment.created_at)
        and each.reason == payment.reason
    )
