"""What gateways' accounts come to: money nobody knows, figures that do not add up, totals."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import FromClause, ScalarSelect, case, func, select

from app.domain.account import EntryKind, PayoutState
from app.domain.money import Money
from app.store.account import ALONE, BalanceEntry
from app.store.database import Executor, table_of
from app.store.order import Order
from app.store.payment import Payment
from app.store.payout import PayoutRow

_ORDER, _PAYMENT = table_of(Order), table_of(Payment)
_ENTRY, _PAYOUT = table_of(BalanceEntry), table_of(PayoutRow)
NOT_LISTED = "listed when first read, not listed now"


def strays(executor: Executor, gateway: str, *, before: datetime) -> Iterator[tuple[str, Money]]:
    """Yield money that moved before then for no payment of ours, by the gateway's name for it."""
    key = case((_ENTRY.c.intent_id != "", _ENTRY.c.intent_id), else_=_ENTRY.c.source_id)
    total = func.sum(_ENTRY.c.payer_minor)
    rows = executor.execute(
        select(key, total, _ENTRY.c.payer_currency)
        .where(
            _ENTRY.c.gateway == gateway,
            *(_ENTRY.c.payment_id.is_(None), _ENTRY.c.listed_at.is_not(None)),
            _ENTRY.c.kind.in_((EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.DISPUTE)),
        )
        .group_by(key, _ENTRY.c.payer_currency)
        .having(total != 0, func.min(_ENTRY.c.occurred_at) < before)
        .order_by(key)
    )
    for name, minor, currency in rows:
        yield name, Money(int(minor), currency)


@dataclass(frozen=True, slots=True)
class OddEntry:
    """An entry that does not add up, or is not what it was (``changed`` says how)."""

    entry_id: str
    order: str
    amount: Money
    fee: Money
    net: Money
    changed: str


def odd_entries(executor: Executor, gateway: str) -> Iterator[OddEntry]:
    """Yield the entries whose figures do not add up, or changed since they were first read.

    One that is not listed any more changed too, where nothing else is compared with it.
    """
    wrong = _ENTRY.c.net_minor != _ENTRY.c.amount_minor - _ENTRY.c.fee_minor
    odd = case(
        (_ENTRY.c.listed_at.is_(None), _ENTRY.c.kind.in_(ALONE)),
        else_=wrong | (_ENTRY.c.changed != ""),
    )
    rows = executor.execute(
        select(_ENTRY, _ORDER.c.reference)
        .outerjoin(_PAYMENT, _PAYMENT.c.id == _ENTRY.c.payment_id)
        .outerjoin(_ORDER, _ORDER.c.id == _PAYMENT.c.order_id)
        .where(_ENTRY.c.gateway == gateway, odd)
        .order_by(_ENTRY.c.id)
    )
    for row in rows:
        yield OddEntry(
            entry_id=row.entry_id,
            order=row.reference or "",
            amount=Money(row.amount_minor, row.currency),
            fee=Money(row.fee_minor, row.currency),
            net=Money(row.net_minor, row.currency),
            changed=row.changed if row.listed_at else NOT_LISTED,
        )


def net_within(payout: FromClause) -> ScalarSelect[int]:
    """Return what the entries in a payout come to, in minor units: of those that are listed.

    ``payout`` is the table that the statement reads payouts of.
    """
    return (
        select(func.coalesce(func.sum(_ENTRY.c.net_minor), 0))
        .where(
            _ENTRY.c.gateway == payout.c.gateway,
            _ENTRY.c.payout_id == payout.c.payout_id,
            _ENTRY.c.kind != EntryKind.PAYOUT,
            _ENTRY.c.listed_at.is_not(None),
        )
        .scalar_subquery()
    )


def odd_payouts(executor: Executor, gateway: str) -> Iterator[tuple[str, Money, Money]]:
    """Yield the payouts that are not the sum of their entries: id, amount, sum."""
    inside = net_within(_PAYOUT)
    rows = executor.execute(
        select(_PAYOUT.c.payout_id, _PAYOUT.c.currency, _PAYOUT.c.amount_minor, inside)
        .where(
            _PAYOUT.c.gateway == gateway,
            _PAYOUT.c.read,
            _PAYOUT.c.unknown == 0,
            _PAYOUT.c.state != PayoutState.FAILED,
            _PAYOUT.c.amount_minor != inside,
        )
        .order_by(_PAYOUT.c.id)
    )
    for payout_id, currency, amount, total in rows:
        yield payout_id, Money(amount, currency), Money(int(total), currency)


def totals(
    executor: Executor, gateway: str, *, since: datetime, until: datetime
) -> tuple[int, list[dict[str, object]]]:
    """Return how many entries there are, and what they come to by currency and kind."""
    rows = executor.execute(
        select(
            _ENTRY.c.currency,
            _ENTRY.c.kind,
            func.count(),
            func.sum(_ENTRY.c.amount_minor),
            func.sum(_ENTRY.c.fee_minor),
            func.sum(_ENTRY.c.net_minor),
        )
        .where(
            _ENTRY.c.gateway == gateway,
            *(_ENTRY.c.occurred_at >= since, _ENTRY.c.occurred_at < until),
            _ENTRY.c.listed_at.is_not(None),
        )
        .group_by(_ENTRY.c.currency, _ENTRY.c.kind)
    )
    count, sums = 0, defaultdict[str, dict[str, int]](lambda: defaultdict(int))
    for currency, kind, number, amount, fee, net in rows:
        count += number
        of_currency = sums[currency]
        of_currency[kind.value] += int(amount)
        of_currency["fees"] += int(fee)
        of_currency["net"] += 0 if kind is EntryKind.PAYOUT else int(net)
    return count, [{"currency": name, **of} for name, of in sorted(sums.items())]
