"""The steps of a class that is near, as the sweep takes them. Not here: where they are killed."""

from datetime import timedelta
from threading import Event

from sqlalchemy import select, update

from app.jobs.reminders import remind_of_classes
from app.parts import Parts
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.event import EventRow
from tests.jobs.live import LiveDesk


def come_near(desk: LiveDesk) -> None:
    """Have the only order's class begin tomorrow; it was confirmed long ago."""
    now = desk.parts.clock()
    with transaction(desk.database) as session:
        row = session.scalars(select(CourseClass)).one()
        lasts = row.ends_at - row.starts_at
        row.starts_at = now + timedelta(days=1)
        row.ends_at = row.starts_at + lasts
        session.execute(update(EventRow).values(at=now - timedelta(days=9)))


def remind(parts: Parts, about: str) -> None:
    """Remind everybody whose class is near."""
    remind_of_classes(parts, stop=Event())
