"""What the catalogue can be filtered by at this moment. Not here: filtering."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import cast, exists, extract, func, literal, null, select
from sqlalchemy.orm import Session

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


def find_facets(session: Session, search: Search, *, now: datetime) -> Facets:
    """Return what there is to choose from, in one statement, with whatever is chosen already."""
    rows = fetch(session, _facets(search.status), now=now)
    return _sorted(tuple(rows), search.type, search.place, search.month)


@lru_cache(64)
def _sorted(rows: tuple[AnyRow, ...], type_: str, place: str, month: date | None) -> Facets:
    return Facets(
        types=_words(rows, "type", chosen=type_),
        cities=_words(rows, "city", chosen=place if place != ONLINE else ""),
        months=_months(rows, chosen=month),
        zones=_words(rows, "zone", chosen=""),
    )


@cache
def _facets(status: ClassStatus | None) -> AnyUnion:
    completed = status is ClassStatus.COMPLETED
    scope = CourseClass.ends_at <= NOW if completed else CourseClass.ends_at > NOW
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


def _words(rows: Iterable[AnyRow], facet: str, *, chosen: str) -> tuple[str, ...]:
    found = {row.word for row in rows if row.facet == facet} | {chosen}
    return tuple(sorted(found - {""}, key=str.casefold))


def _months(rows: Iterable[AnyRow], *, chosen: date | None) -> tuple[date, ...]:
    found = {
        at.astimezone(ZoneInfo(row.word)).date().replace(day=1)
        for row in rows
        if row.facet == "zone"
        for at in (row.first_at, row.last_at)
    }
    return tuple(sorted(found | ({chosen} if chosen else set())))
