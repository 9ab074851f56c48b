"""Papers that were issued: an order's, those of one movement of money, one by its number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select

from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.paper import Paper, PaperKind, paper_from
from app.store.database import reading
from app.store.order import Order
from app.store.paper import PaperCause, PaperRow


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper as a page names it."""

    number: str
    kind: PaperKind
    issued_on: date
    total: Money


def papers_of_order(sessions: Sessions, reference: str) -> Sequence[PaperLink]:
    """Return an order's papers, oldest first; one statement."""
    with reading(sessions) as session:
        rows = session.execute(
            select(
                PaperRow.number,
                PaperRow.kind,
                PaperRow.issued_on,
                PaperRow.total_minor,
                PaperRow.currency,
            )
            .join(Order, Order.id == PaperRow.order_id)
            .where(Order.reference == reference)
            .order_by(PaperRow.id)
        )
        return [
            PaperLink(row.number, row.kind, row.issued_on, Money(row.total_minor, row.currency))
            for row in rows
        ]


def papers_that_say(
    sessions: Sessions,
    reference: str,
    *,
    cause: str,
    moved_at: datetime,
    besides: Collection[PaperKind],
    ends_since: datetime | None = None,
    corrected_since: datetime | None = None,
) -> Sequence[Paper]:
    """Return an order's papers of one cause, and all of some kinds.

    Where no ``cause`` is known those of money that moved just then are meant.

    With those of some kinds comes what was issued about them: together they say what is owed. Where
    ``ends_since`` is given, so does what was credited or corrected since then without money; where
    ``corrected_since`` is, whatever was corrected since.
    """
    roots = select(PaperRow.id).where(PaperRow.kind.in_(besides))
    wanted = [
        PaperRow.cause_id.in_(select(PaperCause.id).where(PaperCause.cause == cause))
        if cause
        else PaperRow.moved_at == moved_at,
        PaperRow.kind.in_(besides),
        PaperRow.root_id.in_(roots),
    ]
    if ends_since is not None:
        about, unpaid = PaperRow.root_id.is_not(None), PaperRow.moved_at.is_(None)
        wanted.append(and_(about, unpaid, PaperRow.issued_at >= ends_since))
    if corrected_since is not None:
        corrects = PaperRow.kind == PaperKind.CORRECTION
        wanted.append(and_(corrects, PaperRow.issued_at >= corrected_since))
    with reading(sessions) as session:
        rows = session.scalars(
            select(PaperRow.content)
            .join(Order, Order.id == PaperRow.order_id)
            .where(Order.reference == reference, or_(*wanted))
            .order_by(PaperRow.id)
        )
        return [paper_from(content) for content in rows]


def find_paper(sessions: Sessions, number: str, *, order_reference: str = "") -> Paper | None:
    """Return a paper by its number, or None; of an order alone where one is named."""
    query = select(PaperRow.content).where(PaperRow.number == number)
    if order_reference:
        query = query.join(Order, Order.id == PaperRow.order_id)
        query = query.where(Order.reference == order_reference)
    with reading(sessions) as session:
        content = session.scalar(query)
    return paper_from(content) if content is not None else None
