"""What went back of an order's payments, as staff see it. Not here: payments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.balance import Balance, balance_of
from app.domain.money import Money
from app.domain.payment import LEFT_US, RefundState
from app.queries.staff.still_goes import waits_at_gateway
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.voucher import VoucherRow


@dataclass(frozen=True, slots=True)
class WentBack:
    """Money of an order that went back, goes, or was to; ``words`` are its gateway's or staff's.

    ``waits``: staff may have it sent (again) at its gateway.
    """

    amount: Money
    how: str
    state: RefundState
    at: datetime
    reason: str
    words: str
    waits: bool


@dataclass(frozen=True, slots=True)
class GivenAsVoucher:
    """A voucher that was given instead: the money stays, and what is left of it can go back."""

    number: int
    amount: Money
    at: datetime
    by: str


def went_back(payments: Sequence[Payment], refunds: Sequence[Refund]) -> Iterator[WentBack]:
    """Return what went back of the payments, the oldest first; of a mistake no money moved."""
    by = {each.id: each for each in payments}
    for each in sorted(refunds, key=lambda refund: refund.id):
        payment = by[each.payment_id]
        if not each.is_mistake:
            yield WentBack(
                amount=each.amount,
                how=payment.gateway,
                state=each.state,
                at=each.closed_at or each.made_at or each.created_at,
                reason=each.reason,
                words=each.note or each.words,
                waits=waits_at_gateway(each.state, payment.gateway),
            )


def balance_with(order: Order, payments: Sequence[Payment], refunds: Sequence[Refund]) -> Balance:
    """Return how an order's money adds up, as its buyer's page says it."""
    gone = [
        each.amount
        for each in went_back(payments, refunds)
        if each.state in LEFT_US and each.amount.currency == order.currency
    ]
    went = sum(gone, Money(0, order.currency))
    return balance_of(order.total, paid=order.paid, left=order.owed, went=went)


def given_as_vouchers(session: Session, order_id: int) -> Iterator[GivenAsVoucher]:
    """Return the vouchers that were given for an order's money, the oldest first."""
    rows = select(VoucherRow).where(VoucherRow.given_for_id == order_id).order_by(VoucherRow.id)
    for each in session.scalars(rows):
        amount = Money(each.amount_minor, each.currency)
        yield GivenAsVoucher(each.id, amount, each.made_at, each.made_by)
