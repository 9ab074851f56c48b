"""What reconciling found last: when each partner was read, and what differs still."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.reconcile import Difference
from app.store.database import reading
from app.store.reconciliation import (
    OPEN,
    DifferenceRow,
    Reconciliation,
    count_differences,
    differences,
    reports,
)

_MOST = 200


@dataclass(frozen=True, slots=True)
class Read:
    """When a partner was read back, how many things were compared, and how many differ still.

    ``not_read`` says what of it was not read and why, empty where nothing.
    """

    partner: str
    at: datetime
    compared: int
    open: int
    decided: int
    not_read: str


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

    @property
    def hidden(self) -> int:
        """How many differences are not shown."""
        return sum(each.open + each.decided for each in self.reports) - len(self.lines)


def reconciling_page(sessions: Sessions) -> ReconcilingPage:
    """Return the page; three statements."""
    with reading(sessions) as session:
        counts = count_differences(session)
        read = tuple(_read(each, counts) for each in reports(session))
        return ReconcilingPage(read, tuple(map(_line, differences(session, limit=_MOST))))


def open_lines(sessions: Sessions, partner: str) -> tuple[Line, ...]:
    """Return what differs at one partner and nobody has decided about; one statement."""
    with reading(sessions) as session:
        found = tuple(map(_line, differences(session, limit=_MOST)))
    return tuple(each for each in found if each.open and each.partner == partner)


def _read(row: Reconciliation, counts: Mapping[tuple[str, bool], int]) -> Read:
    return Read(
        partner=row.partner,
        at=row.at,
        compared=row.compared,
        open=counts.get((row.partner, True), 0),
        decided=counts.get((row.partner, False), 0),
        not_read=row.not_read,
    )


def _line(row: DifferenceRow) -> Line:
    return Line(row.id, row.partner, row.value(), row.state, row.reason, row.found_at)
