"""Papers and what they were issued for: rows that are written once and never changed.

A trigger stands behind that in the database. The number of a paper is taken last, in the
transaction that writes it: no number is given twice, and one that was rolled back is given again.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    case,
    event,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.paper import Paper, PaperKind, Seller, paper_from, paper_number
from app.store.database import (
    Base,
    Json,
    Minor,
    UtcDateTime,
    dialect_of,
    insert_into,
    table_of,
    word,
)
from app.store.legal_entity import LegalEntity


class PaperSeries(Base):
    """The numbers of one entity in one year: ``last`` is the one given last, at ``last_at``.

    ``prefix`` is the entity's when the year began: a number is found in one series only.
    """

    __tablename__ = "paper_series"
    __table_args__ = (UniqueConstraint("entity_id", "year"), UniqueConstraint("prefix", "year"))

    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("legal_entity.id"))
    year: Mapped[int]
    prefix: Mapped[str] = mapped_column(String(12))
    last: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaperCause(Base):
    """Why papers were issued, or why none had to be: each cause is acted on once.

    ``cause`` is ``payment:<id>``, ``refund:<uid>``, ``back:<uid>`` (the refund came back),
    ``invoice:<order>``, ``ended:<order>:<n>`` (places nobody will pay for) or
    ``figure:<difference>:<n>`` (a payment brought something else than was known).
    """

    __tablename__ = "paper_cause"

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(String(80), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaperRow(Base):
    """One paper. ``content`` is all that it says; the other columns are for finding and adding.

    ``root_id`` is the receipt or invoice that a credit note or correction is about in the end.
    Amounts in minor units, below zero where they are credited; ``issued_on`` is a
    day of the entity's; ``moved_at`` (UTC) is when its money moved.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("series_id", "sequence"),
        Index("ix_paper_issued_on", "issued_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("paper_series.id"))
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[PaperKind] = mapped_column(word(PaperKind))
    cause_id: Mapped[int] = mapped_column(ForeignKey("paper_cause.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    net_minor: Mapped[int] = mapped_column(Minor)
    tax_minor: Mapped[int] = mapped_column(Minor)
    total_minor: Mapped[int] = mapped_column(Minor)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_on: Mapped[date]
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)

    def paper(self) -> Paper:
        """Return all that it says."""
        return paper_from(self.content)


class PaperFrozen(Exception):
    """A paper was to be changed or deleted: it is corrected by another one, or not at all."""


def _refuse(*_: object) -> None:
    raise PaperFrozen


event.listen(PaperRow, "before_update", _refuse)
event.listen(PaperRow, "before_delete", _refuse)

_SERIES = table_of(PaperSeries)


def take_number(
    session: Session, entity: LegalEntity, *, now: datetime
) -> tuple[int, int, str, datetime]:
    """Take the next number of the entity's year; return series, sequence, number and time.

    The series' row is locked from here to the end of the transaction, after every other row: it is
    the last and everybody's. The time is that of the paper before where that one's clock was ahead:
    numbers and days go the same way.
    """
    year = now.astimezone(ZoneInfo(entity.timezone)).year
    mine = (_SERIES.c.entity_id == entity.id, _SERIES.c.year == year)
    session.execute(
        insert_into(dialect_of(session), PaperSeries)
        .values(entity_id=entity.id, year=year, prefix=entity.prefix, last=0, last_at=now)
        .on_conflict_do_nothing(index_elements=["entity_id", "year"])
    )
    row = session.execute(
        update(_SERIES)
        .where(*mine)
        .values(
            last=_SERIES.c.last + 1,
            last_at=case(
                (_SERIES.c.last_at > now, _SERIES.c.last_at), else_=literal(now, UtcDateTime())
            ),
        )
        .returning(_SERIES.c.id, _SERIES.c.last, _SERIES.c.last_at, _SERIES.c.prefix)
    ).one()
    seller = Seller(code=entity.code, name=entity.name, prefix=row.prefix)
    return row.id, row.last, paper_number(seller, year, row.last), row.last_at


def papers_of(session: Session, order_id: int) -> Sequence[PaperRow]:
    """Return an order's papers, oldest first."""
    return session.scalars(
        select(PaperRow).where(PaperRow.order_id == order_id).order_by(PaperRow.id)
    ).all()


def causes_of(session: Session, order_id: int) -> Sequence[PaperCause]:
    """Return what an order's papers were issued for, oldest first."""
    return session.scalars(
        select(PaperCause).where(PaperCause.order_id == order_id).order_by(PaperCause.id)
    ).all()
