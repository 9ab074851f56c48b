"""Money that has still to go back and waits for staff: by hand, or at a gateway that said no.

Reads only. Not here: what went back (went_back.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import Money
from app.domain.naming import is_partner
from app.domain.payment import SENDABLE, PaymentState, RefundState
from app.domain.payment_plan import ByHand, is_by_hand
from app.queries.staff.came_by_hand import MOST
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.payment_terms import PaymentTerms

_BY_HAND = tuple(each.value for each in ByHand)


@dataclass(frozen=True, slots=True)
class GoesByHand:
    """Money that staff have to hand or transfer back, and to whom.

    ``how`` it came, ``note`` is what the bank or the receipt says of the payment.
    """

    uid: str
    order: str
    name: str
    company: str
    amount: Money
    reason: str
    how: str
    note: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Money that a gateway has not sent back; ``words`` are its own, else why it was to go."""

    order: str
    name: str
    company: str
    amount: Money
    state: RefundState
    words: str


def waits_at_gateway(state: PaymentState | RefundState, gateway: str) -> bool:
    """Say whether staff may have it sent (again), or close it, where the payments are listed."""
    # What a partner took, only the partner can send back; what came by hand, staff by hand.
    return state in SENDABLE and not is_partner(gateway) and not is_by_hand(gateway)


def refused_refunds(session: Session) -> tuple[Refused, ...]:
    """Return what waits for staff at a gateway, the oldest first; one statement, a hundred."""
    rows = session.execute(
        select(Refund, Payment.gateway, Order)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.gateway.not_in(_BY_HAND), Refund.state.in_(SENDABLE))
        .order_by(Refund.id)
        .limit(MOST)
    )
    return tuple(
        Refused(
            order=order.reference,
            name=order.name,
            company=order.company,
            amount=refund.amount,
            state=refund.state,
            words=refund.words or refund.reason,
        )
        for refund, gateway, order in rows
        if waits_at_gateway(refund.state, gateway)
    )


def goes_of(
    order: Order,
    terms: PaymentTerms | None,
    payments: Sequence[Payment],
    refunds: Sequence[Refund],
) -> Iterator[GoesByHand]:
    """Yield what of an order, whose rows these are, staff have to give back; the oldest first."""
    by = {each.id: each for each in payments if is_by_hand(each.gateway)}
    for refund in sorted(refunds, key=lambda each: each.id):
        if refund.state in SENDABLE and refund.payment_id in by:
            yield _goes_by_hand(refund, by[refund.payment_id], order, terms)


def _goes_by_hand(
    refund: Refund, payment: Payment, order: Order, terms: PaymentTerms | None
) -> GoesByHand:
    return GoesByHand(
        uid=refund.uid,
        order=order.reference,
        name=order.name,
        company=(terms.company if terms else "") or order.company,
        amount=refund.amount,
        reason=refund.reason,
        how=payment.gateway,
        note=payment.note,
    )


def goes_by_hand(session: Session) -> tuple[GoesByHand, ...]:
    """Return what staff have to give back, the oldest first, a hundred at most; one statement."""
    rows = session.execute(
        select(Refund, Payment, Order, PaymentTerms)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .outerjoin(PaymentTerms, PaymentTerms.order_id == Order.id)
        .where(Payment.gateway.in_(_BY_HAND), Refund.state.in_(SENDABLE))
        .order_by(Refund.id)
        .limit(MOST)
    )
    return tuple(_goes_by_hand(*row) for row in rows)
