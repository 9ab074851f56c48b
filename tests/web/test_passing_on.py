"""A buyer gives a place to somebody else, or mends a name, on the order's page."""

from pathlib import Path

import pytest

from app.domain.form.question import Question, QuestionKind
from app.store.database import Database
from tests.answered import answer_all, answers, order_of, places_of
from tests.usecases.places import paid, places
from tests.usecases.shop import Shop
from tests.web.ordering import address
from tests.web.visitor import Visitor, fields_of, open_site, problems
from tests.worlds import ANA, BO, add_class

GIVE = "Change who comes"
CY = {"name": "Cy Dahl", "email": "cy@example.org", "phone": "+4722123458"}


@pytest.fixture
def shop(sessions: Database) -> Shop:
    shop = Shop(sessions)
    add_class(sessions)
    return shop


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = ("Ana", "Bo", "Cy Dahl")
    return Visitor(client)


def ask(shop: Shop, ada: Visitor, number: int = 0) -> str:
    """Go to the page where a place is passed on."""
    place = places_of(shop.sessions)[number]
    way = address(order_of(shop.sessions), page=f"/places/{place}/name")
    ada.open(way)
    return way


def test_somebody_else_comes(shop: Shop, ada: Visitor) -> None:
    paid(shop, ANA, BO)
    ask(shop, ada)
    assert "Ana Lind has the place" in ada.here.words
    assert "until Monday 10 March 2031" in ada.here.words
    page = ada.press(GIVE, {"who": "other", **CY})
    assert "The place has gone to somebody else" in page.words
    assert "Cy Dahl" in page.words
    assert "Ana Lind" not in [each.name for each in places(shop) if each.state == "confirmed"]


def test_the_same_person_is_written_another_way(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ask(shop, ada)
    page = ada.press(GIVE, {"who": "same", "name": "Anna Lind"})
    assert "The name is changed" in page.words
    assert places(shop)[-1].name == "Anna Lind"


def test_what_the_form_asks_of_whoever_comes_is_asked_next(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    meal = Question("meal", QuestionKind.TEXT, "Meal", required=True)
    answer_all(shop.sessions, (meal,), {"meal": "Fish"})
    ask(shop, ada)
    page = ada.press(GIVE, {"who": "other", **CY})
    assert "The place has gone to somebody else" in page.words
    assert page.one("h1").text == "Change your answers"
    ada.press("Continue", {"participant-1-q-meal": "Soup"})
    ada.press("Keep these answers")
    assert answers(shop.sessions)[-1] == {"meal": "Soup"}


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({**CY, "who": ""}, ["Choose who comes"]),
        ({**CY, "who": "x"}, ["Choose who comes"]),
        ({"who": "other"}, ["That is who has the place already."]),
        (
            {"who": "other", "name": "", "email": "no", "phone": "1"},
            [
                "Enter the full name",
                "Enter an email address in the correct format, like name@example.org",
                "Enter a phone number, like +44 20 7946 0958",
            ],
        ),
    ],
)
def test_what_is_wrong_is_said(
    shop: Shop, ada: Visitor, sent: dict[str, str], says: list[str]
) -> None:
    paid(shop)
    ask(shop, ada)
    page = ada.press(GIVE, sent)
    assert page.status_code == 422
    assert len(problems(page)) == len(says)
    assert problems(page)[0] == says[0] or len(says) > 1
    assert [each.state for each in places(shop)] == ["confirmed"]


def test_in_the_second_tab_nothing_is_done_and_it_is_said(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    way = ask(shop, ada)
    form = ada.here
    ada.press(GIVE, {"who": "other", **CY})
    ada.here = form
    page = ada.press(GIVE, {"who": "other", **CY, "name": "Di Moe"})
    assert "Nothing was changed" in page.words
    assert "Nothing was changed" in ada.open(way).words
    assert [each.name for each in places(shop)] == ["Ana Lind", "Cy Dahl"]


def test_a_place_of_another_order_is_not_there(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ask(shop, ada)
    way = address(order_of(shop.sessions), page="/places/R-NONE/name")
    assert "Nothing was changed" in ada.open(way).words
    ask(shop, ada)
    form = ada.form_with(GIVE)
    sent = {name: each[0] for name, each in fields_of(form).items()} | {"who": "other", **CY}
    page = ada.send(form.attrib["action"].replace(places_of(shop.sessions)[0], "R-NONE"), sent)
    assert "Nothing was changed" in page.words


def test_nobody_without_the_token_passes_anything_on(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    way = ask(shop, ada)
    page = ada.here
    assert ada.open(way.partition("?")[0]).status_code == 404
    ada.here = page
    assert ada.press(GIVE, {"token": "forged", "who": "other", **CY}).status_code == 404
    assert [each.name for each in places(shop)] == ["Ana Lind"]
