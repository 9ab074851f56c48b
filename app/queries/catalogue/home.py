"""The way in: what is on soon, and which types and places there are."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

from app.domain.class_wording import ONLINE_WORD
from app.domain.contract import Sessions
from app.queries.catalogue.cards import cards_of
from app.queries.catalogue.directory import Directory
from app.queries.catalogue.entry import ProgramOutline, type_word
from app.queries.catalogue.finding import Hit
from app.queries.catalogue.known import Known
from app.queries.catalogue.lines import ClassLine
from app.queries.catalogue.search import ONLINE, Search
from app.store.database import reading_rows

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


def home_page(sessions: Sessions, *, now: datetime, known: Known | None = None) -> HomePage:
    """Return the home page, in four statements.

    Args:
        known: as `programs_page` takes it.
    """
    known = Known() if known is None else known
    with reading_rows(sessions) as connection:
        directory = known.read_directory(connection)
        cards = cards_of(connection, _soonest(directory, now), known=known.cards, now=now)
    return HomePage(
        soon=tuple(Soon(program=card.program, course_class=card.classes[0]) for card in cards),
        types=_types(directory),
        places=_places(directory, now),
    )


def _soonest(directory: Directory, now: datetime) -> list[Hit]:
    """Return the next classes that have room, one a program, the soonest first."""
    firsts = (
        next((each for each in runs if each.takes and each.is_open(now)), None)
        for runs in directory.runs.values()
    )
    soonest = nsmallest(MOST_SOON, filter(None, firsts), key=lambda each: (each.starts_at, each.id))
    return [Hit(each.program_id, (each.id,), more=0) for each in soonest]


def _types(directory: Directory) -> tuple[Way, ...]:
    types = Counter(each.type for each in directory.programs.values() if each.type)
    ways = [Way(type_word(each), many, Search(type=each).address()) for each, many in types.items()]
    return tuple(sorted(ways, key=lambda way: way.label.casefold()))


def _places(directory: Directory, now: datetime) -> tuple[Way, ...]:
    at = Counter(each.venue_id for each in directory.classes.values() if each.is_open(now))
    places: Counter[str] = Counter()
    for venue_id, many in at.items():
        places[ONLINE if venue_id is None else directory.venues[venue_id].city] += many
    ways = [
        Way(_place_word(each), many, Search(place=each).address())
        for each, many in places.items()
        if each
    ]
    # Online stands behind the cities, whatever its letters.
    return tuple(sorted(ways, key=lambda way: (way.label == ONLINE_WORD, way.label.casefold())))


def _place_word(place: str) -> str:
    return ONLINE_WORD if place == ONLINE else place
