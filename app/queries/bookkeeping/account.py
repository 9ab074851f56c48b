"""Two further sheets: what moved a gateway's account, with its fees, and what went to the bank.

They are read from the tables ``balance_entry`` and ``payout`` by the names of their columns. Each
payout stands beside the sum of the entries that are in it: the two agree once all are known. What
an account does not list any more is no money of it: it is in no sum, and its row has its net in a
column of its own alone.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Date, Integer, String, column, func, or_, select, table
from sqlalchemy.orm import Session, aliased

from app.domain.money import Money
from app.domain.paper import DESK
from app.domain.table import Cell
from app.queries.bookkeeping.pages import pages_of
from app.queries.bookkeeping.period import Period, entity_of
from app.store.account_sums import net_within
from app.store.database import UtcDateTime
from app.store.order import Order
from app.store.payment import Payment, Refund

_Rows = Iterator[Sequence[Cell]]
_ENTRY = table(
    "balance_entry",
    column("id", Integer),
    column("gateway", String),
    column("entry_id", String),
    column("kind", String),
    column("payment_id", Integer),
    column("refund_id", Integer),
    column("amount_minor", Integer),
    column("fee_minor", Integer),
    column("net_minor", Integer),
    column("currency", String),
    column("payout_id", String),
    column("occurred_at", UtcDateTime),
    column("available_on", Date),
    column("listed_at", UtcDateTime),
)
_PAYOUT = table(
    "payout",
    column("id", Integer),
    column("gateway", String),
    column("payout_id", String),
    column("amount_minor", Integer),
    column("currency", String),
    column("arrived_on", Date),
    column("state", String),
)
_ENTRIES = (
    *("Date", "Gateway", "Entry", "Kind", "Order", "Currency", "Amount", "Fee", "Net"),
    *("Payout", "Available on", "Net, not listed any more"),
)
_PAYOUTS = (
    *("Arrived on", "Gateway", "Payout", "State", "Currency", "Amount"),
    *("Net of its entries", "Difference"),
)


def _entries(session: Session, period: Period) -> _Rows:
    """Give what moved a gateway's account; fees of nobody in particular are the desk's own."""
    paid = aliased(Payment)
    query = (
        select(_ENTRY.c.occurred_at.label("at"), *_ENTRY.c, Order.reference)
        .outerjoin(Refund, Refund.id == _ENTRY.c.refund_id)
        .outerjoin(paid, or_(paid.id == _ENTRY.c.payment_id, paid.id == Refund.payment_id))
        .outerjoin(Order, Order.id == paid.order_id)
        .where(*period.has(_ENTRY.c.occurred_at))
    )
    if period.entity:
        query = query.where(func.coalesce(entity_of(paid.order_id), DESK) == period.entity)
    if period.currency:
        query = query.where(_ENTRY.c.currency == period.currency)
    for row in pages_of(session, query, _ENTRY.c.occurred_at, _ENTRY.c.id):
        figures = (row.amount_minor, row.fee_minor, row.net_minor)
        sums = [Money(each, row.currency) for each in figures]
        yield (
            period.day_of(row.at),
            row.gateway,
            row.entry_id,
            row.kind,
            row.reference or "",
            row.currency,
            *(sums if row.listed_at else [None] * len(sums)),
            row.payout_id or "",
            row.available_on,
            None if row.listed_at else sums[-1],
        )


def _payouts(session: Session, period: Period) -> _Rows:
    """Give what arrived at the bank: it is the desk's own, whoever's sales are in it."""
    within = net_within(_PAYOUT)
    query: Any = select(_PAYOUT.c.arrived_on.label("at"), *_PAYOUT.c, within.label("within")).where(
        _PAYOUT.c.arrived_on.between(period.first, period.last)
    )
    if period.currency:
        query = query.where(_PAYOUT.c.currency == period.currency)
    if period.entity not in ("", DESK):
        return
    for row in pages_of(session, query, _PAYOUT.c.arrived_on, _PAYOUT.c.id):
        yield (
            row.at,
            row.gateway,
            row.payout_id,
            row.state,
            row.currency,
            Money(row.amount_minor, row.currency),
            Money(int(row.within), row.currency),
            Money(row.amount_minor - int(row.within), row.currency),
        )


ACCOUNT_SHEETS: Sequence[tuple[str, str, Sequence[str], Callable[[Session, Period], _Rows]]] = (
    ("fees", "Fees", _ENTRIES, _entries),
    ("payouts", "Payouts", _PAYOUTS, _payouts),
)
