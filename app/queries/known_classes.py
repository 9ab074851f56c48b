"""Which classes are there already, by their codes. Not here: their pages."""

from collections.abc import Collection

from sqlalchemy import select

from app.domain.contract import Sessions
from app.store.course_class import CourseClass
from app.store.database import reading


def known_classes(sessions: Sessions, codes: Collection[str]) -> frozenset[str]:
    """Return those of the codes that are a class's."""
    with reading(sessions) as session:
        found = session.scalars(select(CourseClass.code).where(CourseClass.code.in_(codes)))
        return frozenset(found)
