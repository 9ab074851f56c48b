"""What proving the settlement found: dated reports, and every difference with what was decided.

Nothing here is ever deleted: who decided what about which money stays.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, and_, case, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.proof import Kind, Mend, MoneyDifference, Side
from app.store.account import AccountReading
from app.store.database import (
    Base,
    Executor,
    Json,
    UtcDateTime,
    dialect_of,
    insert_into,
    table_of,
    word,
)

OPEN = "open"
# It is there no more, and nobody had decided about it.
GONE = "gone"
# What a person did by which a payment brought something else.
FIGURES = (Mend.TAKE_THEIRS.value, Mend.STRIKE_OUT.value)


class SettlementReport(Base):
    """One proof of a gateway's settlement, as of ``at`` (UTC), when the account was read until.

    ``payments`` and ``entries`` were compared; ``totals`` are by currency, of the entries since
    ``since``.
    """

    __tablename__ = "settlement_report"
    __table_args__ = (Index("ix_settlement_report_gateway_at", "gateway", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    payments: Mapped[int]
    entries: Mapped[int]
    unexplained: Mapped[int]
    explained: Mapped[int]
    totals: Mapped[list[dict[str, object]]] = mapped_column(Json)


class MoneyDifferenceRow(Base):
    """A difference; ``state`` is open, gone, or what a person did (``decided_by``, ``reason``).

    ``seen_at`` is when it was found last, ``found_at`` since when it is there.
    """

    __tablename__ = "money_difference"
    __table_args__ = (
        UniqueConstraint("gateway", "kind", "about", "key"),
        Index("ix_money_difference_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(String(32))
    kind: Mapped[Kind] = mapped_column(word(Kind))
    about: Mapped[Side] = mapped_column(word(Side))
    key: Mapped[str] = mapped_column(String(255))
    words: Mapped[str] = mapped_column(String(300))
    mends: Mapped[str] = mapped_column(String(80))
    order: Mapped[str] = mapped_column("order_reference", String(32))
    state: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[str] = mapped_column(String(320), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def value(self) -> MoneyDifference:
        """Return it as the rules take it."""
        mends = tuple(Mend(each) for each in self.mends.split(","))
        return MoneyDifference(self.kind, self.about, self.key, self.words, mends, self.order)


_ROW = table_of(MoneyDifferenceRow)


def keep_differences(
    executor: Executor, gateway: str, found: Iterable[MoneyDifference], *, at: datetime
) -> None:
    """Keep what was found.

    What somebody accepted stays accepted while it says the same; whatever else was done about it
    and left it there did not help, so it is open anew.
    """
    rows = [_row(each, gateway, at=at) for each in found]
    if not rows:
        return
    insert = insert_into(dialect_of(executor), MoneyDifferenceRow)
    new = insert.excluded
    same = and_(_ROW.c.state == Mend.ACCEPT.value, _ROW.c.words == new.words)
    stays = or_(same, _ROW.c.state == OPEN)
    executor.execute(
        insert.on_conflict_do_update(
            index_elements=["gateway", "kind", "about", "key"],
            set_={
                "seen_at": new.seen_at,
                "words": new.words,
                "mends": new.mends,
                "state": case((same, _ROW.c.state), else_=OPEN),
                "found_at": case((stays, _ROW.c.found_at), else_=new.found_at),
            },
        ),
        rows,
    )


def _row(difference: MoneyDifference, gateway: str, *, at: datetime) -> dict[str, object]:
    return {
        "gateway": gateway,
        "kind": difference.kind,
        "about": difference.about,
        "key": difference.key[:255],
        "words": difference.words[:300],
        "mends": ",".join(difference.mends),
        "order_reference": difference.order,
        "state": OPEN,
        "reason": "",
        "decided_by": "",
        "found_at": at,
        "seen_at": at,
    }


def close_gone(executor: Executor, gateway: str, *, at: datetime) -> None:
    """Close what nobody decided about and is there no more."""
    executor.execute(
        update(_ROW)
        .where(_ROW.c.gateway == gateway, _ROW.c.state == OPEN, _ROW.c.seen_at < at)
        .values(state=GONE)
    )


def count_found(executor: Executor, gateway: str, *, at: datetime) -> tuple[int, int]:
    """Return how many of the differences that are there are unexplained, and how many accepted."""
    rows = executor.execute(
        select(_ROW.c.state, func.count())
        .where(_ROW.c.gateway == gateway, _ROW.c.seen_at == at)
        .group_by(_ROW.c.state)
    )
    counts = {row[0]: row[1] for row in rows}
    return counts.get(OPEN, 0), counts.get(Mend.ACCEPT.value, 0)


def claim_difference(
    session: Session, number: int, *, mend: Mend, reason: str, by: str, now: datetime
) -> bool:
    """Note that somebody decides about a difference; False where somebody had. Once for all."""
    claimed = session.execute(
        update(MoneyDifferenceRow)
        .where(MoneyDifferenceRow.id == number, MoneyDifferenceRow.state == OPEN)
        .values(state=mend.value, reason=reason[:200], decided_by=by, decided_at=now)
        .returning(MoneyDifferenceRow.id)
        .execution_options(synchronize_session=False)
    )
    return claimed.scalar_one_or_none() is not None


def figures_taken(session: Session, order: str) -> Sequence[MoneyDifferenceRow]:
    """Return the decisions by which payments of an order brought something else than was known."""
    return session.scalars(
        select(MoneyDifferenceRow)
        .where(
            MoneyDifferenceRow.state.in_(FIGURES),
            MoneyDifferenceRow.about == Side.PAYMENT,
            MoneyDifferenceRow.order == order,
        )
        .order_by(MoneyDifferenceRow.id)
    ).all()


def count_unexplained(session: Session) -> int:
    """Return how many differences nobody has decided about."""
    rows = select(func.count()).where(MoneyDifferenceRow.state == OPEN)
    return session.scalars(rows).one()


def latest_reports(session: Session, *, limit: int) -> Sequence[SettlementReport]:
    """Return the newest reports, the newest first."""
    newest = select(SettlementReport).order_by(SettlementReport.at.desc(), SettlementReport.id)
    return session.scalars(newest.limit(limit)).all()


def money_differences(session: Session, *, limit: int) -> Sequence[MoneyDifferenceRow]:
    """Return the open differences, then those decided about, the newest first."""
    return session.scalars(
        select(MoneyDifferenceRow)
        .where(MoneyDifferenceRow.state != GONE)
        .order_by(MoneyDifferenceRow.state != OPEN, MoneyDifferenceRow.id.desc())
        .limit(limit)
    ).all()


def readings(session: Session) -> Sequence[AccountReading]:
    """Return how far each gateway's account was read."""
    return session.scalars(select(AccountReading).order_by(AccountReading.gateway)).all()
