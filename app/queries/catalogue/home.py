"""The way in: what is on soon, and which types and places there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, distinct, func, literal, select

from app.domain.class_wording import ONLINE_WORD
from app.domain.contract import Sessions
from app.queries.catalogue.conditions import can_be_registered_for, has_free_seats
from app.queries.catalogue.entry import ENTRY_COLUMNS, ProgramOutline, entry_of, type_word
from app.queries.catalogue.lines import LINE_COLUMNS, ClassLine, line_of
from app.queries.catalogue.rows import AnySelect, AnyUnion, fetch
from app.queries.catalogue.search import ONLINE, Search
from app.store.course_class import CourseClass
from app.store.database import reading_rows
from app.store.program import Program
from app.store.venue import Venue

MOST_SOON = 6


@dataclass(frozen=True, slots=True)
class Soon:
    """A program and its next class with a free place."""

    program: ProgramOutline
    course_class: ClassLine


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: a type or a place, how much there is, and the address of its list."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page. ``types`` count programs, ``places`` classes to come."""

    soon: tuple[Soon, ...]
    types: tuple[Way, ...]
    places: tuple[Way, ...]


def _soonest() -> AnySelect:
    turn = func.row_number().over(
        partition_by=CourseClass.program_id, order_by=(CourseClass.starts_at, CourseClass.id)
    )
    first = (
        select(CourseClass.id.label("class_id"), turn.label("turn"))
        .where(can_be_registered_for(), has_free_seats())
        .subquery()
    )
    return (
        select(*LINE_COLUMNS, *ENTRY_COLUMNS)
        .join_from(CourseClass, first, first.c.class_id == CourseClass.id)
        .join(Program, Program.id == CourseClass.program_id)
        .join(Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(first.c.turn == 1)
        .order_by(CourseClass.starts_at, CourseClass.id)
        .limit(MOST_SOON)
    )


def _ways_in() -> AnyUnion:
    of_types = select(
        literal("type").label("way"), Program.type.label("word"), func.count().label("many")
    ).group_by(Program.type)
    place = case((CourseClass.venue_id.is_(None), ONLINE), else_=Venue.city)
    of_places = (
        select(literal("place"), place, func.count(distinct(CourseClass.id)))
        .join_from(CourseClass, Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(can_be_registered_for())
        .group_by(place)
    )
    return of_types.union_all(of_places)


_SOON = _soonest()
_WAYS = _ways_in()


def home_page(sessions: Sessions, *, now: datetime) -> HomePage:
    """Return the home page in two statements."""
    with reading_rows(sessions) as connection:
        soon = _soon(connection, now=now)
        types, places = _ways(connection, now=now)
    return HomePage(soon=soon, types=types, places=places)


def _soon(connection: Connection, *, now: datetime) -> tuple[Soon, ...]:
    """Return the next classes that can be registered for, one a program; one statement."""
    rows = fetch(connection, _SOON, now=now)
    return tuple(Soon(program=entry_of(row), course_class=line_of(row, now=now)) for row in rows)


def _ways(connection: Connection, *, now: datetime) -> tuple[tuple[Way, ...], tuple[Way, ...]]:
    """Return the types and the places, in one statement."""
    rows = fetch(connection, _WAYS, now=now)
    types = [
        Way(type_word(row.word), row.many, Search(type=row.word).address())
        for row in rows
        if row.way == "type" and row.word
    ]
    places = [
        Way(_place_word(row.word), row.many, Search(place=row.word).address())
        for row in rows
        if row.way == "place" and row.word
    ]
    return (
        tuple(sorted(types, key=lambda way: way.label.casefold())),
        # Online stands behind the cities, whatever its letters.
        tuple(sorted(places, key=lambda way: (way.label == ONLINE_WORD, way.label.casefold()))),
    )


def _place_word(place: str) -> str:
    return ONLINE_WORD if place == ONLINE else place
