"""What a buyer can do with their order, on its page: until when, and why not (any more)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.domain.course_class import ClassState
from app.domain.form.question import Question, QuestionKind
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from tests.answered import answer_all, order_of, places_of
from tests.usecases.places import paid
from tests.usecases.shop import Shop
from tests.watching import words_of
from tests.web.ordering import address, expire
from tests.web.visitor import Visitor, open_site
from tests.worlds import ANA, BO, Desk, add_class, register_once

MEAL = Question("meal", QuestionKind.TEXT, "Meal")
STARTS = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    shop = Shop(sessions)
    add_class(sessions)
    return shop


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = ("Ana", "Bo")
    return Visitor(client)


def listed(shop: Desk, ada: Visitor) -> dict[str, str]:
    """Return what the order's page says of each deed, by its name."""
    page = ada.open(address(order_of(shop.sessions)))
    found = [each for each in page.all("section") if each.get("aria-labelledby") == "order-actions"]
    rows = [each for section in found for each in section.iter("div")]
    said = [(words_of(each.findall("dt")[0]), words_of(each.findall("dd")[0])) for each in rows]
    return dict(said)


def test_each_deed_says_until_when_in_the_zone_of_the_class(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    answer_all(shop.sessions, (MEAL,), {})
    assert listed(shop, ada) == {
        "Change what you answered": "See and change them until Monday 10 March 2031, 09:00 CET",
        "Change who comes": "Give another name until Monday 10 March 2031, 09:00 CET",
        "Move to another class": (
            "Choose another class until the end of Thursday 20 February 2031 (CET)"
        ),
        "Cancel a place": "See what comes back until Monday 10 March 2031, 09:00 CET",
    }


def test_of_several_places_each_has_its_link(shop: Shop, ada: Visitor) -> None:
    paid(shop, ANA, BO)
    said = listed(shop, ada)["Change who comes"]
    assert "Ana Lind" in said
    assert "Bo Berg" in said
    first, second = places_of(shop.sessions)
    links = [each.attrib.get("href", "") for each in ada.here.all("a")]
    for deed in ("name", "move", "cancel"):
        assert [each for each in links if f"{first}/{deed}?" in each]
        assert [each for each in links if f"{second}/{deed}?" in each]


def test_what_is_possible_no_more_says_why(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    shop.now = STARTS - timedelta(days=2)
    said = listed(shop, ada)
    assert said["Move to another class"] == "Not possible: The time for it is over."
    assert said["Change who comes"].startswith("Give another name until")
    shop.now = STARTS
    said = listed(shop, ada)
    assert set(said.values()) == {"Not possible: The class has begun."}


def test_where_no_form_is_asked_there_is_nothing_to_answer(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    assert "Change what you answered" not in listed(shop, ada)


def test_of_a_class_that_was_cancelled_nothing_is_possible(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    answer_all(shop.sessions, (MEAL,), {})
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(state=ClassState.CANCELLED))
    assert set(listed(shop, ada).values()) == {"Not possible: The class does not take place."}


def test_before_it_is_paid_only_its_answers_are_changed(shop: Shop, ada: Visitor) -> None:
    register_once(shop)
    answer_all(shop.sessions, (MEAL,), {})
    said = listed(shop, ada)
    assert said["Change what you answered"].startswith("See and change them until")
    assert said["Change who comes"] == "Not possible: That can be done once the place is certain."
    assert said["Move to another class"] == said["Change who comes"]
    assert "Cancel a place" not in said
    expire(shop, order_of(shop.sessions))
    assert listed(shop, ada) == {}


def test_whose_days_differ_each_has_their_own(shop: Shop, ada: Visitor) -> None:
    paid(shop, ANA, BO)
    add_class(shop.sessions, "FA-LATER", starts_at=STARTS + timedelta(days=90), deadline=None)
    place = places_of(shop.sessions)[0]
    ada.open(address(order_of(shop.sessions), "&to=FA-LATER", page=f"/places/{place}/move"))
    ada.press("Yes, move it")
    shop.now = STARTS
    said = listed(shop, ada)
    assert "Ana Lind : Change who comes until Sunday 8 June 2031" in said["Change who comes"]
    assert "Not for the others: The class has begun." in said["Change who comes"]
