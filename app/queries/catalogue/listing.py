"""The list of programs: found by words and filters, page by page, each with its next classes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.domain.contract import Sessions
from app.domain.course_class import ClassStatus
from app.domain.wording import say_month
from app.queries.catalogue.conditions import (
    class_conditions,
    program_conditions,
    word_conditions,
)
from app.queries.catalogue.entry import (
    ENTRY_COLUMNS,
    KIND_WORDS,
    ProgramOutline,
    entry_of,
    type_word,
)
from app.queries.catalogue.facets import Facets, find_facets
from app.queries.catalogue.lines import LINE_COLUMNS, ClassLine, line_of
from app.queries.catalogue.rows import AnyRow, AnySelect, fetch
from app.queries.catalogue.search import ONLINE, Search
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.program import Program
from app.store.venue import Venue

PROGRAMS_A_PAGE = 10
CLASSES_A_PROGRAM = 3
SEARCHES_REMEMBERED = 256
STATUS_WORDS = {
    ClassStatus.UPCOMING: "Upcoming",
    ClassStatus.ACTIVE: "Under way",
    ClassStatus.COMPLETED: "Over",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What each filter offers."""

    kinds: tuple[Choice, ...]
    types: tuple[Choice, ...]
    places: tuple[Choice, ...]
    months: tuple[Choice, ...]
    statuses: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing that was asked for, and the address of the list without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class Card:
    """A program with the first of its classes that match; ``more`` is how many are not shown."""

    program: ProgramOutline
    classes: tuple[ClassLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the list we are; addresses are empty where there is no such page."""

    number: int
    count: int
    first: str
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Finder:
    """The form above the list; ``month`` is the month asked for as its choice has it."""

    search: Search
    choices: Choices
    month: str


@dataclass(frozen=True, slots=True)
class ProgramsPage:
    """The list as it is shown; ``chosen`` also says what could be loosened when nothing matches.

    ``count`` says in words how many programs match.
    """

    finder: Finder
    cards: tuple[Card, ...]
    count: str
    chosen: tuple[Chosen, ...]
    pages: Pages


def programs_page(sessions: Sessions, *, search: Search, now: datetime) -> ProgramsPage:
    """Return the list for a search, in two statements, however long it is."""
    with reading(sessions) as session:
        facets = find_facets(session, search, now=now)
        zones = facets.zones if search.month else ()
        rows = fetch(session, _found(search, zones), now=now)
    total = rows[0].total if rows else 0
    return ProgramsPage(
        finder=_finder(search, facets),
        cards=tuple(
            _card(list(group), now=now) for _, group in groupby(rows, key=lambda row: row.rank)
        ),
        count=_count(total),
        chosen=_chosen(search),
        pages=_pages(search, total),
    )


@lru_cache(SEARCHES_REMEMBERED)
def _found(search: Search, zones: tuple[str, ...]) -> AnySelect:
    """Select one page of programs, each once for every class that is shown with it, or once."""
    of_class = class_conditions(search, zones=zones)
    programs = _programs(search, of_class).cte("found")
    classes = _classes(search, of_class, only=select(programs.c.program_id)).subquery("shown")
    return (
        select(programs, classes)
        .join_from(
            programs,
            classes,
            and_(
                classes.c.program_id == programs.c.program_id,
                classes.c.place <= CLASSES_A_PROGRAM,
            ),
            isouter=True,
        )
        .order_by(programs.c.rank, classes.c.place)
    )


def _programs(search: Search, of_class: Sequence[ColumnElement[bool]]) -> AnySelect:
    """Select one page of programs, those whose next class is soonest first.

    Programs without a date come last; a search that asks for something of a class leaves them out.
    """
    first_at = func.min(CourseClass.starts_at)
    soonest = first_at.desc() if search.status is ClassStatus.COMPLETED else first_at.asc()
    order = (soonest.nulls_last(), Program.title, Program.id)
    columns = (
        *ENTRY_COLUMNS,
        func.count().over().label("total"),
        func.row_number().over(order_by=order).label("rank"),
    )
    theirs = CourseClass.program_id == Program.id
    if search.narrows_classes:
        joined = select(*columns).join_from(Program, CourseClass, theirs).where(*of_class)
    else:
        theirs = and_(theirs, *of_class)
        joined = select(*columns).join_from(Program, CourseClass, theirs, isouter=True)
    return (
        joined.join(Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(*program_conditions(search), *word_conditions(search))
        .group_by(Program.id)
        .order_by("rank")
        .limit(PROGRAMS_A_PAGE)
        .offset((search.page - 1) * PROGRAMS_A_PAGE)
    )


def _classes(
    search: Search, of_class: Sequence[ColumnElement[bool]], *, only: Select[int]
) -> AnySelect:
    """Select the matching classes of those programs, with the place each has in its own."""
    starts = CourseClass.starts_at
    order = (starts.desc() if search.status is ClassStatus.COMPLETED else starts, CourseClass.id)
    own = CourseClass.program_id
    classes = (
        select(
            *LINE_COLUMNS,
            func.row_number().over(partition_by=own, order_by=order).label("place"),
            func.count().over(partition_by=own).label("in_all"),
        )
        .join_from(CourseClass, Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(own.in_(only), *of_class)
    )
    if search.words:
        classes = classes.join(Program, Program.id == own).where(*word_conditions(search))
    return classes


def _card(rows: Sequence[AnyRow], *, now: datetime) -> Card:
    lines = tuple(line_of(row, now=now) for row in rows if row.code is not None)
    return Card(
        program=entry_of(rows[0]),
        classes=lines,
        more=(rows[0].in_all or 0) - len(lines),
    )


@lru_cache(64)
def _finder(search: Search, facets: Facets) -> Finder:
    choices = Choices(
        kinds=tuple(Choice(kind.value, word) for kind, word in KIND_WORDS.items()),
        types=tuple(Choice(each, type_word(each)) for each in facets.types),
        places=(*(Choice(city, city) for city in facets.cities), Choice(ONLINE, "Online")),
        months=tuple(Choice(f"{month:%Y-%m}", say_month(month)) for month in facets.months),
        statuses=tuple(Choice(status.value, word) for status, word in STATUS_WORDS.items()),
    )
    month = f"{search.month:%Y-%m}" if search.month else ""
    return Finder(search=replace(search, page=1), choices=choices, month=month)


def _chosen(search: Search) -> tuple[Chosen, ...]:
    said = (
        (f"“{search.text}”" if search.text else "", {"text": ""}),
        (KIND_WORDS[search.kind] if search.kind else "", {"kind": None}),
        (type_word(search.type), {"type": ""}),
        ("Online" if search.place == ONLINE else search.place, {"place": ""}),
        (say_month(search.month) if search.month else "", {"month": None}),
        (STATUS_WORDS[search.status] if search.status else "", {"status": None}),
        ("With free places" if search.free_seats else "", {"free_seats": False}),
    )
    whole = replace(search, page=1)
    return tuple(
        Chosen(label=label, without=replace(whole, **change).address())
        for label, change in said
        if label
    )


def _count(total: int) -> str:
    if not total:
        return "Nothing found"
    return "1 program" if total == 1 else f"{total} programs"


def _pages(search: Search, total: int) -> Pages:
    count = max(1, -(-total // PROGRAMS_A_PAGE))
    number = search.page
    return Pages(
        number=number,
        count=count,
        first=replace(search, page=1).address(),
        previous=replace(search, page=min(number - 1, count)).address() if number > 1 else "",
        next=replace(search, page=number + 1).address() if number < count else "",
    )
