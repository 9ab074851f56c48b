"""What a class, a program and the way in say, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.course_class import ClassState, Price, ProgramKind
from app.domain.money import Money
from app.domain.offer import offers_of
from app.queries.catalogue import (
    ClassPage,
    Sketch,
    class_page,
    find_sketch,
    home_page,
    program_page,
)
from app.queries.catalogue.lines import price_text
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from tests.catalogue_world import NOW, Option, add_class, add_program
from tests.watching import recording

DAY = timedelta(days=1)
NBSP = "\N{NO-BREAK SPACE}"
MORNING = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)


def of(sessions: Database, code: str, *, now: datetime = NOW) -> ClassPage:
    page = class_page(sessions, code=code, now=now)
    assert page is not None
    return page


def test_an_open_class_says_when_where_how_much_and_until_when(sessions: Database) -> None:
    add_program(sessions)
    add_class(
        sessions,
        "FA-1",
        starts_at=MORNING,
        days=2,
        taken=9,
        deadline=date(2031, 3, 1),
        cancellation_deadline=date(2031, 2, 20),
    )
    page = of(sessions, "FA-1")
    assert page.days == "10–11 Mar 2031"
    assert [(each.day, each.hours, each.starts) for each in page.meetings] == [
        ("Monday 10 March 2031", "09:00–16:00 CET", "2031-03-10T09:00+01:00"),
        ("Tuesday 11 March 2031", "09:00–16:00 CET", "2031-03-11T09:00+01:00"),
    ]
    assert page.zone == "Central European Time (Oslo)"
    assert page.place == "Bergen Hall, Bergen"
    assert page.address == ("Bergen Hall", "Quay 4", "5003 Bergen", "Norway")
    assert page.price == f"NOK{NBSP}4,200"
    assert page.register_by == "the end of Saturday 1 March 2031 (CET)"
    assert page.cancelling == (
        "You can cancel until the end of Thursday 20 February 2031 (CET). "
        "After that, a cancellation counts as late, and the price stays due."
    )
    assert page.standing.open
    assert page.standing.badge.text == "3 places left"


def test_a_class_without_a_deadline_takes_registrations_until_it_starts(
    sessions: Database,
) -> None:
    add_program(sessions)
    add_class(sessions, "FA-1", starts_at=MORNING, deadline=date(2031, 3, 20))
    assert of(sessions, "FA-1").register_by == "Monday 10 March 2031, 09:00 CET"


def test_an_online_class_shows_no_address_and_never_its_link(sessions: Database) -> None:
    add_program(sessions)
    add_class(sessions, "FA-1", city="")
    page = of(sessions, "FA-1")
    assert (page.place, page.address) == ("Online", ())
    assert "secret" not in repr(page)


@pytest.mark.parametrize(
    ("code", "badge", "title"),
    [
        ("FULL", "Full", "This class is full"),
        ("CANCELLED", "Cancelled", "This class has been cancelled"),
        ("OVER", "Over", "This class is over"),
        ("STARTED", "Already started", "This class has already started"),
        ("LATE", "Registration closed", "The deadline for registering has passed"),
        ("PRICELESS", "12 places left", "This class has no price at the moment"),
    ],
)
def test_a_class_that_is_not_open_says_why_and_what_else_there_is(
    sessions: Database, code: str, badge: str, title: str
) -> None:
    add_program(sessions)
    add_class(sessions, "FULL", capacity=3, taken=3)
    add_class(sessions, "CANCELLED", state=ClassState.CANCELLED)
    add_class(sessions, "OVER", starts_at=NOW - 9 * DAY)
    add_class(sessions, "STARTED", starts_at=NOW - DAY, days=3)
    add_class(sessions, "LATE", deadline=NOW.date() - DAY)
    add_class(sessions, "PRICELESS", prices=[Option(1, ends_at=NOW)])
    add_class(sessions, "OTHER", starts_at=NOW + 9 * DAY)
    add_program(sessions, "ELSE")
    add_class(sessions, "ELSE-1", program="ELSE")
    page = of(sessions, code)
    assert not page.standing.open
    assert page.standing.badge.text == badge
    assert page.standing.title == title
    others = [line.code for line in page.others]
    assert others[0] == "OTHER"
    assert set(others) <= {"OTHER", "PRICELESS"}
    assert (page.register_by == "") == (code not in ("FULL", "PRICELESS"))


@pytest.mark.parametrize(
    "prices",
    [
        [],
        [Option(420000)],
        [Option(420000), Option(360000, label="Early", ends_at=NOW + DAY)],
        [Option(420000), Option(360000, label="Early", ends_at=NOW)],
        [Option(420000), Option(36000, "EUR"), Option(31000, "EUR", ends_at=NOW + DAY)],
        [Option(0), Option(1000, "GBP")],
        [Option(1000, withdrawn=True), Option(2000)],
        [Option(1000, withdrawn=True)],
        [Option(1000, ends_at=NOW)],
        [Option(15000, "JPY"), Option(4200500, "KWD")],
    ],
)
def test_the_price_of_a_line_is_the_offer_that_holds(
    sessions: Database, prices: list[Option]
) -> None:
    add_program(sessions)
    add_class(sessions, "FA-1", prices=prices)
    kept = [
        Price(label=each.label, money=Money(each.minor, each.currency), ends_at=each.ends_at, id=n)
        for n, each in enumerate(prices)
        if not each.withdrawn
    ]
    said = [price_text(offer.each) for offer in offers_of(kept, now=NOW)]
    expected = " or ".join(said) or ("No price now" if kept else "Free")
    assert of(sessions, "FA-1").price == expected
    page = program_page(sessions, slug="first-aid", now=NOW)
    assert page is not None
    assert page.coming[0].price == expected


def test_prices_that_hold_are_listed_with_their_end(sessions: Database) -> None:
    add_program(sessions)
    midnight = datetime(2031, 1, 31, 23, 0, tzinfo=UTC)
    options = [
        Option(420000),
        Option(360000, label="Early bird", ends_at=midnight),
        Option(300000, label="Very early", ends_at=NOW),
    ]
    add_class(sessions, "FA-1", prices=options)
    page = of(sessions, "FA-1")
    assert [(each.label, each.amount, each.notes) for each in page.prices] == [
        ("Standard", f"NOK{NBSP}4,200", ()),
        ("Early bird", f"NOK{NBSP}3,600", ("until the end of Friday 31 January 2031 (CET)",)),
    ]


def test_cancelling_is_told_as_it_stands(sessions: Database) -> None:
    add_program(sessions)
    last = NOW.date() - DAY
    add_class(sessions, "PAID", cancellation_deadline=last)
    add_class(sessions, "FREE", cancellation_deadline=last, prices=[])
    add_class(sessions, "NEVER")
    add_class(sessions, "OVER", starts_at=NOW - 9 * DAY, cancellation_deadline=last)
    add_class(sessions, "OFF", state=ClassState.CANCELLED, cancellation_deadline=last)
    assert of(sessions, "PAID").cancelling == (
        "It was possible until the end of Thursday 9 January 2031 (CET). "
        "Now a cancellation counts as late, and the price stays due."
    )
    assert "somebody else can have the place" in of(sessions, "FREE").cancelling
    assert of(sessions, "NEVER").cancelling == of(sessions, "OVER").cancelling == ""
    assert of(sessions, "OFF").cancelling == ""


def test_what_goes_back_is_said_of_what_costs_something(sessions: Database) -> None:
    add_program(sessions)
    add_class(sessions, "PAID")
    add_class(sessions, "FREE", prices=[])
    with transaction(sessions) as session:
        for row in session.scalars(select(CourseClass)):
            row.refunds = [{"days": 14, "percent": 100}, {"days": 7, "percent": 50}]
    assert of(sessions, "PAID").cancelling == (
        "You get back everything until 14 days before the class starts, 50 % until 7 days before "
        "the class starts; after that nothing."
    )
    assert of(sessions, "FREE").cancelling == ""


def test_a_class_page_takes_two_statements_however_much_there_is(sessions: Database) -> None:
    add_program(sessions)
    add_class(sessions, "ONE")
    for number in range(9):
        add_class(sessions, f"MORE-{number}", days=5, prices=[Option(n) for n in range(4)])
    with recording() as recorder:
        page = of(sessions, "ONE")
    assert len(recorder.statements) == 2
    assert len(page.others) == 5


def test_there_is_no_page_of_what_there_is_not(sessions: Database) -> None:
    assert class_page(sessions, code="NOPE", now=NOW) is None
    assert program_page(sessions, slug="nope", now=NOW) is None
    assert find_sketch(sessions, slug="nope") is None


def test_a_program_shows_what_is_to_come_first_and_what_is_over_backwards(
    sessions: Database,
) -> None:
    add_program(sessions, kind=ProgramKind.PROGRAM)
    for day in (-30, -3, 5, 40):
        add_class(sessions, f"D{day}", starts_at=NOW + day * DAY)
    with recording() as recorder:
        page = program_page(sessions, slug="first-aid", now=NOW)
    assert page is not None
    assert len(recorder.statements) == 2
    assert [line.code for line in page.coming] == ["D5", "D40"]
    assert [line.code for line in page.past] == ["D-3", "D-30"]
    assert (page.program.kind, page.program.type) == ("Program", "Safety")


def test_a_line_says_its_hours_only_where_it_has_one_day(sessions: Database) -> None:
    add_program(sessions)
    add_class(sessions, "ONE", starts_at=MORNING)
    add_class(sessions, "TWO", starts_at=MORNING + DAY, days=2)
    page = program_page(sessions, slug="first-aid", now=NOW)
    assert page is not None
    one, two = page.coming
    assert (one.days, one.hours) == ("Mon 10 Mar 2031", "09:00–16:00 CET")
    assert (two.days, two.hours) == ("11–12 Mar 2031", "")


def test_many_classes_of_a_program_are_cut_at_both_ends(sessions: Database) -> None:
    add_program(sessions)
    for number in range(22):
        add_class(sessions, f"PAST-{number}", starts_at=NOW - (number + 2) * DAY)
    page = program_page(sessions, slug="first-aid", now=NOW)
    assert page is not None
    assert [line.code for line in page.past] == [f"PAST-{number}" for number in range(20)]


def test_the_way_in_shows_the_next_free_class_of_each_program(sessions: Database) -> None:
    add_program(sessions)
    add_program(sessions, "LATER", title="Later", type_="digital_work")
    add_class(sessions, "FULL", starts_at=NOW + DAY, capacity=1, taken=1)
    add_class(sessions, "NEXT", starts_at=NOW + 2 * DAY, city="Oslo")
    add_class(sessions, "AFTER", starts_at=NOW + 3 * DAY, city="")
    add_class(sessions, "L", program="LATER", starts_at=NOW + 4 * DAY, city="Ålesund")
    add_class(sessions, "GONE", program="LATER", starts_at=NOW - 4 * DAY, city="Narvik")
    with recording() as recorder:
        page = home_page(sessions, now=NOW)
    assert len(recorder.statements) == 4
    assert [(each.program.title, each.course_class.code) for each in page.soon] == [
        ("First aid", "NEXT"),
        ("Later", "L"),
    ]
    assert [(way.label, way.count, way.address) for way in page.types] == [
        ("Digital work", 1, "/programs?type=digital_work"),
        ("Safety", 1, "/programs?type=safety"),
    ]
    assert [(way.label, way.count) for way in page.places] == [
        ("Bergen", 1),
        ("Oslo", 1),
        ("Ålesund", 1),
        ("Online", 1),
    ]


def test_an_empty_catalogue_has_a_way_in(sessions: Database) -> None:
    page = home_page(sessions, now=NOW)
    assert (page.soon, page.types, page.places) == ((), (), ())


def test_a_picture_depends_on_code_and_type_alone(sessions: Database) -> None:
    add_program(sessions)
    sketch = find_sketch(sessions, slug="first-aid")
    assert sketch == Sketch(code="FIRST-AID", type="safety")
    assert sketch.version != Sketch(code="FIRST-AID", type="food").version
