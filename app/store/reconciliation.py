"""What reconciling found last, and what was decided about it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.reconcile import Difference, Kind, Repair, Thing
from app.store.database import Base, UtcDateTime, dialect_of, insert_into, word


class Reconciliation(Base):
    """The last time a partner was read back."""

    __tablename__ = "reconciliation"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    compared: Mapped[int]


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
    session: Session,
    partner: str,
    differences: Sequence[Difference],
    *,
    compared: int,
    at: datetime,
) -> None:
    """Keep the report instead of the last one; what is ignored stays so while it is still there."""
    report = insert_into(dialect_of(session), Reconciliation)
    session.execute(
        report.values(partner=partner, at=at, compared=compared).on_conflict_do_update(
            index_elements=["partner"], set_={"at": at, "compared": compared}
        )
    )
    rows = [_row(each, partner, at=at) for each in dict.fromkeys(differences)]
    if rows:
        _keep(session, rows, at=at)
    session.execute(
        delete(DifferenceRow)
        .where(DifferenceRow.partner == partner, DifferenceRow.seen_at < at)
        .execution_options(synchronize_session=False)
    )


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
    # What was told again and is still there did not help: it is open anew.
    state = func.nullif(DifferenceRow.state, Repair.TELL_AGAIN.value)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["partner", "thing", "code", "kind", "field"],
            set_={
                "seen_at": at,
                "words": insert.excluded.words,
                "state": func.coalesce(state, OPEN),
            },
        ),
        rows,
    )


def reports(session: Session) -> Sequence[Reconciliation]:
    """Return the last report of every partner that was ever read back."""
    return session.scalars(select(Reconciliation).order_by(Reconciliation.partner)).all()


def differences(session: Session, *, limit: int) -> Sequence[DifferenceRow]:
    """Return the differences, the open ones first."""
    return session.scalars(
        select(DifferenceRow)
        .order_by(DifferenceRow.state != OPEN, DifferenceRow.partner, DifferenceRow.id)
        .limit(limit)
    ).all()
