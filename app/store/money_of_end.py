"""What becomes of an order's money as places of it end, read as its buyer is told of it.

Not here: having it go back (money_back.py), what the end kept of a price (a fact of the event).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from app.domain.coming_back import OwedBack, way_of
from app.domain.ending import ENDS
from app.domain.money import Money
from app.domain.money_of_end import UNDECIDED, ComesBack, MoneyOfEnd, Way
from app.domain.payment import LEFT_US, SENDABLE, RefundState
from app.store.database import Executor, table_of
from app.store.dispute import CLAIMED
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import MISTAKEN, Payment, Refund
from app.store.voucher import VoucherRow

_PAYMENT, _REFUND, _VOUCHER = table_of(Payment), table_of(Refund), table_of(VoucherRow)
_EVENT = table_of(EventRow)
# It is owed back, and is still here.
_WAITS = (*SENDABLE, RefundState.DUE)
_REFUNDS: Select[Any] = (
    select(
        _REFUND.c.amount_minor,
        _REFUND.c.state,
        _REFUND.c.own_reason,
        _REFUND.c.asked_by,
        _REFUND.c.created_at,
        _PAYMENT.c.gateway,
        CLAIMED.label("claimed"),
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

_ENDS = select(_EVENT.c.at, _EVENT.c.facts).where(
    _EVENT.c.order_id == bindparam("of_order"), _EVENT.c.kind.in_(ENDS)
)


def money_of_end(executor: Executor, order: Order, *, at: datetime, undecided: bool) -> MoneyOfEnd:
    """Return what became of the money of places that ended then.

    What goes back for them was written down in the transaction in which they ended; ``undecided``:
    no rule said how much. What was owed back before that, and waits, is beside it.
    """
    about = {"of_order": order.id, "currency": order.currency}
    refunds = executor.execute(_REFUNDS, about).all()
    left = [row for row in refunds if row.state in LEFT_US]
    before = sum(row.amount_minor for row in left if row.created_at < at)
    since = sum(row.amount_minor for row in left if row.created_at >= at)
    now = [row for row in refunds if row.created_at == at and RefundState(row.state).owed]
    owed = [row for row in refunds if row.created_at < at and row.state in _WAITS]
    vouchers = executor.execute(_VOUCHERS, {"of_order": order.id, "at": at}).scalars()
    comes = _by_way(now, undecided={at} if undecided else ())
    for minor in vouchers:
        comes[Way.VOUCHER] += minor
    return MoneyOfEnd(
        paid=Money(order.paid_minor + before + since, order.currency),
        before=Money(before, order.currency),
        back=_coming(comes, order.currency),
        besides=_coming(_by_way(owed, undecided=_undecided(executor, order)), order.currency),
    )


def _undecided(executor: Executor, order: Order) -> frozenset[datetime]:
    """Return when places of an order ended without a rule that says how much goes back."""
    ends = executor.execute(_ENDS, {"of_order": order.id})
    return frozenset(at for at, facts in ends if UNDECIDED in facts)


def _by_way(rows: Sequence[Row[Any]], *, undecided: Collection[datetime]) -> Counter[Way]:
    comes = Counter[Way]()
    for row in rows:
        comes[_way(row, undecided=row.created_at in undecided)] += row.amount_minor
    return comes


def _coming(comes: Counter[Way], currency: str) -> tuple[ComesBack, ...]:
    return tuple(ComesBack(Money(minor, currency), way) for way, minor in comes.items())


def _way(row: Row[Any], *, undecided: bool) -> Way:
    return way_of(
        OwedBack(
            row.state,
            row.gateway,
            row.own_reason,
            by_staff=bool(row.asked_by),
            undecided=undecided,
            claimed=row.claimed,
        )
    )
