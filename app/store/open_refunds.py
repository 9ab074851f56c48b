"""Refunds that are still to go, beside what went of their payment meanwhile.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first. Not
here: writing down what went without us (money_gone.py).
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.domain.money import Money
from app.domain.payment import (
    LEFT_US,
    OURS,
    SENDABLE,
    Closing,
    RefundOrigin,
    RefundState,
    WentAlready,
    WentNot,
)
from app.domain.wording import say_money
from app.store.order import Order
from app.store.payment import Payment, Refund, RefundShare

# What a refund says of itself that staff closed because its money went without us.
WENT_THAT_WAY = "Its money went without us"
# What a refund made there says of itself that staff said is what a dispute took.
LOST_ALREADY = "Its money was lost in a dispute, and counts there"


def refuse_what_went(session: Session, refund: Refund) -> None:
    """See that so much is left of its payment, after what went and what is on its way.

    Raises:
        WentAlready: it is not.
    """
    left = _left_for(session, refund, Refund.state.in_((*LEFT_US, RefundState.DUE)))
    if refund.amount_minor > left:
        raise WentAlready(Money(max(left, 0), refund.currency))


def is_left(session: Session, refund: Refund) -> bool:
    """Say whether one that is due may be sent; of several that are, the oldest goes first."""
    before = and_(Refund.state == RefundState.DUE, Refund.id < refund.id)
    return refund.amount_minor <= _left_for(session, refund, or_(Refund.state.in_(LEFT_US), before))


def _left_for(session: Session, refund: Refund, counts: ColumnElement[bool]) -> int:
    payment = session.get_one(Payment, refund.payment_id)
    came = payment.amount_minor if payment.received_minor is None else payment.received_minor
    others = session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
            Refund.payment_id == refund.payment_id, Refund.id != refund.id, counts
        )
    )
    return came - int(others or 0)


def ask_about_open(session: Session, payment: Payment, went: Money) -> None:
    """Have staff decide about what is still to go of a payment of which so much went without us.

    Nothing of it is sent by itself any more: it may be the same money.
    """
    still = (*SENDABLE, RefundState.DUE)
    for refund in session.scalars(
        select(Refund).where(Refund.payment_id == payment.id, Refund.state.in_(still))
    ):
        said = f"{say_money(went)} of that payment went without us: was it this money?"
        if refund.state is RefundState.DUE:
            refund.state = RefundState.ASKED
            if refund.attempt:
                said += " We asked for it too and have no answer: look there first."
        refund.words = f"{said} {refund.words}".strip()[:1000]


def went_without_us(refunds: Iterable[Refund]) -> int:
    """Return how much of one payment went without us and was said of no refund of ours yet.

    ``refunds`` are those of that payment; in its minor units.
    """
    went = 0
    for each in refunds:
        if each.origin not in OURS and each.state in LEFT_US:
            went += each.amount_minor
        elif each.state is RefundState.WITHDRAWN and each.closed_as is Closing.WENT_THAT_WAY:
            went -= each.amount_minor
    return went


def waits_to_go(session: Session, order: Order) -> Money | None:
    """Return what of an order's money waits for staff to send it, or None where nothing does."""
    minor = session.scalar(
        select(func.sum(Refund.amount_minor))
        .join(Refund.payment)
        .where(
            Payment.order_id == order.id,
            Refund.currency == order.currency,
            Refund.state.in_(SENDABLE),
        )
    )
    return Money(int(minor), order.currency) if minor else None


def asked_again(refunds: Sequence[Refund]) -> int:
    """Return how much staff are asked about that may have gone already.

    ``refunds`` are those of one payment; in its minor units. Where it is the same money, so much
    is left of the payment yet.
    """
    asked = sum(each.amount_minor for each in refunds if each.state is RefundState.ASKED)
    return min(asked, went_without_us(refunds))


def may_count_twice(refund: Refund, siblings: Iterable[Refund]) -> bool:
    """Say whether a refund made at the gateway may be what a lost dispute took of its payment.

    A gateway may tell of that as a refund too, without saying of which dispute: only its amount
    tells. ``siblings`` are the refunds of its payment; each dispute is said of one.
    """
    if refund.origin is not RefundOrigin.GATEWAY or refund.state not in LEFT_US:
        return False
    alike = [each for each in siblings if each.amount_minor == refund.amount_minor]
    lost = sum(each.origin is RefundOrigin.DISPUTE and each.state in LEFT_US for each in alike)
    return lost > sum(each.closed_as is Closing.LOST_ALREADY for each in alike)


def say_twice(session: Session, payment: Payment) -> str:
    """Return what staff are asked where one sum of a payment may be counted twice, or nothing."""
    its = refunds_from(session, payment.id)
    if not any(may_count_twice(each, its) for each in its):
        return ""
    return (
        "As much of that payment is lost in a dispute and went back at the gateway: if it is the"
        " same money, it is counted twice. Say so at its refund."
    )


def count_once(order: Order, refund: Refund) -> None:
    """Have a refund made at the gateway be what a dispute took, which counts already."""
    refund.state, refund.note = RefundState.WITHDRAWN, LOST_ALREADY
    if refund.currency == order.currency:
        order.paid_minor += refund.amount_minor


def refunds_from(session: Session, payment_id: int) -> Sequence[Refund]:
    """Return the refunds of a payment, the oldest first."""
    return session.scalars(
        select(Refund).where(Refund.payment_id == payment_id).order_by(Refund.id)
    ).all()


def take_as_gone(session: Session, refund: Refund) -> None:
    """Have a refund be what went without us: nothing more goes, and that was for the same place.

    Raises:
        WentNot: less than that went.
    """
    siblings = refunds_from(session, refund.payment_id)
    went = went_without_us(siblings)
    if went < refund.amount_minor:
        raise WentNot(Money(max(went, 0), refund.currency))
    refund.state, refund.note = RefundState.WITHDRAWN, WENT_THAT_WAY
    for each in siblings:
        same = each.amount_minor == refund.amount_minor and each.registration_id is None
        if same and each.origin not in OURS and each.state in LEFT_US:
            each.registration_id = refund.registration_id
            session.execute(
                update(RefundShare)
                .where(RefundShare.refund_id == refund.id)
                .values(refund_id=each.id)
            )
            return
