"""What the list finds, and what it does not, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.course_class import ClassState, ClassStatus, ProgramKind
from app.queries.catalogue import Known, ProgramsPage, Search, clean_text, programs_page
from app.queries.catalogue.cards import MOST_KNOWN, Card
from app.queries.catalogue.entry import ProgramOutline
from app.queries.catalogue.finding import Hit
from app.store.database import Database
from tests.catalogue_world import NOW, add_class, add_program
from tests.watching import recording

DAY = timedelta(days=1)
OTHER = ProgramOutline("Other", "Course", "", "", "/programs/other", "", "", "", is_course=True)


@pytest.fixture
def catalogue(sessions: Database) -> Database:
    add_program(sessions)
    add_class(sessions, "FA-BERGEN", city="Bergen")
    add_class(sessions, "FA-OSLO", city="Oslo", starts_at=NOW + 90 * DAY)
    add_program(
        sessions,
        "OLAV",
        title="Ølbrygging for ÅPNE sinn",
        type_="food",
        kind=ProgramKind.PROGRAM,
        summary="100 % øl",
        description="Über-Straße",
    )
    add_class(sessions, "OL-1", program="OLAV", city="Ålesund", starts_at=NOW + 30 * DAY)
    add_class(sessions, "OL-2", program="OLAV", city="", starts_at=NOW + 31 * DAY)
    add_program(sessions, "QUIET", title="A quiet course", type_="wellbeing")
    return sessions


def find(sessions: Database, search: Search) -> ProgramsPage:
    return programs_page(sessions, search=search, now=NOW)


def titles(page: ProgramsPage) -> list[str]:
    return [card.program.title for card in page.cards]


def codes(page: ProgramsPage) -> list[str]:
    return [line.code for card in page.cards for line in card.classes]


def test_programs_stand_in_the_order_of_their_next_class_and_those_without_a_date_last(
    catalogue: Database,
) -> None:
    page = find(catalogue, Search())
    assert titles(page) == ["Ølbrygging for ÅPNE sinn", "First aid", "A quiet course"]
    assert codes(page) == ["OL-1", "OL-2", "FA-BERGEN", "FA-OSLO"]
    assert page.count == "3 programs"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("first", ["First aid"]),
        ("FIRST AID", ["First aid"]),
        ("hands safety", ["First aid"]),
        ("first-aid", ["First aid"]),
        ("fa-oslo", ["First aid"]),
        ("øLBRYGGING", ["Ølbrygging for ÅPNE sinn"]),
        ("åpne", ["Ølbrygging for ÅPNE sinn"]),
        ("ÜBER-straße", ["Ølbrygging for ÅPNE sinn"]),
        ("STRASSE", ["Ølbrygging for ÅPNE sinn"]),
        ("ålesund", ["Ølbrygging for ÅPNE sinn"]),
        ("Ålesund HALL", ["Ølbrygging for ÅPNE sinn"]),
        ("online", ["Ølbrygging for ÅPNE sinn"]),
        ("100 %", ["Ølbrygging for ÅPNE sinn"]),
        ("1_0", []),
        ("%", ["Ølbrygging for ÅPNE sinn"]),
        ("_", []),
        ("/", []),
        ("\\", []),
        ("first nothing", []),
        ("first aid hands", ["First aid"]),
        ("first aid hands safety nothing", []),
        ("'; DROP TABLE program; --", []),
    ],
)
def test_every_word_is_found_somewhere_whatever_its_case(
    catalogue: Database, text: str, found: list[str]
) -> None:
    assert titles(find(catalogue, Search(text=clean_text(text)))) == found


def test_a_place_among_the_words_leaves_out_the_classes_elsewhere(catalogue: Database) -> None:
    assert codes(find(catalogue, Search(text="aid bergen"))) == ["FA-BERGEN"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(kind=ProgramKind.PROGRAM), ["OL-1", "OL-2"]),
        (Search(type="safety"), ["FA-BERGEN", "FA-OSLO"]),
        (Search(place="Oslo"), ["FA-OSLO"]),
        (Search(place="online"), ["OL-2"]),
        (Search(place="Nowhere"), []),
        (Search(month=date(2031, 2, 1)), ["OL-1", "OL-2"]),
        (Search(month=date(2031, 12, 1)), []),
        (Search(type="safety", place="Bergen", month=date(2031, 3, 1)), ["FA-BERGEN"]),
        (Search(type="food", place="Bergen"), []),
    ],
)
def test_filters_leave_what_they_ask_for(
    catalogue: Database, search: Search, found: list[str]
) -> None:
    assert codes(find(catalogue, search)) == found


def test_a_program_without_dates_is_there_unless_something_of_a_class_is_asked_for(
    catalogue: Database,
) -> None:
    assert "A quiet course" in titles(find(catalogue, Search(type="wellbeing")))
    assert titles(find(catalogue, Search(type="wellbeing", free_seats=True))) == []


def test_the_status_is_where_a_class_is_in_time(sessions: Database) -> None:
    add_program(sessions)
    add_class(sessions, "COMING", starts_at=NOW + DAY)
    add_class(sessions, "NOW", starts_at=NOW - DAY, days=3)
    add_class(sessions, "OVER", starts_at=NOW - 9 * DAY)
    add_class(sessions, "LONG-OVER", starts_at=NOW - 99 * DAY)

    def found(status: ClassStatus | None) -> list[str]:
        return codes(find(sessions, Search(status=status)))

    assert found(None) == ["COMING", "NOW"]
    assert found(ClassStatus.UPCOMING) == ["COMING"]
    assert found(ClassStatus.ACTIVE) == ["NOW"]
    assert found(ClassStatus.COMPLETED) == ["OVER", "LONG-OVER"]


def test_free_seats_are_those_one_can_register_for_now(sessions: Database) -> None:
    add_program(sessions)
    add_class(sessions, "FREE", capacity=2, taken=1)
    add_class(sessions, "FULL", capacity=2, taken=2)
    add_class(sessions, "CANCELLED", state=ClassState.CANCELLED)
    add_class(sessions, "STARTED", starts_at=NOW - DAY, days=3)
    add_class(sessions, "LATE", deadline=NOW.date() - DAY)
    assert codes(find(sessions, Search(free_seats=True))) == ["FREE"]


@pytest.mark.parametrize(
    ("zone", "starts_at", "month"),
    [
        # Midnight at the month's border, as each zone has it.
        ("Europe/Oslo", datetime(2031, 2, 28, 23, 30, tzinfo=UTC), date(2031, 3, 1)),
        ("Pacific/Auckland", datetime(2031, 2, 28, 20, 0, tzinfo=UTC), date(2031, 3, 1)),
        ("America/New_York", datetime(2031, 4, 1, 1, 0, tzinfo=UTC), date(2031, 3, 1)),
        ("Europe/Oslo", datetime(2031, 12, 31, 23, 30, tzinfo=UTC), date(2032, 1, 1)),
    ],
)
def test_a_class_is_in_the_month_that_its_own_zone_has(
    sessions: Database, zone: str, starts_at: datetime, month: date
) -> None:
    add_program(sessions)
    add_class(sessions, "A", timezone=zone, starts_at=starts_at)
    add_class(sessions, "B", starts_at=NOW + DAY)
    add_class(sessions, "C", starts_at=NOW + DAY, timezone="Asia/Tokyo")
    page = find(sessions, Search(month=month))
    assert codes(page) == ["A"]
    offered = [choice.value for choice in page.filters.choices.months]
    assert offered == ["2031-01", f"{month:%Y-%m}"]


def test_filters_offer_what_there_is_and_what_was_chosen(catalogue: Database) -> None:
    choices = find(catalogue, Search(place="Tromsø", type="zen")).filters.choices
    assert [each.value for each in choices.types] == ["food", "safety", "wellbeing", "zen"]
    assert [each.label for each in choices.types] == ["Food", "Safety", "Wellbeing", "Zen"]
    places = [each.value for each in choices.places]
    assert places == ["Bergen", "Oslo", "Tromsø", "Ålesund", "online"]


def test_what_was_asked_for_can_be_taken_back_one_by_one(catalogue: Database) -> None:
    search = Search(text="aid", place="Oslo", status=ClassStatus.UPCOMING, page=3)
    chosen = find(catalogue, search).chosen
    assert [each.label for each in chosen] == ["“aid”", "Oslo", "Upcoming"]
    assert chosen[1].without == "/programs?q=aid&status=upcoming"


def test_what_is_under_way_comes_after_what_one_can_still_come_to(catalogue: Database) -> None:
    add_program(catalogue, "BEGUN", title="Begun")
    add_class(catalogue, "BE-1", program="BEGUN", starts_at=NOW - DAY, days=9)
    add_class(catalogue, "OL-0", program="OLAV", starts_at=NOW - DAY, days=9)
    page = find(catalogue, Search())
    assert titles(page) == ["Ølbrygging for ÅPNE sinn", "First aid", "Begun", "A quiet course"]
    assert codes(page)[:3] == ["OL-1", "OL-2", "OL-0"]


def test_a_card_shows_the_first_classes_and_counts_the_rest(sessions: Database) -> None:
    add_program(sessions)
    for day in range(8):
        add_class(sessions, f"C{day}", starts_at=NOW + (day + 1) * DAY)
    [card] = find(sessions, Search()).cards
    assert [line.code for line in card.classes] == ["C0", "C1", "C2"]
    assert card.more == 5


def test_pages_lead_on_and_back_and_lose_nothing(sessions: Database) -> None:
    for number in range(23):
        add_program(sessions, f"P{number:02}", title=f"Program {number:02}")
    first, second, third = (find(sessions, Search(text="program", page=n)) for n in (1, 2, 3))
    shown = [title for page in (first, second, third) for title in titles(page)]
    assert shown == [f"Program {number:02}" for number in range(23)]
    assert (first.pages.previous, first.pages.next) == ("", "/programs?q=program&page=2")
    assert (third.pages.previous, third.pages.next) == ("/programs?q=program&page=2", "")
    assert third.pages.count == 3


def test_behind_the_last_page_there_is_nothing_but_the_way_back(catalogue: Database) -> None:
    page = find(catalogue, Search(page=9))
    assert page.cards == ()
    assert (page.pages.first, page.pages.previous) == ("/programs", "/programs")


def test_the_list_takes_four_statements_however_long_it_is(sessions: Database) -> None:
    def statements() -> int:
        with recording() as recorder:
            find(sessions, Search(text="aid", month=date(2031, 3, 1)))
        return len(recorder.statements)

    add_program(sessions)
    add_class(sessions, "C")
    few = statements()
    for number in range(20):
        add_program(sessions, f"P{number}", title=f"Aid {number}")
        add_class(sessions, f"C{number}", program=f"P{number}", city=f"City {number}")
    assert statements() == few == 4


def test_what_is_known_is_not_read_again(catalogue: Database) -> None:
    known = Known()
    for text, many in (("aid", 4), ("first", 0), ("aid bergen", 1), ("", 1), ("", 0)):
        search = Search(text=text)
        with recording() as recorder:
            page = programs_page(catalogue, search=search, now=NOW, known=known)
        assert page == find(catalogue, search)
        assert len(recorder.statements) == many, text


def test_only_so_much_is_known(catalogue: Database) -> None:
    known = Known()
    for number in range(MOST_KNOWN + 1):
        known.cards[Hit(number, (), 0)] = Card(OTHER, (), 0)
    assert titles(programs_page(catalogue, search=Search("aid"), now=NOW, known=known))
    assert len(known.cards) == 1


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  first \t\n aid ", "first aid"),
        ("nul\0l", "nul l"),
        ("A\N{COMBINING RING ABOVE}lesund", "Ålesund"),
        ("x" * 500, "x" * 100),
        ("\N{ZERO WIDTH SPACE}", ""),
    ],
)
def test_what_was_typed_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean_text(typed) == cleaned
