"""What staff let go of an order's money, with why and who. Not here: letting it go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.event import EventKind
from app.domain.staff_act import LET_GO_BY, LET_GO_WHY
from app.store.event import EventRow
from app.store.order import Order


@dataclass(frozen=True, slots=True)
class LetGo:
    """One decision that money need not be paid; ``said`` is what its buyer was told."""

    at: datetime
    said: str
    why: str
    by: str


def let_go(session: Session, order: Order) -> Iterator[LetGo]:
    """Yield what staff let go of the order, the oldest first; a statement only where they did."""
    if not order.waived_minor:
        return
    rows = select(EventRow.at, EventRow.facts).where(
        EventRow.order_id == order.id, EventRow.kind == EventKind.ORDER_OWED_CHANGED
    )
    for at, facts in session.execute(rows.order_by(EventRow.id)):
        if LET_GO_WHY in facts:
            yield LetGo(at, facts["reason"], facts[LET_GO_WHY], facts[LET_GO_BY])
