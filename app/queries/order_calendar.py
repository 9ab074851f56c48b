"""What an order's calendar file holds. Reads only. Not here: the order's page (order.py)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.contract import Sessions
from app.domain.outline import ClassOutline
from app.domain.registration import RegistrationState
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.order import Order
from app.store.outline import outline_of
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of a class, in UTC; ``number`` counts the class's from 1.

    ``address`` is the venue's, or on the web.
    """

    course: ClassOutline
    address: str
    number: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What a confirmed order's calendar file holds: every meeting of each class of its places."""

    reference: str
    sittings: tuple[Sitting, ...]


def calendar_page(sessions: Sessions, *, reference: str) -> CalendarPage | None:
    """Return what the order's calendar file holds, or None while it is not confirmed."""
    confirmed = (
        select(Registration.class_id)
        .join(Registration.order)
        .where(Order.reference == reference, Registration.state == RegistrationState.CONFIRMED)
    )
    with reading(sessions) as session:
        found = session.scalars(
            select(CourseClass)
            .where(CourseClass.id.in_(confirmed))
            .order_by(CourseClass.starts_at, CourseClass.id)
            .options(
                joinedload(CourseClass.program),
                joinedload(CourseClass.venue),
                selectinload(CourseClass.meetings),
            )
        ).all()
    sittings = tuple(sitting for course_class in found for sitting in _sittings(course_class))
    return CalendarPage(reference, sittings) if found else None


def _sittings(course_class: CourseClass) -> Iterator[Sitting]:
    course, address = outline_of(course_class), _address(course_class)
    for number, meeting in enumerate(course_class.meetings, start=1):
        yield Sitting(course, address, number, meeting.starts_at, meeting.ends_at)


def _address(course_class: CourseClass) -> str:
    venue = course_class.venue
    if venue is None:
        return course_class.online_url
    town = f"{venue.postal_code} {venue.city}".strip()
    parts = (venue.name, venue.line1, venue.line2, town, venue.country)
    return ", ".join(part for part in parts if part)
