"""Disputes over an order's payments, as staff see them beside the order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.account import DisputeState
from app.domain.money import Money
from app.store.dispute import DisputeRow


@dataclass(frozen=True, slots=True)
class Claim:
    """A dispute over one of the order's payments; an answer is due by ``due_at``, if any is."""

    amount: Money
    reason: str
    state: DisputeState
    due_at: datetime | None
    gateway_id: str
    at: datetime


def claims_of(session: Session, payments: Sequence[int]) -> tuple[Claim, ...]:
    """Return the disputes over these payments, the oldest first; no statement without any."""
    if not payments:
        return ()
    rows = session.scalars(
        select(DisputeRow).where(DisputeRow.payment_id.in_(payments)).order_by(DisputeRow.id)
    )
    return tuple(
        Claim(row.amount, row.reason, row.state, row.evidence_due, row.dispute_id, row.opened_at)
        for row in rows
    )
