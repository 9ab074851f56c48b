"""On which day classes begin. Not here: their pages."""

from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.domain.contract import Sessions
from app.store.course_class import CourseClass
from app.store.database import reading


def first_days(sessions: Sessions, codes: Collection[str]) -> dict[str, date]:
    """Return the first day, in the zone of each class, of those classes that are there."""
    with reading(sessions) as session:
        rows = session.execute(
            select(CourseClass.code, CourseClass.starts_at, CourseClass.timezone).where(
                CourseClass.code.in_(codes)
            )
        ).all()
    return {code: starts_at.astimezone(ZoneInfo(zone)).date() for code, starts_at, zone in rows}
