"""What the catalogue can be filtered by at this moment. Not here: filtering."""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, cast, exists, extract, func, literal, null, select

from app.domain.course_class import ClassStatus
from app.queries.catalogue.rows import NOW, AnyRow, AnyUnion, fetch
from app.queries.catalogue.search import ONLINE, Search
from app.store.course_class import CourseClass
from app.store.database import UtcDateTime
from app.store.program import Program
from app.store.venue import Venue


@dataclass(frozen=True, slots=True)
class Facets:
    """The types, cities and months there are, in the order they are shown, and the time zones."""

    types: tuple[str, ...]
    cities: tuple[str, ...]
    months: tuple[date, ...]
    zones: tuple[str, ...]


def find_facets(
    connection: Connection,
    status: ClassStatus | None,
    *,
    known: MutableMapping[bool, Facets],
    now: datetime,
) -> Facets:
    """Return what there is to choose from; one statement, or none where it is known."""
    over = status is ClassStatus.COMPLETED
    if over not in known:
        rows = fetch(connection, _statement(over), now=now)
        known[over] = Facets(
            types=_words(rows, "type"),
            cities=_words(rows, "city"),
            months=_months(rows),
            zones=_words(rows, "zone"),
        )
    return known[over]


def with_chosen(facets: Facets, search: Search) -> Facets:
    """Return the facets with whatever is chosen already, though there may be nothing of it."""
    city = search.place if search.place != ONLINE else ""
    months = {*facets.months, search.month} if search.month else facets.months
    return replace(
        facets,
        types=_sorted({*facets.types, search.type}),
        cities=_sorted({*facets.cities, city}),
        months=tuple(sorted(months)),
    )


@cache
def _statement(over: bool) -> AnyUnion:  # noqa: FBT001  # two statements, kept by what they are of
    scope = CourseClass.ends_at <= NOW if over else CourseClass.ends_at > NOW
    nothing = cast(null(), UtcDateTime)
    of_types = select(
        literal("type").label("facet"),
        Program.type.label("word"),
        nothing.label("first_at"),
        nothing.label("last_at"),
    ).group_by(Program.type)
    of_cities = (
        select(literal("city"), Venue.city, nothing, nothing)
        .where(Venue.city != "", exists().where(CourseClass.venue_id == Venue.id))
        .group_by(Venue.city)
    )
    # The groups are months somewhere near; the first and last start of each tell the zone's own.
    of_months = (
        select(
            literal("zone"),
            CourseClass.timezone,
            func.min(CourseClass.starts_at),
            func.max(CourseClass.starts_at),
        )
        .where(scope)
        .group_by(
            CourseClass.timezone,
            extract("year", CourseClass.starts_at),
            extract("month", CourseClass.starts_at),
        )
    )
    return of_types.union_all(of_cities, of_months)


def _words(rows: Iterable[AnyRow], facet: str) -> tuple[str, ...]:
    return _sorted({row.word for row in rows if row.facet == facet})


def _sorted(words: set[str]) -> tuple[str, ...]:
    return tuple(sorted(words - {""}, key=str.casefold))


def _months(rows: Iterable[AnyRow]) -> tuple[date, ...]:
    found = {
        at.astimezone(ZoneInfo(row.word)).date().replace(day=1)
        for row in rows
        if row.facet == "zone"
        for at in (row.first_at, row.last_at)
    }
    return tuple(sorted(found))
