"""What reconciling found last, and what was decided about it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.reconcile import Difference, Findings, Kind, Repair, Thing
from app.store.database import Base, UtcDateTime, dialect_of, insert_into, word


class Reconciliation(Base):
    """The last time a partner was read back; ``not_read`` says what of it was not, and why."""

    __tablename__ = "reconciliation"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    compared: Mapped[int]
    not_read: Mapped[str] = mapped_column(String(1000), default="", server_default="")


class DifferenceRow(Base):
    """A difference that was there the last time; ``state`` is open or what a person did."""

    __tablename__ = "difference"
    __table_args__ = (UniqueConstraint("partner", "thing", "code", "kind", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(32))
    thing: Mapped[Thing] = mapped_column(word(Thing))
    code: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Kind] = mapped_column(word(Kind))
    field: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(200))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def value(self) -> Difference:
        """Return it as the rules take it."""
        return Difference(self.thing, self.code, self.kind, self.field, self.words)


OPEN = "open"


def keep_report(
    session: Session, partner: str, findings: Findings, *, not_read: str, at: datetime
) -> None:
    """Keep the report instead of the last one.

    What is ignored stays so while it is still there; what the reading says nothing of stays as it
    was.
    """
    said = {"at": at, "compared": findings.compared, "not_read": not_read[:1000]}
    report = insert_into(dialect_of(session), Reconciliation)
    session.execute(
        report.values(partner=partner, **said).on_conflict_do_update(
            index_elements=["partner"], set_=said
        )
    )
    rows = [_row(each, partner, at=at) for each in findings.differences]
    if rows:
        _keep(session, rows, at=at)
    earlier = select(DifferenceRow).where(
        DifferenceRow.partner == partner, DifferenceRow.seen_at < at
    )
    for row in session.scalars(earlier):
        if not findings.leaves(row.value()):
            session.delete(row)


def _row(difference: Difference, partner: str, *, at: datetime) -> dict[str, object]:
    return {
        "partner": partner,
        "thing": difference.thing,
        "code": difference.code[:200],
        "kind": difference.kind,
        "field": difference.field[:80],
        "words": difference.words[:1000],
        "state": OPEN,
        "reason": "",
        "found_at": at,
        "seen_at": at,
    }


def _keep(session: Session, rows: Sequence[dict[str, object]], *, at: datetime) -> None:
    insert = insert_into(dialect_of(session), DifferenceRow)
    # What was done and left it there did not help: it is open anew.
    ignored = DifferenceRow.state == Repair.IGNORE.value
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["partner", "thing", "code", "kind", "field"],
            set_={
                "seen_at": at,
                "words": insert.excluded.words,
                "state": case((ignored, DifferenceRow.state), else_=OPEN),
            },
        ),
        rows,
    )


def reports(session: Session) -> Sequence[Reconciliation]:
    """Return the last report of every partner that was ever read back."""
    return session.scalars(select(Reconciliation).order_by(Reconciliation.partner)).all()


def count_differences(session: Session) -> dict[tuple[str, bool], int]:
    """Return how many differences each partner has, by whether they are open."""
    is_open = DifferenceRow.state == OPEN
    rows = session.execute(
        select(DifferenceRow.partner, is_open, func.count()).group_by(
            DifferenceRow.partner, is_open
        )
    )
    return {(partner, bool(yet)): count for partner, yet, count in rows}


def differences(session: Session, *, limit: int) -> Sequence[DifferenceRow]:
    """Return the differences, the open ones first."""
    return session.scalars(
        select(DifferenceRow)
        .order_by(DifferenceRow.state != OPEN, DifferenceRow.partner, DifferenceRow.id)
        .limit(limit)
    ).all()
