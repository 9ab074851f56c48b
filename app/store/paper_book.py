"""The papers of one order, as they are and as they are added to. Not here: which ones follow.

Works inside the caller's transaction, with the order's row locked by ``lock_order``.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.domain.billing import standing_of
from app.domain.paper import (
    EXCESS,
    Corrected,
    Moved,
    Paper,
    PaperKind,
    PaperLine,
    Sheet,
    lines_from,
)
from app.domain.paper_language import language_among
from app.store.database import table_of
from app.store.legal_entity import LegalEntity
from app.store.order import Order
from app.store.ordered import recipient_of
from app.store.paper import PaperCause, PaperRow, PaperSeries, causes_of, papers_of, take_number

_ADD = insert(table_of(PaperRow)).returning(table_of(PaperRow).c.id)


class PaperBook:
    """One order's papers, oldest first, and what they were issued for by its name."""

    def __init__(self, session: Session, order: Order, *, now: datetime) -> None:
        self._session = session
        self._order = order
        self._now = now
        self.papers = list(papers_of(session, order.id))
        self.causes = {each.cause: each for each in causes_of(session, order.id)}

    def begin(
        self, cause: str, *, payment_id: int | None = None, refund_id: int | None = None
    ) -> PaperCause | None:
        """Note that a cause is acted on now; None where it was before."""
        if cause in self.causes:
            return None
        row = PaperCause(
            cause=cause,
            order_id=self._order.id,
            payment_id=payment_id,
            refund_id=refund_id,
            at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        self.causes[cause] = row
        return row

    def roots(self, kind: PaperKind) -> Sequence[PaperRow]:
        """Return the papers of a kind."""
        return [each for each in self.papers if each.kind is kind]

    def left(self, root: PaperRow) -> tuple[PaperLine, ...]:
        """Return what no other paper took off a receipt or an invoice."""
        about = [each for each in self.papers if each.root_id == root.id]
        return standing_of([line for each in (root, *about) for line in lines_from(each.content)])

    def billed(self) -> Sequence[PaperLine]:
        """Return the lines of all papers that are about the order's own."""
        return [
            line for each in self.papers for line in lines_from(each.content) if line.key != EXCESS
        ]

    def write(
        self,
        cause: PaperCause,
        sheet: Sheet,
        *,
        entity: LegalEntity | None = None,
        corrects: PaperRow | None = None,
    ) -> PaperRow:
        """Give a sheet its number and keep it, of the entity whose paper it corrects if it does."""
        about = corrects.root_id if corrects else None
        root = next((each for each in self.papers if each.id == about), corrects)
        if entity is None:
            entity = self._entity_of(root)
        paper, row = self._numbered(sheet, entity, corrects)
        number = self._session.execute(
            _ADD,
            {
                **row,
                "cause_id": cause.id,
                "order_id": self._order.id,
                "root_id": root.id if root else None,
                "moved_at": sheet.moved_at,
                "content": paper.document(),
            },
        ).scalar_one()
        written = self._session.get_one(PaperRow, number)
        self.papers.append(written)
        return written

    def _entity_of(self, root: PaperRow | None) -> LegalEntity:
        if root is None:
            raise LookupError("a paper is of an entity, or about another paper")
        series = self._session.get_one(PaperSeries, root.series_id)
        return self._session.get_one(LegalEntity, series.entity_id)

    def _numbered(
        self, sheet: Sheet, entity: LegalEntity, corrects: PaperRow | None
    ) -> tuple[Paper, dict[str, object]]:
        series, sequence, number, issued_at = take_number(self._session, entity, now=self._now)
        zone, seller = ZoneInfo(entity.timezone), entity.seller()
        moved_on = sheet.moved_at and sheet.moved_at.astimezone(zone).date()
        paper = Paper(
            number=number,
            kind=sheet.kind,
            # Who reads a paper reads what is about it.
            language=language_among(
                corrects.paper().language if corrects else "",
                self._order.language,
                seller.language,
            ),
            issued_at=issued_at,
            issued_on=issued_at.astimezone(zone).date(),
            order=self._order.reference,
            currency=sheet.currency,
            seller=seller,
            recipient=recipient_of(self._session, self._order),
            lines=sheet.lines,
            moved=Moved(sheet.gateway, moved_on) if moved_on else None,
            corrects=Corrected(corrects.number, corrects.kind, corrects.issued_on)
            if corrects
            else None,
            supplied=sheet.supplied,
            due_on=sheet.due_on,
            reason=sheet.reason,
            own_reason=sheet.own_reason,
            instalment=sheet.instalment,
            part_of=sheet.part_of,
        )
        return paper, {
            "series_id": series,
            "sequence": sequence,
            "number": number,
            "kind": sheet.kind,
            "currency": sheet.currency,
            "net_minor": paper.net,
            "tax_minor": paper.tax_amount,
            "total_minor": paper.total,
            "issued_at": issued_at,
            "issued_on": paper.issued_on,
        }
