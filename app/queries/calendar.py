"""What calendar files hold: an order's, and the feeds of a program and of a venue. Reads only.

Not here: the pages of orders, programs and classes.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.outline import ClassOutline
from app.domain.registration import RESULTS, RegistrationState
from app.domain.said import sentence
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.order import Order
from app.store.outline import outline_of
from app.store.program import Program
from app.store.registration import Registration
from app.store.venue import Venue

# So many classes are in one feed, soonest first.
MOST_CLASSES = 500
# What is over stays so long: a calendar that looks once a week still hears that it was moved.
STAYS = timedelta(days=31)
_ONLINE = sentence("Online")
_CLASSES = (
    select(CourseClass)
    .order_by(CourseClass.starts_at, CourseClass.id)
    .options(
        joinedload(CourseClass.program),
        joinedload(CourseClass.venue),
        selectinload(CourseClass.meetings),
    )
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of a class, in UTC; ``number`` counts the class's from 1.

    ``address`` is the venue's, or on the web; a cancelled one is not held.
    """

    course: ClassOutline
    address: str
    number: int
    starts_at: datetime
    ends_at: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Every meeting of a program, at a venue or of an order; ``title`` is which."""

    title: str
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What a confirmed order's calendar file holds: every meeting of each class of its places.

    ``title`` is which order.
    """

    title: str
    sittings: tuple[Sitting, ...]


def calendar_page(sessions: Sessions, *, reference: str) -> CalendarPage | None:
    """Return what the order's calendar file holds, or None while it is not confirmed."""
    confirmed = (
        select(Registration.class_id)
        .join(Registration.order)
        .where(Order.reference == reference, Registration.state == RegistrationState.CONFIRMED)
    )
    with reading(sessions) as session:
        found = session.scalars(_CLASSES.where(CourseClass.id.in_(confirmed))).all()
    sittings = tuple(
        sitting
        for course_class in found
        for sitting in _sittings(course_class, _address(course_class) or course_class.online_url)
    )
    return CalendarPage(_title(reference), sittings) if found else None


def order_feed(sessions: Sessions, *, reference: str) -> Feed | None:
    """Return the meetings of an order's classes, or None where none of its places was confirmed.

    Those of a place that ended are cancelled: whoever follows the feed sees that they are off.
    """
    going = (RegistrationState.CONFIRMED, *RESULTS)
    places = select(Registration.class_id).join(Registration.order)
    places = places.where(Order.reference == reference)
    with reading(sessions) as session:
        held = set(session.scalars(places.where(Registration.state.in_(going))))
        ended = session.scalars(places.where(Registration.state == RegistrationState.CANCELLED))
        found = session.scalars(_CLASSES.where(CourseClass.id.in_(held | set(ended)))).all()
    sittings = tuple(
        replace(sitting, cancelled=sitting.cancelled or each.id not in held)
        for each in found
        for sitting in _sittings(each, _address(each) or _where_to_join(each, held))
    )
    return Feed(_title(reference), sittings) if found else None


def _title(reference: str) -> str:
    return sentence("Order {reference}", reference=reference)


def _where_to_join(course_class: CourseClass, held: Collection[int]) -> str:
    """Return where an online class is joined, to who has a place in it still."""
    return course_class.online_url if course_class.id in held else _ONLINE


def program_feed(sessions: Sessions, *, slug: str, now: datetime) -> Feed | None:
    """Return the meetings of a program that are to come, or None where there is no such program.

    Those that were cancelled are among them, and those of the last month; three statements.
    """
    with reading(sessions) as session:
        program = session.execute(select(Program.id, Program.title).filter_by(slug=slug)).first()
        if program is None:
            return None
        shown = _listed(session, CourseClass.program_id == program.id, now=now)
        return Feed(program.title, shown)


def venue_feed(sessions: Sessions, *, code: str, now: datetime) -> Feed | None:
    """Return the meetings at a venue, as ``program_feed`` does those of a program."""
    with reading(sessions) as session:
        venue = session.execute(select(Venue.id, Venue.name).filter_by(code=code)).first()
        if venue is None:
            return None
        return Feed(venue.name, _listed(session, CourseClass.venue_id == venue.id, now=now))


def _listed(session: Session, which: ColumnElement[bool], *, now: datetime) -> tuple[Sitting, ...]:
    """Return what anybody may know: where an online class is joined is for who takes part."""
    shown = (
        which,
        CourseClass.state != ClassState.WITHDRAWN,
        CourseClass.ends_at > now - STAYS,
    )
    found = session.scalars(_CLASSES.where(*shown).limit(MOST_CLASSES))
    return tuple(
        sitting
        for course_class in found
        for sitting in _sittings(course_class, _address(course_class) or _ONLINE)
    )


def _sittings(course_class: CourseClass, address: str) -> Iterator[Sitting]:
    course, cancelled = outline_of(course_class), course_class.state is ClassState.CANCELLED
    for number, meeting in enumerate(course_class.meetings, start=1):
        yield Sitting(course, address, number, meeting.starts_at, meeting.ends_at, cancelled)


def _address(course_class: CourseClass) -> str:
    venue = course_class.venue
    if venue is None:
        return ""
    town = f"{venue.postal_code} {venue.city}".strip()
    parts = (venue.name, venue.line1, venue.line2, town, venue.country)
    return ", ".join(part for part in parts if part)
