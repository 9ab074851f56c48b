"""Reading a long table page by page, so that it never is in memory whole. Not here: which one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.queries.bookkeeping.period import Query

PAGE = 1000
Column = InstrumentedAttribute[Any] | ColumnElement[Any]


def pages_of(session: Session, query: Query, at: Column, number: Column) -> Iterator[Any]:
    """Give a query's rows by time and number, so many at once; they are called ``at``, ``id``."""
    query = query.order_by(at, number).limit(PAGE)
    rows = session.execute(query).all()
    while rows:
        yield from rows
        last = rows[-1]
        after = or_(at > last.at, and_(at == last.at, number > last.id))
        rows = session.execute(query.where(after)).all() if len(rows) == PAGE else []
