"""Disputes: buyers' claims at their banks, as gateways said last. Not here: money that is lost."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    case,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.account import DisputeReport, DisputeState
from app.domain.money import Money
from app.store.account import BalanceEntry
from app.store.database import (
    Base,
    Executor,
    Minor,
    UtcDateTime,
    dialect_of,
    insert_into,
    table_of,
    word,
)
from app.store.payment import Payment


class DisputeRow(Base):
    """A buyer's claim at their bank, as the gateway said last; ``payment_id`` where it is ours."""

    __tablename__ = "dispute"
    __table_args__ = (UniqueConstraint("gateway", "dispute_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(String(32))
    dispute_id: Mapped[str] = mapped_column(String(255))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[DisputeState] = mapped_column(word(DisputeState), index=True)
    evidence_due: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What it is about."""
        return Money(self.amount_minor, self.currency)


_PAYMENT = table_of(Payment)
# Whether the buyer's bank claims a payment back.
CLAIMED: ColumnElement[bool] = exists().where(
    table_of(DisputeRow).c.payment_id == _PAYMENT.c.id,
    table_of(DisputeRow).c.state == DisputeState.OPEN,
)


def keep_disputes(
    executor: Executor, gateway: str, disputes: Sequence[DisputeReport], *, now: datetime
) -> None:
    """Keep disputes as they stand now, each with the payment it is about, if that is ours."""
    payments = {
        row.intent_id: row.id
        for row in executor.execute(
            select(_PAYMENT.c.intent_id, _PAYMENT.c.id).where(
                _PAYMENT.c.gateway == gateway,
                _PAYMENT.c.intent_id.in_([each.intent_id for each in disputes]),
            )
        )
    }
    insert = insert_into(dialect_of(executor), DisputeRow)
    row, found = table_of(DisputeRow), insert.excluded
    # When it ended first; open again, it has not.
    closed = case(
        (found.closed_at.is_(None), None), else_=func.coalesce(row.c.closed_at, found.closed_at)
    )
    changing = ("payment_id", "amount_minor", "currency", "reason", "state", "evidence_due")
    for each in disputes:
        values = {
            "gateway": gateway,
            "dispute_id": each.dispute_id,
            "payment_id": payments.get(each.intent_id),
            "amount_minor": each.amount.minor,
            "currency": each.amount.currency,
            "reason": each.reason[:200],
            "state": each.state,
            "evidence_due": each.due_at,
            "opened_at": each.opened_at,
            "closed_at": None if each.state is DisputeState.OPEN else now,
        }
        executor.execute(
            insert.on_conflict_do_update(
                index_elements=["gateway", "dispute_id"],
                set_={name: found[name] for name in changing} | {"closed_at": closed},
            ),
            values,
        )


def name_disputes_again(executor: Executor, gateway: str) -> None:
    """Find the payments of disputes by the account's entries, which may know more by now."""
    row, entry = table_of(DisputeRow), table_of(BalanceEntry)
    known = select(func.min(entry.c.payment_id)).where(
        entry.c.gateway == gateway, entry.c.source_id == row.c.dispute_id
    )
    executor.execute(
        update(row)
        .where(row.c.gateway == gateway, row.c.payment_id.is_(None))
        .values(payment_id=known.scalar_subquery())
    )


def find_dispute(session: Session, gateway: str, dispute_id: str) -> DisputeState | None:
    """Return how a dispute stood when it was kept last; None where it is new."""
    return session.scalar(
        select(DisputeRow.state).where(
            DisputeRow.gateway == gateway, DisputeRow.dispute_id == dispute_id
        )
    )


def claimed_of(session: Session, payments: Collection[Payment]) -> Mapping[int, int]:
    """Return what banks claim back of payments, by their numbers, and have not decided about.

    In minor units of what the payment brought; a claim in another currency is left out.
    """
    rows = session.execute(
        select(DisputeRow.payment_id, func.sum(DisputeRow.amount_minor))
        .join(Payment, Payment.id == DisputeRow.payment_id)
        .where(
            DisputeRow.payment_id.in_([each.id for each in payments]),
            DisputeRow.state == DisputeState.OPEN,
            DisputeRow.currency == Payment.received_currency,
        )
        .group_by(DisputeRow.payment_id)
    )
    return {number: int(minor) for number, minor in rows if number is not None}
