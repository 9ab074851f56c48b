"""Who is to be reminded of a class that is near, by number. Not here: reminding them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.nearing import MOST_DAYS, is_near
from app.domain.registration import RegistrationState
from app.store.class_reminder import ClassReminder
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.registration import Registration

BATCH = 200
# Clocks that are moved in between make a day longer or shorter.
_ABOUT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NearClass:
    """An order that is to be reminded of a class, both by number."""

    order_id: int
    class_id: int


def find_near_classes(sessions: Sessions, *, usual_days: int, now: datetime) -> Sequence[NearClass]:
    """Return up to two hundred orders to be reminded of a class, the nearest first.

    ``usual_days`` is how long before where a class does not say; 0: nobody. Two statements, one
    where no class is near.
    """
    with reading(sessions) as session:
        near = _near(session, usual_days=usual_days, now=now)
        if not near:
            return []
        found = session.execute(
            select(Registration.order_id, Registration.class_id)
            .join(CourseClass, CourseClass.id == Registration.class_id)
            .where(
                Registration.class_id.in_(near),
                Registration.state == RegistrationState.CONFIRMED,
                ~exists().where(
                    ClassReminder.order_id == Registration.order_id,
                    ClassReminder.class_id == Registration.class_id,
                    ClassReminder.starts_at == CourseClass.starts_at,
                ),
            )
            .group_by(Registration.order_id, Registration.class_id, CourseClass.starts_at)
            .order_by(CourseClass.starts_at, Registration.class_id, Registration.order_id)
            .limit(BATCH)
        )
        return [NearClass(*row) for row in found]


def _near(session: Session, *, usual_days: int, now: datetime) -> Sequence[int]:
    """Return the classes that somebody may have to be reminded of, by number."""
    own = CourseClass.reminder_days
    rows = session.execute(
        select(CourseClass.id, CourseClass.starts_at, CourseClass.timezone, own)
        .where(
            CourseClass.starts_at > now,
            CourseClass.state != ClassState.CANCELLED,
            CourseClass.taken > 0,
            or_(
                and_(own.is_(None), CourseClass.starts_at <= _by(now, usual_days)),
                and_(own > 0, CourseClass.starts_at <= _by(now, MOST_DAYS)),
            ),
        )
        .order_by(CourseClass.starts_at, CourseClass.id)
    )
    return [
        row.id
        for row in rows
        if is_near(
            row.starts_at,
            row.timezone,
            days=usual_days if row.reminder_days is None else row.reminder_days,
            now=now,
        )
    ]


def _by(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days) + _ABOUT
