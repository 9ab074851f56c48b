"""How a kept class becomes the outline that pages show. Not here: any table."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.sql import ColumnElement

from app.domain.outline import ClassOutline
from app.store.course_class import CourseClass
from app.store.database import table_of
from app.store.program import Program
from app.store.venue import Venue

_CLASS, _PROGRAM, _VENUE = table_of(CourseClass), table_of(Program), table_of(Venue)

# What a statement about rows selects, and from where, for `outline_from`.
OUTLINE_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _CLASS.c.code,
    _PROGRAM.c.title,
    _PROGRAM.c.kind,
    _PROGRAM.c.slug,
    _CLASS.c.starts_at,
    _CLASS.c.ends_at,
    _CLASS.c.timezone,
    _VENUE.c.name.label("venue_name"),
    _VENUE.c.city.label("venue_city"),
)
OUTLINE_SOURCE = _CLASS.join(_PROGRAM).outerjoin(_VENUE)


def outline_from(row: Row[Any]) -> ClassOutline:
    """Return the class as a page names it, from a row with ``OUTLINE_COLUMNS``."""
    return ClassOutline(
        code=row.code,
        title=row.title,
        kind=row.kind,
        program_slug=row.slug,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        timezone=row.timezone,
        venue=row.venue_name or "",
        city=row.venue_city or "",
    )


def outline_of(course_class: CourseClass) -> ClassOutline:
    """Return the class as a page names it; program and venue must be loaded."""
    program, venue = course_class.program, course_class.venue
    return ClassOutline(
        code=course_class.code,
        title=program.title,
        kind=program.kind,
        program_slug=program.slug,
        starts_at=course_class.starts_at,
        ends_at=course_class.ends_at,
        timezone=course_class.timezone,
        venue=venue.name if venue else "",
        city=venue.city if venue else "",
    )
