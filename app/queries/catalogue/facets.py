"""What the catalogue can be filtered by at this moment. Not here: filtering."""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.course_class import ClassStatus
from app.queries.catalogue.directory import Directory, ListedClass
from app.queries.catalogue.search import ONLINE, Search


@dataclass(frozen=True, slots=True)
class Facets:
    """The types, cities and months there are, in the order they are shown."""

    types: tuple[str, ...]
    cities: tuple[str, ...]
    months: tuple[date, ...]


def find_facets(
    directory: Directory,
    status: ClassStatus | None,
    *,
    known: MutableMapping[bool, Facets],
    now: datetime,
) -> Facets:
    """Return what there is to choose from; months are of what is over only where that is asked."""
    over = status is ClassStatus.COMPLETED
    if over not in known:
        classes = directory.classes.values()
        at = {each.venue_id for each in classes}
        known[over] = Facets(
            types=_sorted({each.type for each in directory.programs.values()}),
            cities=_sorted({each.city for key, each in directory.venues.items() if key in at}),
            months=tuple(sorted(_months(classes, over=over, now=now))),
        )
    return known[over]


def _months(classes: Iterable[ListedClass], *, over: bool, now: datetime) -> set[date]:
    # Two loops: with 5,000 classes, one that looks which it is each time takes twice as long.
    if over:
        return {each.month for each in classes if each.ends_at <= now}
    return {each.month for each in classes if each.ends_at > now}


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


def _sorted(words: set[str]) -> tuple[str, ...]:
    return tuple(sorted(words - {""}, key=str.casefold))
