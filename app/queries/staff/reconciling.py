"""What reconciling found last: when each partner was read, and what differs still."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.reconcile import Difference
from app.store.database import reading
from app.store.reconciliation import OPEN, DifferenceRow, differences, reports

_MOST = 200


@dataclass(frozen=True, slots=True)
class Read:
    """When a partner was read back, and how many things were compared."""

    partner: str
    at: datetime
    compared: int


@dataclass(frozen=True, slots=True)
class Line:
    """One difference; ``state`` is open or what somebody did about it, with their reason."""

    id: int
    partner: str
    difference: Difference
    state: str
    reason: str
    found_at: datetime

    @property
    def open(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.state == OPEN


@dataclass(frozen=True, slots=True)
class ReconcilingPage:
    """The whole page; at most two hundred differences, the open ones first."""

    reports: tuple[Read, ...]
    lines: tuple[Line, ...]


def reconciling_page(sessions: Sessions) -> ReconcilingPage:
    """Return the page; two statements."""
    with reading(sessions) as session:
        read = tuple(Read(each.partner, each.at, each.compared) for each in reports(session))
        return ReconcilingPage(read, tuple(map(_line, differences(session, limit=_MOST))))


def _line(row: DifferenceRow) -> Line:
    return Line(row.id, row.partner, row.value(), row.state, row.reason, row.found_at)
