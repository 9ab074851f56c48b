"""What can be searched of every program and class, kept in memory from one reading to the next.

A search looks at every program and class there is, and most of them were not written for weeks: so
they are read once, and from then on only those that were written since (`store.last_write`). Not
here: finding in it (finding.py), what is shown of what is found (cards.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from unicodedata import normalize
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from app.domain.course_class import ClassState, ProgramKind
from app.queries.catalogue.conditions import has_free_seats
from app.queries.catalogue.rows import AnyRow, AnySelect, fetch
from app.store.course_class import CourseClass
from app.store.last_write import Horizon
from app.store.program import Program
from app.store.venue import Venue


@dataclass(frozen=True, slots=True)
class ListedProgram:
    """A program as it is searched; ``words`` is all that is said of it, folded."""

    id: int
    title: str
    kind: ProgramKind
    type: str
    words: str


@dataclass(frozen=True, slots=True)
class ListedVenue:
    """A venue as it is searched; ``words`` are its city and its name, folded."""

    city: str
    words: str


@dataclass(frozen=True, slots=True)
class ListedClass:
    """A class as it is searched.

    ``venue_id`` is None online; ``month`` the first day of that in which it starts in its own zone;
    ``words`` its code, folded; ``takes`` whether somebody on the site finds a free seat in it while
    it is open, which ends as it starts or at ``closes_at``. Times are in UTC.
    """

    id: int
    program_id: int
    venue_id: int | None
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime | None
    month: date
    words: str
    published: bool
    takes: bool

    def is_open(self, now: datetime) -> bool:
        """Return whether one may register, as `why_closed` says; seats are not looked at."""
        return (
            self.published
            and self.starts_at > now
            and (self.closes_at is None or self.closes_at > now)
        )


@dataclass(frozen=True, slots=True)
class Horizons:
    """The numbers below which every write of a table was seen."""

    programs: int = 0
    venues: int = 0
    classes: int = 0


@dataclass(frozen=True, slots=True)
class Directory:
    """All programs, venues and classes by id, and each program's classes in order of their start.

    Frozen: whoever looks at one is not disturbed while another is made of it.
    """

    programs: Mapping[int, ListedProgram] = field(default_factory=dict)
    venues: Mapping[int, ListedVenue] = field(default_factory=dict)
    classes: Mapping[int, ListedClass] = field(default_factory=dict)
    runs: Mapping[int, tuple[ListedClass, ...]] = field(default_factory=dict)
    seen: Horizons = field(default_factory=Horizons)


def brought_up_to_date(known: Directory, connection: Connection) -> Directory:
    """Return the directory as it is now; three statements, of what was written since."""
    seen = known.seen
    # Each statement sees what is there as it runs. Classes come first: nothing is deleted, so the
    # program and the venue that a class names are there for whoever looks later.
    classes = fetch(connection, _classes(), seen=seen.classes)
    programs = fetch(connection, _programs(), seen=seen.programs)
    venues = fetch(connection, _venues(), seen=seen.venues)
    if not (programs or venues or classes):
        return known
    written = [_class(row) for row in classes]
    return Directory(
        programs={**known.programs, **{row.id: _program(row) for row in programs}},
        venues={**known.venues, **{row.id: _venue(row) for row in venues}},
        classes={**known.classes, **{each.id: each for each in written}},
        runs={**known.runs, **_runs(known, written)},
        seen=Horizons(
            programs=_horizon(programs, seen.programs),
            venues=_horizon(venues, seen.venues),
            classes=_horizon(classes, seen.classes),
        ),
    )


def folded(text: str) -> str:
    """Return a text so that the same words are the same letters, whatever their case."""
    return normalize("NFC", text).casefold()


@cache
def _programs() -> AnySelect:
    return select(
        Program.id,
        Program.title,
        Program.kind,
        Program.type,
        Program.summary,
        Program.description,
        Program.code,
        Horizon("program").label("horizon"),
    ).where(Program.last_write >= bindparam("seen"))


@cache
def _venues() -> AnySelect:
    return select(Venue.id, Venue.city, Venue.name, Horizon("venue").label("horizon")).where(
        Venue.last_write >= bindparam("seen")
    )


@cache
def _classes() -> AnySelect:
    return select(
        CourseClass.id,
        CourseClass.program_id,
        CourseClass.venue_id,
        CourseClass.code,
        CourseClass.timezone,
        CourseClass.starts_at,
        CourseClass.ends_at,
        CourseClass.closes_at,
        CourseClass.state,
        has_free_seats().label("takes"),
        Horizon("course_class").label("horizon"),
    ).where(CourseClass.last_write >= bindparam("seen"))


def _program(row: AnyRow) -> ListedProgram:
    said = (row.title, row.summary, row.description, row.type, row.code)
    # A space between them: no word goes from one into the next.
    return ListedProgram(row.id, row.title, row.kind, row.type, folded(" ".join(said)))


def _venue(row: AnyRow) -> ListedVenue:
    return ListedVenue(row.city, folded(f"{row.city} {row.name}"))


def _class(row: AnyRow) -> ListedClass:
    return ListedClass(
        id=row.id,
        program_id=row.program_id,
        venue_id=row.venue_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        closes_at=row.closes_at,
        month=row.starts_at.astimezone(ZoneInfo(row.timezone)).date().replace(day=1),
        words=folded(row.code),
        published=row.state is ClassState.PUBLISHED,
        takes=bool(row.takes),
    )


def _runs(known: Directory, written: Iterable[ListedClass]) -> dict[int, tuple[ListedClass, ...]]:
    """Return the classes of the programs that these are of, or were of."""
    fresh = {each.id: each for each in written}
    before = (known.classes[number] for number in fresh if number in known.classes)
    runs: dict[int, list[ListedClass]] = {}
    for program_id in {each.program_id for each in (*before, *fresh.values())}:
        runs[program_id] = [c for c in known.runs.get(program_id, ()) if c.id not in fresh]
    for each in fresh.values():
        runs[each.program_id].append(each)
    return {
        program_id: tuple(sorted(own, key=lambda each: (each.starts_at, each.id)))
        for program_id, own in runs.items()
    }


def _horizon(rows: Iterable[AnyRow], before: int) -> int:
    return max((row.horizon for row in rows), default=before)
