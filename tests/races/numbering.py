"""What a crowd of workers does that issue papers, and the same with the guard taken away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import app.store.paper_book
from app.domain.paper import paper_number
from app.store.database import Database
from app.store.legal_entity import LegalEntity
from app.store.paper import PaperSeries
from app.usecases.issue_papers import issue_papers
from tests.races.deeds import deferred
from tests.usecases.papers import SELLER
from tests.worlds import NOW


def issue(database: Database, share: str) -> str:
    """Issue what an order lacks; the share is its reference and who looks."""
    order = share.split()[0]
    return str(issue_papers(database, order_reference=order, seller=SELLER, now=NOW))


def issue_without_the_guard(database: Database, share: str) -> str:
    """Issue where the number is looked up first and written down after (and SQLite lets it)."""
    app.store.paper_book.take_number = _look_then_act  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return issue(database, share)


def _look_then_act(
    session: Session, entity: LegalEntity, *, now: datetime
) -> tuple[int, int, str, datetime]:
    series = session.scalars(select(PaperSeries)).first()
    if series is None:
        values = {"entity_id": entity.id, "year": now.year, "prefix": "FL", "last": 0}
        session.execute(insert(PaperSeries).values(**values, last_at=now))
        series = session.scalars(select(PaperSeries)).one()
    series.last += 1
    return series.id, series.last, paper_number(SELLER, now.year, series.last), now


def gaps(numbers: Sequence[int]) -> list[int]:
    """Return the numbers that are missing between 1 and the largest, or there twice."""
    wanted = range(1, max(numbers, default=0) + 1)
    return [number for number in wanted if list(numbers).count(number) != 1]
