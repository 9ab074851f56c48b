"""What becomes of an order's money as places of it end, read as its buyer is told of it.

Not here: having it go back (money_back.py), what the end kept of a price (a fact of the event).
"""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from app.domain.money import Money
from app.domain.money_of_end import ComesBack, MoneyOfEnd, Way
from app.domain.naming import is_partner
from app.domain.payment import LEFT_US, RefundState
from app.domain.payment_plan import is_by_hand
from app.domain.reason import OwnReason
from app.store.database import Executor, table_of
from app.store.order import Order
from app.store.payment import MISTAKEN, Payment, Refund
from app.store.voucher import VoucherRow

_PAYMENT, _REFUND, _VOUCHER = table_of(Payment), table_of(Refund), table_of(VoucherRow)
# Nobody said how much of these goes back: the whole of what was paid waits to be decided about.
_TO_BE_DECIDED = (OwnReason.CANCELLED_PAID, OwnReason.CANCELLED_AT)
_REFUNDS: Select[Any] = (
    select(
        _REFUND.c.amount_minor,
        _REFUND.c.state,
        _REFUND.c.own_reason,
        _REFUND.c.asked_by,
        _REFUND.c.created_at,
        _PAYMENT.c.gateway,
    )
    .join(_PAYMENT, _PAYMENT.c.id == _REFUND.c.payment_id)
    .where(
        _PAYMENT.c.order_id == bindparam("of_order"),
        _REFUND.c.currency == bindparam("currency"),
        ~MISTAKEN,
    )
    .order_by(_REFUND.c.id)
)
_VOUCHERS = select(_VOUCHER.c.amount_minor).where(
    _VOUCHER.c.given_for_id == bindparam("of_order"), _VOUCHER.c.made_at == bindparam("at")
)


def money_of_end(executor: Executor, order: Order, *, at: datetime, undecided: bool) -> MoneyOfEnd:
    """Return what became of the money of places that ended then.

    What goes back for them was written down in the transaction in which they ended; ``undecided``:
    no rule said how much.
    """
    about = {"of_order": order.id, "currency": order.currency}
    refunds = executor.execute(_REFUNDS, about).all()
    left = [row for row in refunds if row.state in LEFT_US]
    now = [row for row in refunds if row.created_at == at and RefundState(row.state).owed]
    vouchers = executor.execute(_VOUCHERS, {"of_order": order.id, "at": at}).scalars()
    comes = Counter[Way]()
    for row in now:
        comes[_way(row, undecided=undecided)] += row.amount_minor
    for minor in vouchers:
        comes[Way.VOUCHER] += minor
    before = sum(row.amount_minor for row in left if row.created_at < at)
    since = sum(row.amount_minor for row in left if row.created_at >= at)
    return MoneyOfEnd(
        paid=Money(order.paid_minor + before + since, order.currency),
        before=Money(before, order.currency),
        back=tuple(ComesBack(Money(minor, order.currency), way) for way, minor in comes.items()),
    )


def _way(row: Row[Any], *, undecided: bool) -> Way:
    open_ = undecided or row.own_reason in _TO_BE_DECIDED
    if open_ and row.state == RefundState.ASKED and not row.asked_by:
        return Way.UNDECIDED
    if is_by_hand(row.gateway):
        return Way.BY_HAND
    if is_partner(row.gateway):
        return Way.THEIRS
    if row.state in (RefundState.ASKED, RefundState.REFUSED):
        return Way.LOOKED_AT
    return Way.SENT
