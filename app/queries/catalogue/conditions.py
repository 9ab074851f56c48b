"""A search as SQL that SQLite and PostgreSQL both understand. Not here: what is selected.

All that is looked for is a parameter (see `shape`). Letters outside ASCII: SQLite's `lower` leaves
them alone, and so does PostgreSQL's in the C locale. So each such letter of the words is folded in
the texts by a `replace` of its own; the words themselves come in lower case.
"""

from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Boolean,
    ColumnElement,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)

from app.domain.course_class import ClassState
from app.domain.registration import Channel
from app.queries.catalogue.rows import NOW
from app.queries.catalogue.search import ONLINE
from app.queries.catalogue.shape import ESCAPE, Shape
from app.store.allotment import free_seats
from app.store.course_class import CourseClass
from app.store.database import UtcDateTime
from app.store.program import Program
from app.store.venue import Venue

_NOTHING: ColumnElement[str] = literal_column("''", String)
_GAP: ColumnElement[str] = literal_column("' '", String)


def program_texts(shape: Shape) -> CTE:
    """Select the programs of the kind and type asked for: id, title, and all their words in one.

    So the words are folded once for each program, and not for every class that is looked at.
    """
    kind, type_ = _given("kind", String), _given("type", String)
    columns = (Program.title, Program.summary, Program.description, Program.type, Program.code)
    return (
        select(Program.id, Program.title, _folded(_said(*columns), shape).label("words"))
        .where(or_(kind == _NOTHING, Program.kind == kind))
        .where(or_(type_ == _NOTHING, Program.type == type_))
        .cte("texts")
        .prefix_with("MATERIALIZED")
    )


def in_time() -> ColumnElement[bool]:
    """Return that a class starts and ends when the search asks for."""
    return and_(
        CourseClass.starts_at > _given("starts_after", UtcDateTime),
        CourseClass.starts_at <= _given("starts_by", UtcDateTime),
        CourseClass.ends_at > _given("ends_after", UtcDateTime),
        CourseClass.ends_at <= _given("ends_by", UtcDateTime),
    )


def class_conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """Return what the search asks of a class beside its time.

    A program without any class is left out where something of a class is asked for.
    """
    city, online = _given("city", String), _given("online", Boolean)
    dated, free = _given("dated", Boolean), _given("free", Boolean)
    asked: list[ColumnElement[bool]] = [
        or_(~dated, CourseClass.id.is_not(None)),
        or_(city == _NOTHING, Venue.city == city),
        or_(~online, CourseClass.venue_id.is_(None)),
        or_(~free, and_(can_be_registered_for(), has_free_seats())),
    ]
    if shape.zones:
        asked.append(or_(*map(_in_month, range(shape.zones))))
    return asked


def word_conditions(shape: Shape, program: SQLColumnExpression[str]) -> list[ColumnElement[bool]]:
    """Return that every word is somewhere in the program's, or in the class and its place."""
    place = case((CourseClass.venue_id.is_(None), ONLINE), else_=_said(Venue.city, Venue.name))
    course_class = _folded(_said(CourseClass.code, place), shape)
    asked = [_given(f"word_{number}", String) for number in range(shape.words)]
    return [
        or_(program.like(word, escape=ESCAPE), course_class.like(word, escape=ESCAPE))
        for word in asked
    ]


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


def _in_month(number: int) -> ColumnElement[bool]:
    """Return that a class is in the zone of that number, and starts in its month."""
    return and_(
        CourseClass.timezone == _given(f"zone_{number}", String),
        CourseClass.starts_at >= _given(f"from_{number}", UtcDateTime),
        CourseClass.starts_at < _given(f"until_{number}", UtcDateTime),
    )


def _said(*columns: SQLColumnExpression[str]) -> ColumnElement[str]:
    """Return the texts one behind the other; no word goes from one into the next."""
    said: ColumnElement[str] = _NOTHING
    for column in columns:
        said = said + column + _GAP
    return said


def _folded(text: SQLColumnExpression[str], shape: Shape) -> ColumnElement[str]:
    folded: ColumnElement[str] = func.lower(text)
    for number in range(shape.letters):
        small, capital = _given(f"small_{number}", String), _given(f"capital_{number}", String)
        # Both databases leave the text as it is where the capital is empty.
        folded = func.replace(folded, capital, small)
    return folded


def _given(name: str, type_: Any) -> BindParameter[Any]:
    return bindparam(name, type_=type_)
