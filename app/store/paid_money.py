"""What an order paid, what of it went or is to go back, and what vouchers were given for of it.

Read at once, in three statements however many payments there are. Not here: owing money back
(money_back.py), what banks claim (dispute.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.domain.payment import OWED, PaymentState
from app.store.open_refunds import asked_again
from app.store.order import Order
from app.store.payment import Payment, Refund, payments_of
from app.store.voucher import VoucherRow


@dataclass(frozen=True, slots=True)
class PaidMoney:
    """An order's payments, the oldest first, and what is left of them in its minor units.

    ``left`` is by the payments' numbers: what came less what went, goes or is to go back. ``asked``
    is how much more of each may be asked for, since staff are asked about it and it may have gone
    already. ``vouchers`` is what vouchers were given for, ``for_the_whole`` of that what staff gave
    for the order as a whole and not for a place that ended.
    """

    payments: Sequence[Payment]
    left: Mapping[int, int]
    asked: Mapping[int, int]
    vouchers: int
    for_the_whole: int

    @property
    def here(self) -> int:
        """What is left of all payments, vouchers or not."""
        return sum(self.left.values())

    @property
    def owed_to_nobody(self) -> int:
        """What is left of it that no voucher was given for.

        What a bank claims is in it: what has to go back is written down all the same, and the
        gateway says no to it while the claim is open.
        """
        return max(0, self.here - self.vouchers)

    @property
    def by_gateway(self) -> Sequence[tuple[str, int]]:
        """What is left of each payment, with its gateway, in the order in which it goes back."""
        return [(each.gateway, self.left[each.id]) for each in self.payments]


def paid_money(session: Session, order: Order) -> PaidMoney:
    """Return an order's; where something is written down from it, the order's row is locked."""
    payments = payments_of(session, order.id)
    refunds = _refunds_of(session, order)
    vouchers, for_the_whole = _given_as_vouchers(session, order)
    return PaidMoney(
        payments,
        left={each.id: _left_of(each, refunds[each.id], order) for each in payments},
        asked={each.id: asked for each in payments if (asked := asked_again(refunds[each.id]))},
        vouchers=vouchers,
        for_the_whole=for_the_whole,
    )


def _refunds_of(session: Session, order: Order) -> Mapping[int, Sequence[Refund]]:
    """Return the refunds of an order's payments, by payment, as they are now."""
    found = defaultdict[int, list[Refund]](list)
    for refund in session.scalars(
        select(Refund)
        .join(Refund.payment)
        .where(Payment.order_id == order.id)
        .order_by(Refund.id)
        .execution_options(populate_existing=True)
    ):
        found[refund.payment_id].append(refund)
    return found


def _left_of(payment: Payment, refunds: Iterable[Refund], order: Order) -> int:
    if payment.state is not PaymentState.PAID or payment.received_currency != order.currency:
        return 0
    # A refused one stays with staff, who send it again: it is still owed.
    back = sum(each.amount_minor for each in refunds if each.state in OWED)
    # More may be asked for than is there, where it may be the same money (``asked_again``).
    return max(0, (payment.received_minor or 0) - back)


def _given_as_vouchers(session: Session, order: Order) -> tuple[int, int]:
    """Return what vouchers were given for, and of it what for the order as a whole.

    Those of the whole have the key of the form by which staff gave them.
    """
    by_staff = case((VoucherRow.given_key.is_not(None), VoucherRow.amount_minor), else_=0)
    row = session.execute(
        select(
            func.coalesce(func.sum(VoucherRow.amount_minor), 0),
            func.coalesce(func.sum(by_staff), 0),
        ).where(VoucherRow.given_for_id == order.id)
    ).one()
    return int(row[0]), int(row[1])
