"""How much differs at partners and in the money, counted for the first page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.account import DisputeState
from app.store.dispute import DisputeRow
from app.store.proof import OPEN as UNEXPLAINED
from app.store.proof import MoneyDifferenceRow, SettlementReport
from app.store.reconciliation import OPEN, DifferenceRow, Reconciliation


@dataclass(frozen=True, slots=True)
class Differing:
    """What nobody has decided about, at partners and in the money, and as of when.

    ``disputes`` are the open ones over payments of ours.
    """

    at_partners: int
    read_back_at: datetime | None
    unexplained: int
    proved_at: datetime | None
    disputes: int


def differing(session: Session) -> Differing:
    """Count all of it; one statement."""
    mine = DisputeRow.payment_id.is_not(None)
    counts = (
        select(func.count()).where(DifferenceRow.state == OPEN),
        select(func.max(Reconciliation.at)),
        select(func.count()).where(MoneyDifferenceRow.state == UNEXPLAINED),
        select(func.max(SettlementReport.at)),
        select(func.count()).where(DisputeRow.state == DisputeState.OPEN, mine),
    )
    row = session.execute(select(*(each.scalar_subquery() for each in counts))).one()
    return Differing(*row)
