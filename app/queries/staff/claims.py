"""An order's money as staff see it: payments, refunds, and disputes over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.account import DisputeState
from app.domain.money import Money
from app.store.dispute import DisputeRow
from app.store.open_refunds import may_count_twice, went_without_us
from app.store.payment import Payment, Refund


@dataclass(frozen=True, slots=True)
class Claim:
    """A dispute over one of the order's payments; an answer is due by ``due_at``, if any is."""

    amount: Money
    reason: str
    state: DisputeState
    due_at: datetime | None
    gateway_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """What was paid for an order, what went back, and what is claimed; the oldest first."""

    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    claims: tuple[Claim, ...]

    def may_be_gone(self, refund: Refund) -> bool:
        """Say whether so much of its payment went without us, and was said of no refund yet."""
        its = [each for each in self.refunds if each.payment_id == refund.payment_id]
        return went_without_us(its) >= refund.amount_minor

    def may_count_twice(self, refund: Refund) -> bool:
        """Say whether it was made at the gateway and may be what a lost dispute took."""
        its = [each for each in self.refunds if each.payment_id == refund.payment_id]
        return may_count_twice(refund, its)


def money_of(session: Session, order_id: int) -> OrderMoney:
    """Return an order's payments with their refunds and disputes; one statement."""
    rows: Sequence[Row[Payment, Refund | None, DisputeRow | None]] = session.execute(
        select(Payment, Refund, DisputeRow)
        .outerjoin(Refund, Refund.payment_id == Payment.id)
        .outerjoin(DisputeRow, DisputeRow.payment_id == Payment.id)
        .where(Payment.order_id == order_id)
        .order_by(Payment.id, Refund.id, DisputeRow.id)
    ).all()
    claims = dict.fromkeys(dispute for _, _, dispute in rows if dispute is not None)
    return OrderMoney(
        payments=list(dict.fromkeys(payment for payment, _, _ in rows)),
        refunds=list(dict.fromkeys(refund for _, refund, _ in rows if refund is not None)),
        claims=tuple(
            Claim(it.amount, it.reason, it.state, it.evidence_due, it.dispute_id, it.opened_at)
            for it in claims
        ),
    )
