"""Loading a catalogue: all or nothing, codes are keys, only what changed is told."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.catalogue import CatalogueMistake, read_catalogue
from app.domain.course_class import ClassState
from app.store.course_class import CourseClass, find_class
from app.store.database import Database, reading
from app.store.lead_source import LeadSource
from app.store.price_option import PriceOption
from app.store.program import Form, Program
from app.store.venue import Venue
from app.usecases.load_catalogue import Loaded, load_catalogue
from tests.fakes.catalogue_file import CLASS_CODE, EXAMPLE, changed, of_class
from tests.fakes.partner import CLASSES, FakePartner
from tests.worlds import ANA, BO, CLASS, Desk, add_class, deliveries, register_once

QUESTION = {"key": "diet", "kind": "choice", "label": "Diet", "options": ["Everything", "Vegan"]}


def marketplace(name: str = "trainingportal") -> FakePartner:
    return FakePartner(name, kinds=CLASSES, per="class")


def load(desk: Desk, document: dict[str, Any]) -> Loaded:
    return load_catalogue(
        desk.sessions,
        catalogue=read_catalogue(document),
        partners=desk.partners,
        now=desk.now,
    )


@pytest.fixture
def desk(sessions: Database) -> Desk:
    return Desk(sessions, partners={"trainingportal": marketplace()})


@contextmanager
def the_class(desk: Desk, code: str = CLASS_CODE) -> Iterator[CourseClass]:
    with reading(desk.sessions) as session:
        found = find_class(session, code)
        assert found is not None
        yield found


def rows(desk: Desk, table: type[Any]) -> int:
    with reading(desk.sessions) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def mistake(desk: Desk, document: dict[str, Any]) -> str:
    with pytest.raises(CatalogueMistake) as caught:
        load(desk, document)
    return str(caught.value)


def test_a_class_is_there_with_everything_the_file_says(desk: Desk) -> None:
    loaded = load(desk, EXAMPLE)
    with the_class(desk) as found:
        assert found.program.title == "First aid"
        assert found.venue is not None
        assert found.venue.city == "Bergen"
        assert found.starts_at == datetime(2031, 3, 10, 8, tzinfo=UTC)
        assert found.enrollment_deadline == date(2031, 3, 1)
        assert found.closes_at == datetime(2031, 3, 1, 23, tzinfo=UTC)
        assert [(p.label, p.money.minor) for p in found.prices()] == [("Standard", 420000)]
        assert (found.capacity, found.taken, found.waiting_list) == (12, 0, True)
        assert found.partners == ["iso", "trainingportal"]
    assert (loaded.programs, loaded.venues) == (1, 1)
    assert (loaded.classes.all, loaded.classes.new, loaded.classes.changed) == (1, 1, 0)


def test_a_new_class_is_published_to_those_it_is_listed_for(desk: Desk) -> None:
    assert load(desk, EXAMPLE).destinations == {"trainingportal"}
    assert deliveries(desk.sessions, "trainingportal") == [("class.published", "due")]


def test_a_class_that_is_cancelled_or_over_when_it_is_new_is_told_to_nobody(desk: Desk) -> None:
    assert load(desk, of_class(state="cancelled")).destinations == frozenset()
    desk.later(days=365)
    assert load(desk, of_class(code="LATE")).destinations == frozenset()
    assert deliveries(desk.sessions, "trainingportal") == []


def test_loading_the_same_again_changes_nothing_and_tells_nobody(desk: Desk) -> None:
    document = changed("programs.0.questions", [QUESTION])
    load(desk, document)
    again = load(desk, document)
    assert (again.classes.new, again.classes.changed) == (0, 0)
    assert again.destinations == frozenset()
    assert [rows(desk, table) for table in (CourseClass, PriceOption, Form, Venue)] == [1, 1, 1, 1]
    assert len(deliveries(desk.sessions, "trainingportal")) == 1


@pytest.mark.parametrize(
    "document",
    [
        of_class(capacity=13),
        of_class(sessions=[{"starts": "2031-03-10T09:00", "ends": "2031-03-10T17:00"}]),
        of_class(prices=[{"label": "Standard", "amount": "4300.00", "currency": "NOK"}]),
        of_class(state="cancelled"),
        of_class(enrollment_deadline="2031-03-02"),
        changed("programs.0.title", "First aid at work"),
        changed("venues.0.name", "Quay House"),
    ],
    ids=["capacity", "time", "price", "cancelled", "deadline", "title", "venue"],
)
def test_what_partners_see_of_a_class_is_told_when_it_changes(
    desk: Desk, document: dict[str, Any]
) -> None:
    load(desk, EXAMPLE)
    loaded = load(desk, document)
    assert loaded.classes.changed == 1
    assert loaded.destinations == {"trainingportal"}
    kind = "class.cancelled" if document == of_class(state="cancelled") else "class.changed"
    assert deliveries(desk.sessions, "trainingportal")[-1] == (kind, "due")


def test_a_file_that_says_nothing_of_a_state_leaves_it_and_one_that_does_restores(
    desk: Desk,
) -> None:
    load(desk, EXAMPLE)
    load(desk, of_class(state="cancelled"))
    assert load(desk, EXAMPLE).classes.changed == 0
    load(desk, of_class(state="published"))
    assert deliveries(desk.sessions, "trainingportal")[-1] == ("class.restored", "due")


def test_what_partners_do_not_see_is_not_told(desk: Desk) -> None:
    load(desk, EXAMPLE)
    document = changed("programs.0.description", "Other words.")
    assert load(desk, document).destinations == frozenset()
    with reading(desk.sessions) as session:
        assert session.scalars(select(Program.description)).one() == "Other words."


def test_a_venue_that_moves_is_told_for_classes_the_file_does_not_have(desk: Desk) -> None:
    load(desk, EXAMPLE)
    document = changed("venues.0.address.line1", "Quay 5")
    assert load(desk, {"venues": document["venues"]}).destinations == {"trainingportal"}


def test_a_class_that_stays_over_is_told_to_nobody(desk: Desk) -> None:
    load(desk, EXAMPLE)
    desk.later(days=365)
    loaded = load(desk, changed("programs.0.title", "First aid at work"))
    assert loaded.classes.changed == 1
    assert loaded.destinations == frozenset()


def test_a_partner_newly_on_the_list_hears_of_the_class(desk: Desk) -> None:
    load(desk, of_class(partners=[]))
    assert load(desk, EXAMPLE).destinations == {"trainingportal"}


def test_nothing_is_deleted(desk: Desk) -> None:
    load(desk, EXAMPLE)
    load(desk, {})
    assert [rows(desk, table) for table in (CourseClass, Program, Venue)] == [1, 1, 1]


def test_a_price_that_is_gone_is_withdrawn_and_comes_back_as_itself(desk: Desk) -> None:
    early = {"label": "Early", "amount": "3600", "currency": "NOK", "ends": "2031-02-01"}
    standard = EXAMPLE["programs"][0]["classes"][0]["prices"][0]
    load(desk, of_class(prices=[standard, early]))
    load(desk, of_class(prices=[standard]))
    with the_class(desk) as found:
        assert [price.label for price in found.prices()] == ["Standard"]
    load(desk, of_class(prices=[standard, early]))
    with the_class(desk) as found:
        assert [price.label for price in found.prices()] == ["Standard", "Early"]
    assert rows(desk, PriceOption) == 2


def test_other_questions_are_a_new_version_of_the_form(desk: Desk) -> None:
    load(desk, changed("programs.0.questions", [QUESTION]))
    load(desk, changed("programs.0.questions", [QUESTION | {"label": "Lunch"}]))
    with the_class(desk) as found:
        assert found.program.form is not None
        assert found.program.form.version == 2
        assert found.program.form.questions[0]["label"] == "Lunch"
    load(desk, EXAMPLE)
    with the_class(desk) as found:
        assert found.program.form is None
    load(desk, changed("programs.0.questions", [QUESTION]))
    with the_class(desk) as found:
        assert found.program.form is not None
        assert found.program.form.version == 3
    assert rows(desk, Form) == 3


def test_a_class_can_go_online(desk: Desk) -> None:
    load(desk, EXAMPLE)
    load(desk, of_class(venue=..., online_url="https://meet.example.org/a"))
    with the_class(desk) as found:
        assert (found.venue, found.online_url) == (None, "https://meet.example.org/a")


def test_a_class_can_be_cancelled_by_the_file(desk: Desk) -> None:
    load(desk, EXAMPLE)
    load(desk, of_class(state="cancelled"))
    with the_class(desk) as found:
        assert found.state is ClassState.CANCELLED


def test_a_venue_that_is_there_already_need_not_be_in_the_file(desk: Desk) -> None:
    load(desk, EXAMPLE)
    document = {"programs": EXAMPLE["programs"]}
    assert load(desk, document).classes.changed == 0


def test_an_unknown_venue_stops_the_load_and_nothing_is_loaded(desk: Desk) -> None:
    document = copy.deepcopy(EXAMPLE)
    document["venues"] = []
    assert mistake(desk, document) == "programs[0].classes[0].venue: is no venue: quay"
    assert [rows(desk, table) for table in (CourseClass, Program)] == [0, 0]


def test_a_limit_below_what_is_had_at_the_price_is_a_mistake_and_nothing_changes(
    desk: Desk,
) -> None:
    price = {"label": "Standard", "amount": "4200.00", "currency": "NOK"}
    first = price | {"label": "First five", "amount": "3000.00"}
    load(desk, of_class(code=CLASS, prices=[price, first | {"limit": 5}]))
    register_once(desk, participants=(ANA, BO))
    with pytest.raises(CatalogueMistake) as caught:
        load(desk, of_class(code=CLASS, prices=[price, first | {"limit": 1}]))
    assert str(caught.value) == (
        "programs[0].classes[0].prices[1].limit:"
        " must be 2 or more: so many places are had at this price"
    )
    load(desk, of_class(code=CLASS, prices=[price, first | {"limit": 2}]))


def test_a_capacity_below_what_is_taken_is_a_mistake_and_nothing_changes(desk: Desk) -> None:
    add_class(desk.sessions)
    register_once(desk, participants=(ANA, BO))
    document = of_class(code=CLASS, capacity=1)
    document["programs"][0]["title"] = "Other"
    assert mistake(desk, document) == (
        "programs[0].classes[0].capacity: must be 2 or more: so many seats are taken"
    )
    with the_class(desk, CLASS) as found:
        assert (found.capacity, found.program.title) == (12, "First aid")


def test_a_class_stays_with_its_program(desk: Desk) -> None:
    load(desk, EXAMPLE)
    line = mistake(desk, changed("programs.0.code", "SECOND-AID") | {"venues": []})
    assert line == "programs[0].classes[0].code: is a class of FIRST-AID"


def test_a_slug_belongs_to_one_program(desk: Desk) -> None:
    load(desk, EXAMPLE)
    other = {"code": "OTHER", "slug": "first-aid", "kind": "course", "title": "Other"}
    line = mistake(desk, {"programs": [other]})
    assert line == "programs[0].slug: is that of FIRST-AID already"


def test_lead_sources_are_added_and_renamed_and_their_names_belong_to_one(desk: Desk) -> None:
    load(desk, {"lead_sources": [{"code": "fair", "name": "Fair"}]})
    load(desk, {"lead_sources": [{"code": "fair", "name": "Trade fair"}]})
    with reading(desk.sessions) as session:
        found = session.scalars(select(LeadSource)).one()
        assert (found.code, found.name, found.match_name) == ("fair", "Trade fair", "trade fair")
    line = mistake(desk, {"lead_sources": [{"code": "f2", "name": "TRADE FAIR"}]})
    assert line == "lead_sources[0].name: is that of fair already"


def test_times_are_those_of_the_zone_on_both_sides_of_a_clock_change(desk: Desk) -> None:
    meetings = [
        {"starts": "2031-03-29T09:00", "ends": "2031-03-29T10:00"},
        {"starts": "2031-03-30T09:00", "ends": "2031-03-30T10:00"},
    ]
    load(desk, of_class(sessions=meetings))
    with the_class(desk) as found:
        assert [meeting.starts_at.hour for meeting in found.meetings] == [8, 7]


def test_a_class_that_moves_from_the_past_into_the_future_is_told(desk: Desk) -> None:
    load(desk, EXAMPLE)
    desk.later(days=365)
    moved = [{"starts": "2032-03-10T09:00", "ends": "2032-03-10T16:00"}]
    assert load(desk, of_class(sessions=moved)).destinations == {"trainingportal"}
