"""Payouts: what gateways sent to the bank, and which entries of their accounts are in each."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.account import Payout, PayoutState
from app.store.account import BalanceEntry
from app.store.database import (
    Base,
    Executor,
    Minor,
    UtcDateTime,
    dialect_of,
    insert_into,
    rows_changed,
    table_of,
    word,
)


class PayoutRow(Base):
    """Money that a gateway sent to the bank.

    ``read``: which entries it consists of was asked; ``unknown`` are those that were not read here,
    because they moved before anything was.
    """

    __tablename__ = "payout"
    __table_args__ = (UniqueConstraint("gateway", "payout_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(String(32))
    payout_id: Mapped[str] = mapped_column(String(255))
    amount_minor: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    arrived_on: Mapped[date]
    state: Mapped[PayoutState] = mapped_column(word(PayoutState))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    itemised: Mapped[bool]
    read: Mapped[bool] = mapped_column(default=False)
    unknown: Mapped[int] = mapped_column(default=0)


_ENTRY = table_of(BalanceEntry)


def keep_payouts(executor: Executor, gateway: str, payouts: Sequence[Payout]) -> None:
    """Keep payouts as they stand now."""
    rows = [
        {
            "gateway": gateway,
            "payout_id": each.payout_id,
            "amount_minor": each.amount.minor,
            "currency": each.amount.currency,
            "arrived_on": each.arrives_on,
            "state": each.state,
            "made_at": each.made_at,
            "itemised": each.itemised,
            "read": False,
            "unknown": 0,
        }
        for each in payouts
    ]
    insert = insert_into(dialect_of(executor), PayoutRow)
    changing = ("amount_minor", "currency", "arrived_on", "state", "itemised")
    executor.execute(
        insert.on_conflict_do_update(
            index_elements=["gateway", "payout_id"],
            set_={name: insert.excluded[name] for name in changing},
        ),
        rows,
    )


def payouts_to_read(executor: Executor, gateway: str) -> Sequence[str]:
    """Return the payouts whose entries can be read and were not."""
    return executor.scalars(
        select(PayoutRow.payout_id)
        .where(PayoutRow.gateway == gateway, PayoutRow.itemised, ~PayoutRow.read)
        .order_by(PayoutRow.id)
    ).all()


def keep_payout_of(
    executor: Executor, gateway: str, payout_id: str, entry_ids: Sequence[str]
) -> int:
    """Note that these entries went to the bank in that payout; return how many are not known."""
    known = executor.execute(
        update(_ENTRY)
        .where(_ENTRY.c.gateway == gateway, _ENTRY.c.entry_id.in_(entry_ids))
        .values(payout_id=payout_id)
    )
    return len(entry_ids) - rows_changed(known)


def end_payout(executor: Executor, gateway: str, payout_id: str, *, unknown: int) -> None:
    """Note that all was asked of what a payout consists of."""
    row = table_of(PayoutRow)
    executor.execute(
        update(row)
        .where(row.c.gateway == gateway, row.c.payout_id == payout_id)
        .values(read=True, unknown=unknown)
    )
