"""Which programs and which of their classes a search finds: ids. Not here: what is shown of them.

The statement only looks and sorts; programs are counted and cut into pages here. That costs less
than to have the database rank every row twice, and what is shown is read for one page only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, and_, case, select

from app.queries.catalogue.conditions import (
    class_conditions,
    in_time,
    program_texts,
    word_conditions,
)
from app.queries.catalogue.rows import NOW, AnySelect, fetch
from app.queries.catalogue.search import Search
from app.queries.catalogue.shape import Shape, asked_by, shape_of
from app.store.course_class import CourseClass
from app.store.venue import Venue

PROGRAMS_A_PAGE = 10
CLASSES_A_PROGRAM = 3
_SHAPES = 32


@dataclass(frozen=True, slots=True)
class Hit:
    """A program and the first of its classes that match; ``more`` is how many further ones do."""

    program_id: int
    class_ids: tuple[int, ...]
    more: int


def find(
    connection: Connection, search: Search, *, zones: Sequence[str], now: datetime
) -> tuple[list[Hit], int]:
    """Return one page of what is found, and how many programs in all; one statement.

    Programs stand in the order of the first class that one can still come to; then come those that
    are under way, and those without a class last.
    """
    statement = _statement(shape_of(search, zones=zones))
    rows = fetch(connection, statement, **asked_by(search, zones=zones, now=now))
    classes: dict[int, list[int]] = {}
    for program_id, class_id in rows:
        own = classes.setdefault(program_id, [])
        if class_id is not None:
            own.append(class_id)
    skipped = (search.page - 1) * PROGRAMS_A_PAGE
    page = [*classes.items()][skipped : skipped + PROGRAMS_A_PAGE]
    return [_hit(program_id, own) for program_id, own in page], len(classes)


def _hit(program_id: int, own: Sequence[int]) -> Hit:
    first = tuple(own[:CLASSES_A_PROGRAM])
    return Hit(program_id=program_id, class_ids=first, more=len(own) - len(first))


@lru_cache(_SHAPES)
def _statement(shape: Shape) -> AnySelect:
    """Select programs, each once for every class of it that matches, or once without any."""
    texts = program_texts(shape)
    starts = CourseClass.starts_at
    order = starts.desc() if shape.latest_first else starts.asc()
    under_way = case((starts.is_(None), 2), (starts <= NOW, 1), else_=0)
    return (
        select(texts.c.id, CourseClass.id)
        .join_from(
            texts, CourseClass, and_(CourseClass.program_id == texts.c.id, in_time()), isouter=True
        )
        .join(Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(*class_conditions(shape), *word_conditions(shape, texts.c.words))
        .order_by(under_way, order, texts.c.title, texts.c.id, CourseClass.id)
    )
