"""All papers as staff look for them: by number or order, by kind, by the day of issue."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.paper import PaperKind
from app.queries.staff.paging import Extent, extent
from app.store.database import reading
from app.store.order import Order
from app.store.paper import PaperRow

_PAGE = 50
SEARCH_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which papers; ``search`` is the beginning of a number or of an order's reference."""

    search: str = ""
    kind: PaperKind | None = None
    first: date | None = None
    last: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """One paper of the list."""

    number: str
    kind: PaperKind
    issued_on: date
    order: str
    name: str
    company: str
    total: Money


@dataclass(frozen=True, slots=True)
class PapersPage:
    """The papers of a page, the newest first."""

    lines: tuple[PaperEntry, ...]
    extent: Extent


def papers_page(sessions: Sessions, wanted: Wanted) -> PapersPage:
    """Return the page that is asked for; two statements."""
    which = _which(wanted)
    with reading(sessions) as session:
        total = session.scalar(
            select(func.count())
            .select_from(PaperRow)
            .join(Order, Order.id == PaperRow.order_id)
            .where(*which)
        )
        shown = extent(total or 0, wanted=wanted.page, size=_PAGE)
        rows = session.execute(
            select(
                PaperRow.number,
                PaperRow.kind,
                PaperRow.issued_on,
                PaperRow.total_minor,
                PaperRow.currency,
                Order.reference,
                Order.name,
                Order.company,
            )
            .join(Order, Order.id == PaperRow.order_id)
            .where(*which)
            .order_by(PaperRow.id.desc())
            .limit(_PAGE)
            .offset(shown.offset)
        )
        lines = tuple(
            PaperEntry(
                number=row.number,
                kind=row.kind,
                issued_on=row.issued_on,
                order=row.reference,
                name=row.name,
                company=row.company,
                total=Money(row.total_minor, row.currency),
            )
            for row in rows
        )
    return PapersPage(lines, shown)


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = []
    if wanted.search:
        columns = (PaperRow.number, Order.reference)
        which.append(or_(*(each.istartswith(wanted.search, autoescape=True) for each in columns)))
    if wanted.kind:
        which.append(PaperRow.kind == wanted.kind)
    if wanted.first:
        which.append(PaperRow.issued_on >= wanted.first)
    if wanted.last:
        which.append(PaperRow.issued_on <= wanted.last)
    return which
