"""A search as SQL that SQLite and PostgreSQL both understand. Not here: what is selected.

Letters outside ASCII: SQLite's `lower` leaves them alone, and so does PostgreSQL's in the C locale.
So each such letter of a word is folded in the text by a `replace` of its own; the words themselves
come in lower case.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, literal, or_

from app.domain.course_class import ClassState, ClassStatus
from app.queries.catalogue.rows import NOW
from app.queries.catalogue.search import ONLINE, Search
from app.store.course_class import CourseClass
from app.store.program import Program
from app.store.venue import Venue

_PROGRAM_TEXT = (
    Program.title,
    Program.summary,
    Program.description,
    Program.type,
    Program.code,
)


def program_conditions(search: Search) -> list[ColumnElement[bool]]:
    """Return what the search asks of a program alone."""
    asked: list[ColumnElement[bool]] = []
    if search.kind:
        asked.append(Program.kind == search.kind)
    if search.type:
        asked.append(Program.type == search.type)
    return asked


def word_conditions(search: Search) -> list[ColumnElement[bool]]:
    """Return that every word is somewhere in the program, or in the class and its place."""
    return [_somewhere(word) for word in search.words]


def class_conditions(search: Search, *, zones: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return what the search asks of a class; ``zones`` are the time zones classes have.

    Unless it asks for what is completed, classes that are over are left out.
    """
    asked = [_in_time(search.status)]
    if search.place == ONLINE:
        asked.append(CourseClass.venue_id.is_(None))
    elif search.place:
        asked.append(Venue.city == search.place)
    if search.month:
        asked.append(_in_month(search.month, zones))
    if search.free_seats:
        asked.append(can_be_registered_for())
        asked.append(CourseClass.taken < CourseClass.capacity)
    return asked


def can_be_registered_for() -> ColumnElement[bool]:
    """Return `why_closed(...) is None`, in SQL; seats are not looked at."""
    return and_(
        CourseClass.state == ClassState.PUBLISHED,
        CourseClass.starts_at > NOW,
        or_(CourseClass.closes_at.is_(None), CourseClass.closes_at > NOW),
    )


def _in_time(status: ClassStatus | None) -> ColumnElement[bool]:
    if status is ClassStatus.UPCOMING:
        return CourseClass.starts_at > NOW
    if status is ClassStatus.ACTIVE:
        return and_(CourseClass.starts_at <= NOW, CourseClass.ends_at > NOW)
    if status is ClassStatus.COMPLETED:
        return CourseClass.ends_at <= NOW
    return CourseClass.ends_at > NOW


def _in_month(month: date, zones: Iterable[str]) -> ColumnElement[bool]:
    """Return that a class starts in the month, as its own zone counts months."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return or_(
        literal(value=False),
        *(
            and_(
                CourseClass.timezone == zone,
                CourseClass.starts_at >= _midnight(month, zone),
                CourseClass.starts_at < _midnight(following, zone),
            )
            for zone in sorted(zones)
        ),
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _somewhere(word: str) -> ColumnElement[bool]:
    place = case((CourseClass.venue_id.is_(None), ONLINE), else_=Venue.city + " " + Venue.name)
    return or_(
        *(_folded(column, word).contains(word, autoescape=True) for column in _PROGRAM_TEXT),
        _folded(CourseClass.code, word).contains(word, autoescape=True),
        and_(
            CourseClass.id.is_not(None),
            _folded(place, word).contains(word, autoescape=True),
        ),
    )


def _folded(text: SQLColumnExpression[str], word: str) -> ColumnElement[str]:
    folded: ColumnElement[str] = func.lower(text)
    for letter in sorted(set(word)):
        capital = letter.upper()
        if not letter.isascii() and len(capital) == 1 and capital != letter:
            folded = func.replace(folded, capital, letter)
    return folded
