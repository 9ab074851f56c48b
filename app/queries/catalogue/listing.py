"""The list of programs: found by words and filters, page by page, each with its next classes."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from app.domain.class_wording import ONLINE_WORD
from app.domain.contract import Sessions
from app.domain.course_class import ClassStatus
from app.domain.said import sentence, sentences
from app.domain.wording import say_month
from app.queries.catalogue.cards import Card, cards_of
from app.queries.catalogue.entry import KIND_WORDS, type_word
from app.queries.catalogue.facets import Facets, find_facets, with_chosen
from app.queries.catalogue.finding import PROGRAMS_A_PAGE, find
from app.queries.catalogue.known import Known
from app.queries.catalogue.search import ONLINE, Search
from app.store.database import reading_rows

STATUS_WORDS = {
    ClassStatus.UPCOMING: sentence("Upcoming"),
    ClassStatus.ACTIVE: sentence("Under way"),
    ClassStatus.COMPLETED: sentence("Over"),
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
class Pages:
    """Where in the list we are; addresses are empty where there is no such page."""

    number: int
    count: int
    first: str
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What there is to choose from, and what was chosen, in the words of the choices."""

    choices: Choices
    kind: str
    type: str
    place: str
    month: str
    status: str
    free_seats: bool


@dataclass(frozen=True, slots=True)
class ProgramsPage:
    """The list as it is shown; ``chosen`` also says what could be loosened when nothing matches.

    ``text`` is what was looked for; ``count`` says in words how many programs match.
    """

    text: str
    filters: Filters
    cards: tuple[Card, ...]
    count: str
    chosen: tuple[Chosen, ...]
    pages: Pages


def programs_page(
    sessions: Sessions, *, search: Search, now: datetime, known: Known | None = None
) -> ProgramsPage:
    """Return the list for a search, in four statements, however long it is.

    Args:
        known: what was read of the same catalogue at the same time; what is read goes in there.
    """
    known = Known() if known is None else known
    with reading_rows(sessions) as connection:
        directory = known.read_directory(connection)
        facets = find_facets(directory, search.status, known=known.facets, now=now)
        hits, total = find(directory, search, now=now)
        cards = cards_of(connection, hits, known=known.cards, now=now)
    return ProgramsPage(
        text=search.text,
        filters=_filters(replace(search, text="", page=1), facets),
        cards=cards,
        count=_count(total),
        chosen=_chosen(search),
        pages=_pages(search, total),
    )


@lru_cache(64)
def _filters(search: Search, facets: Facets) -> Filters:
    offered = with_chosen(facets, search)
    return Filters(
        choices=Choices(
            kinds=tuple(Choice(kind.value, word) for kind, word in KIND_WORDS.items()),
            types=tuple(Choice(each, type_word(each)) for each in offered.types),
            places=(*(Choice(city, city) for city in offered.cities), Choice(ONLINE, ONLINE_WORD)),
            months=tuple(Choice(f"{month:%Y-%m}", say_month(month)) for month in offered.months),
            statuses=tuple(Choice(status.value, word) for status, word in STATUS_WORDS.items()),
        ),
        kind=search.kind or "",
        type=search.type,
        place=search.place,
        month=f"{search.month:%Y-%m}" if search.month else "",
        status=search.status or "",
        free_seats=search.free_seats,
    )


def _chosen(search: Search) -> tuple[Chosen, ...]:
    said = (
        (f"“{search.text}”" if search.text else "", {"text": ""}),
        (KIND_WORDS[search.kind] if search.kind else "", {"kind": None}),
        (type_word(search.type), {"type": ""}),
        (ONLINE_WORD if search.place == ONLINE else search.place, {"place": ""}),
        (say_month(search.month) if search.month else "", {"month": None}),
        (STATUS_WORDS[search.status] if search.status else "", {"status": None}),
        (sentence("With free places") if search.free_seats else "", {"free_seats": False}),
    )
    whole = replace(search, page=1)
    return tuple(
        Chosen(label=label, without=replace(whole, **change).address())
        for label, change in said
        if label
    )


def _count(total: int) -> str:
    if not total:
        return sentence("Nothing found")
    return sentences("{number} program", "{number} programs", number=total)


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
