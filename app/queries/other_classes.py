"""Other classes that somebody may want instead. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.outline import ClassOutline
from app.domain.registration import Channel
from app.store.allotment import free_seats
from app.store.course_class import CourseClass
from app.store.database import UtcDateTime, reading_rows, table_of
from app.store.outline import OUTLINE_COLUMNS, OUTLINE_SOURCE, outline_from
from app.store.program import Program

MOST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class OtherClass:
    """Another class that has free seats."""

    course: ClassOutline
    free_seats: int


def other_classes(
    sessions: Sessions, *, course: ClassOutline, now: datetime
) -> tuple[OtherClass, ...]:
    """Return open classes with free seats: the same program's first, then its type's.

    One statement.
    """
    given = {"slug": course.program_slug, "code": course.code, "now": now}
    with reading_rows(sessions) as connection:
        found = connection.execute(_OTHERS, given).all()
    return tuple(OtherClass(outline_from(row), row.free_seats) for row in found)


def _others() -> Select[Any]:
    course_class, program = table_of(CourseClass), table_of(Program)
    slug = bindparam("slug", type_=program.c.slug.type)
    now = bindparam("now", type_=UtcDateTime)
    same = program.alias()
    return (
        select(*OUTLINE_COLUMNS, free_seats(Channel.WEB).label("free_seats"))
        .select_from(OUTLINE_SOURCE)
        .where(
            program.c.type == select(same.c.type).where(same.c.slug == slug).scalar_subquery(),
            course_class.c.code != bindparam("code"),
            course_class.c.state == ClassState.PUBLISHED,
            course_class.c.starts_at > now,
            free_seats(Channel.WEB) > 0,
            or_(course_class.c.closes_at.is_(None), course_class.c.closes_at > now),
        )
        .order_by(program.c.slug != slug, course_class.c.starts_at, course_class.c.id)
        .limit(MOST_OTHERS)
    )


_OTHERS = _others()
