"""Forget bookings: what a partner's enroller wrote about health, and birth dates, are not for ever.

trainingportal.md S25: comments and birth dates are erased twelve months after the class.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from app.domain.contract import Sessions
from app.domain.registration import Channel
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.registration import Registration

KEPT = timedelta(days=365)
BIRTH_DATE = "birth_date"
_BATCH = 200


def forget_bookings(sessions: Sessions, *, now: datetime) -> int:
    """Erase the comments and birth dates of up to two hundred old bookings; return how many."""
    with transaction(sessions) as session:
        rows = session.scalars(
            select(Registration)
            .join(CourseClass, CourseClass.id == Registration.class_id)
            .where(
                CourseClass.ends_at <= now - KEPT,
                Registration.channel == Channel.TRAININGPORTAL,
                or_(
                    Registration.comment != "",
                    Registration.birth_date.is_not(None),
                    Registration.answers[BIRTH_DATE].as_string().is_not(None),
                ),
            )
            .order_by(Registration.id)
            .limit(_BATCH)
            .with_for_update(of=Registration, skip_locked=True)
        ).all()
        for row in rows:
            row.comment, row.birth_date = "", None
            row.answers = {key: each for key, each in row.answers.items() if key != BIRTH_DATE}
        return len(rows)
