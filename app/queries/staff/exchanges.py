"""Exchanges with partners as staff see them: the list, those of a registration, one with bodies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from app.domain.archive import Archive
from app.domain.contract import Sessions
from app.domain.exchange import Direction
from app.queries.staff.paging import Extent, extent
from app.store.database import reading
from app.store.exchange import ExchangeRow

# From this status on, the one who asked did not get what it wanted.
WRONG = 400
_PAGE = 50
_MOST_OF_ONE = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exchanges: of a partner, one way, only those that failed; empty asks for all."""

    partner: str = ""
    direction: Direction | None = None
    failed: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """One exchange without its bodies; ``delivery`` is what it told, if anything."""

    id: int
    at: datetime
    partner: str
    direction: Direction
    method: str
    address: str
    status: int | None
    ending: str
    milliseconds: int
    key: str
    delivery: int | None

    @property
    def tone(self) -> str:
        """How it went, as a colour."""
        return "good" if self.status is not None and self.status < WRONG else "bad"


@dataclass(frozen=True, slots=True)
class ExchangesPage:
    """The list of a page, the newest first, and the partners there are."""

    lines: tuple[Spoken, ...]
    extent: Extent
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One exchange with both bodies; None where no key of ours opens it."""

    spoken: Spoken
    sent: str | None
    received: str | None


def exchanges_page(sessions: Sessions, wanted: Wanted) -> ExchangesPage:
    """Return the page that is asked for; three statements."""
    which: list[ColumnElement[bool]] = []
    if wanted.partner:
        which.append(ExchangeRow.partner == wanted.partner)
    if wanted.direction:
        which.append(ExchangeRow.direction == wanted.direction)
    if wanted.failed:
        which.append(func.coalesce(ExchangeRow.status, WRONG) >= WRONG)
    with reading(sessions) as session:
        partners = session.scalars(
            select(ExchangeRow.partner).distinct().order_by(ExchangeRow.partner)
        )
        known = tuple(partners)
        total = session.scalar(select(func.count()).select_from(ExchangeRow).where(*which)) or 0
        shown = extent(total, wanted=wanted.page, size=_PAGE)
        lines = _lines(session, *which, limit=_PAGE, offset=shown.offset)
    return ExchangesPage(lines=lines, extent=shown, partners=known)


def exchanges_of(sessions: Sessions, deliveries: Collection[int]) -> Sequence[Spoken]:
    """Return the newest exchanges in which these deliveries were told."""
    if not deliveries:
        return ()
    with reading(sessions) as session:
        which = ExchangeRow.delivery_id.in_(deliveries)
        return _lines(session, which, limit=_MOST_OF_ONE, offset=0)


def open_exchange(sessions: Sessions, exchange_id: int, *, archive: Archive) -> Opened | None:
    """Return one exchange with its bodies, or None where there is none (any more)."""
    with reading(sessions) as session:
        row = session.get(ExchangeRow, exchange_id)
        if row is None:
            return None
        return Opened(
            spoken=_spoken(row),
            sent=_text(archive.open(row.sent)),
            received=_text(archive.open(row.received)),
        )


def _lines(
    session: Session, *which: ColumnElement[bool], limit: int, offset: int
) -> tuple[Spoken, ...]:
    rows = session.scalars(
        select(ExchangeRow)
        .where(*which)
        .order_by(ExchangeRow.id.desc())
        .limit(limit)
        .offset(offset)
        .options(defer(ExchangeRow.sent), defer(ExchangeRow.received))
    )
    return tuple(_spoken(row) for row in rows)


def _spoken(row: ExchangeRow) -> Spoken:
    return Spoken(
        id=row.id,
        at=row.at,
        partner=row.partner,
        direction=row.direction,
        method=row.method,
        address=row.address,
        status=row.status,
        ending=row.ending,
        milliseconds=row.milliseconds,
        key=row.key,
        delivery=row.delivery_id,
    )


def _text(body: bytes | None) -> str | None:
    return None if body is None else body.decode("utf-8", "replace")
