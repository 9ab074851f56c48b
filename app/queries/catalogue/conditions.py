"""Which classes take registrations, as SQL that SQLite and PostgreSQL both understand."""

from sqlalchemy import ColumnElement, and_, or_

from app.domain.course_class import ClassState
from app.domain.registration import Channel
from app.queries.catalogue.rows import NOW
from app.store.allotment import free_seats
from app.store.course_class import CourseClass


def can_be_registered_for() -> ColumnElement[bool]:
    """Return `why_closed(...) is None`, in SQL; seats are not looked at."""
    return and_(
        CourseClass.state == ClassState.PUBLISHED,
        CourseClass.starts_at > NOW,
        or_(CourseClass.closes_at.is_(None), CourseClass.closes_at > NOW),
    )


def has_free_seats() -> ColumnElement[bool]:
    """Return that somebody on the site finds a free seat; whether it is open is not looked at."""
    return free_seats(Channel.WEB) > 0
