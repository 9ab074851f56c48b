"""How each destination stands, for all workers: whether it answers, and when it is tried again.

Here: the row and its statements. Not here: when it opens or closes (``domain.breaker``).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import String, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.breaker import Standing, Why
from app.store.database import (
    Base,
    Executor,
    UtcDateTime,
    dialect_of,
    insert_into,
    rows_changed,
    table_of,
    word,
)


class Breaker(Base):
    """A destination that failed lately; one that never did has no row.

    ``opened_at`` is set while nothing but a probe is told; ``probe_at`` is when the next may go.
    """

    __tablename__ = "breaker"

    destination: Mapped[str] = mapped_column(String(32), primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[Why | None] = mapped_column(word(Why))
    words: Mapped[str] = mapped_column(String(1000))
    probe_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_BREAKER = table_of(Breaker)
_COLUMNS = (
    _BREAKER.c.destination,
    _BREAKER.c.failures,
    _BREAKER.c.failed_at,
    _BREAKER.c.opened_at,
    _BREAKER.c.why,
    _BREAKER.c.words,
    _BREAKER.c.probe_at,
)
_ALL = select(*_COLUMNS)
_ONE = _ALL.where(_BREAKER.c.destination == bindparam("name"))


def standings(executor: Executor) -> Mapping[str, Standing]:
    """Return how every destination stands that ever failed, by name."""
    return {row.destination: Standing(*row[1:]) for row in executor.execute(_ALL)}


def standing_of(executor: Executor, destination: str) -> Standing:
    """Return how a destination stands."""
    row = executor.execute(_ONE, {"name": destination}).one_or_none()
    return Standing(*row[1:]) if row else Standing()


def mail_gets_through(executor: Executor) -> bool:
    """Say whether the last letter that was tried found the mail server, or none was tried yet.

    Long before so many failed that mail counts as down.
    """
    return not standing_of(executor, "mail").failures


def lock_standing(executor: Executor, destination: str, *, now: datetime) -> Standing:
    """Return how a destination stands, its row locked until the transaction ends."""
    executor.execute(
        insert_into(dialect_of(executor), Breaker)
        .values(destination=destination, failures=0, failed_at=now, words="")
        .on_conflict_do_nothing(index_elements=["destination"])
    )
    row = executor.execute(_ONE.with_for_update(), {"name": destination}).one()
    return Standing(*row[1:])


def keep_standing(executor: Executor, destination: str, standing: Standing) -> None:
    """Write down how it stands; staff are told anew where it opened anew."""
    told = {} if standing.opened_at else {"staff_told_at": None}
    executor.execute(
        update(_BREAKER)
        .where(_BREAKER.c.destination == destination)
        .values(
            failures=standing.failures,
            failed_at=standing.failed_at,
            opened_at=standing.opened_at,
            why=standing.why,
            words=standing.words[:1000],
            probe_at=standing.probe_at,
            **told,
        )
    )


def take_probe(
    executor: Executor, destination: str, *, now: datetime, again_after: timedelta
) -> bool:
    """Take the one probe that is due now; one conditional UPDATE, so two workers never both do."""
    taken = executor.execute(
        update(_BREAKER)
        .where(
            _BREAKER.c.destination == destination,
            _BREAKER.c.opened_at.is_not(None),
            _BREAKER.c.probe_at <= now,
        )
        .values(probe_at=now + again_after)
    )
    return rows_changed(taken) == 1


def allow_probe(executor: Executor, destination: str | None, *, now: datetime) -> bool:
    """Have the next probe go now; of no destination named, of those that wait for our settings."""
    which = (
        _BREAKER.c.why == Why.CONFIGURATION
        if destination is None
        else _BREAKER.c.destination == destination
    )
    allowed = executor.execute(
        update(_BREAKER).where(which, _BREAKER.c.opened_at.is_not(None)).values(probe_at=now)
    )
    return rows_changed(allowed) > 0


def take_notices(executor: Executor, *, now: datetime) -> Mapping[str, str]:
    """Take what staff must be told of once: destinations whose settings are refused, with why."""
    rows = executor.execute(
        update(_BREAKER)
        .where(
            _BREAKER.c.why == Why.CONFIGURATION,
            _BREAKER.c.opened_at.is_not(None),
            _BREAKER.c.staff_told_at.is_(None),
        )
        .values(staff_told_at=now)
        .returning(_BREAKER.c.destination, _BREAKER.c.words)
    )
    return {row.destination: row.words for row in rows}


def give_notice_back(executor: Executor, destination: str) -> None:
    """Have staff told later: nobody could be told now."""
    executor.execute(
        update(_BREAKER).where(_BREAKER.c.destination == destination).values(staff_told_at=None)
    )
