"""Whoever ordered answers anew on the order's page: the form, the check, and what is kept."""

from pathlib import Path

import pytest

from app.domain.event import Answer
from app.domain.form.condition import Compare, How
from app.domain.form.question import Limits, Option, Question, QuestionKind, Scope
from tests.answered import answer_all, answers, order_answers, order_of, places_of
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address
from tests.web.staffroom import add_members, sign_in
from tests.web.visitor import Visitor, fields_of, open_site, problems
from tests.worlds import ANA, BO, Desk, add_class, deliveries, register_once

K = QuestionKind
MEAL = Question("meal", K.CHOICE, "Meal", required=True, options=(Option("Fish"), Option("Soup")))
DRIVES = Question("drives", K.YES_NO, "Do you drive?", required=True)
PLATE = Question(
    "plate", K.TEXT, "Plate", required=True, condition=Compare("drives", How.EQUALS, ("yes",))
)
HEALTH = Question("health", K.TEXT, "Allergies", required=True, sensitive=True)
BUS = Question("bus", K.NUMBER, "Seats on the bus", scope=Scope.ORDER, limits=Limits(most="9"))
LUNCH = Question("lunch", K.CHOICE, "Lunch", options=(Option("Box", extra="lunch"),))
ENTRIES = (BUS, MEAL, DRIVES, PLATE, HEALTH, LUNCH)
GIVEN: dict[str, Answer] = {"meal": "Fish", "drives": False, "health": "sealed:x", "lunch": "Box"}
KEEP = "Keep these answers"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Return a desk with an order of two for a free class, that answered everything."""
    add_class(desk.sessions, prices=())
    register_once(desk, participants=(ANA, BO))
    answer_all(desk.sessions, ENTRIES, GIVEN, {"bus": 2})
    return desk


@pytest.fixture
def ada(desk: Desk, tmp_path: Path) -> Visitor:
    client = open_site(desk, tmp_path)
    client.private = ("Ana", "Bo", "Soup", "nuts")
    return Visitor(client)


def order(desk: Desk) -> str:
    return order_of(desk.sessions)


def open_form(desk: Desk, ada: Visitor) -> Visitor:
    ada.open(address(order(desk), page="/answers"))
    return ada


def go_back(desk: Desk, ada: Visitor) -> WatchedResponse:
    """Press *Change* at an answer, which leads to the form and not to where the form leads."""
    button = ada.here.one("button", name="action")
    sent = fields_of(ada.form_with(KEEP)) | {"action": [button.attrib["value"]]}
    return ada.send(button.attrib["formaction"].partition("#")[0], sent)


def fields(ada: Visitor) -> dict[str, str]:
    """Return what stands in the form."""
    return {
        each.attrib["name"]: each.attrib.get("value", "")
        for each in ada.here.all("input")
        if each.attrib.get("type") in ("text", None) or "checked" in each.attrib
    }


def test_what_is_changed_is_checked_first_and_kept_then(desk: Desk, ada: Visitor) -> None:
    open_form(desk, ada)
    assert fields(ada)["participant-2-q-meal"] == "Fish"
    assert fields(ada)["order-q-bus"] == "2"
    page = ada.press("Continue", {"participant-2-q-meal": "Soup", "order-q-bus": "3"})
    assert "About this registration Seats on the bus Before: 2 Now: 3" in page.words
    assert "Bo Berg Meal Before: Fish Now: Soup" in page.words
    assert "Ana Lind" not in page.words
    assert answers(desk.sessions) == [GIVEN, GIVEN]
    page = ada.press(KEEP)
    assert "Your answers are changed" in page.words
    assert answers(desk.sessions) == [GIVEN, GIVEN | {"meal": "Soup"}]
    assert order_answers(desk.sessions) == {"bus": 3}
    assert ("order.answers_changed", "due") in deliveries(desk.sessions, "mail")


def test_a_question_that_an_answer_brings_is_asked_before_anything_is_kept(
    desk: Desk, ada: Visitor
) -> None:
    open_form(desk, ada)
    page = ada.press("Continue", {"participant-1-q-drives": "yes"})
    assert "Your answers bring 1 more question" in page.words
    ada.press("Continue")
    assert problems(ada.here) == ["Ana Lind: Enter plate"]
    page = ada.press("Continue", {"participant-1-q-plate": "AB 1"})
    assert "Do you drive? Before: No Now: Yes" in page.words
    assert "Plate Before: Not answered Now: AB 1" in page.words
    ada.press(KEEP)
    assert answers(desk.sessions)[0] == GIVEN | {"drives": True, "plate": "AB 1"}
    open_form(desk, ada)
    ada.press("Continue", {"participant-1-q-drives": "no"})
    assert "Plate Before: AB 1 Now: Not answered" in ada.here.words
    ada.press(KEEP)
    assert answers(desk.sessions)[0] == GIVEN


def test_back_from_the_check_everything_stands_as_it_was_written(desk: Desk, ada: Visitor) -> None:
    open_form(desk, ada)
    ada.press("Continue", {"participant-1-q-meal": "Soup"})
    go_back(desk, ada)
    assert fields(ada)["participant-1-q-meal"] == "Soup"
    assert answers(desk.sessions) == [GIVEN, GIVEN]


def test_what_is_wrong_is_said_and_nothing_is_kept(desk: Desk, ada: Visitor) -> None:
    open_form(desk, ada)
    page = ada.press("Continue", {"order-q-bus": "12"})
    assert page.status_code == 422
    assert problems(page) == ["Seats on the bus must be 9 or less"]


def test_what_is_kept_is_read_once_more(desk: Desk, ada: Visitor) -> None:
    open_form(desk, ada)
    ada.press("Continue", {"order-q-bus": "3"})
    page = ada.press(KEEP, {"order-q-bus": "12"})
    assert problems(page) == ["Seats on the bus must be 9 or less"]
    assert order_answers(desk.sessions) == {"bus": 2}


def test_without_a_change_there_is_nothing_to_check(desk: Desk, ada: Visitor) -> None:
    open_form(desk, ada)
    assert "Nothing is changed yet" in ada.press("Continue").words


def test_a_sensitive_answer_is_never_shown_and_stays_where_it_is_left_empty(
    desk: Desk, ada: Visitor
) -> None:
    page = ada.open(address(order(desk), page="/answers"))
    assert "sealed:x" not in page.get_data(as_text=True)
    page = ada.press("Continue", {"participant-1-q-meal": "Soup"})
    assert "Allergies" not in page.words
    ada.press(KEEP)
    assert answers(desk.sessions)[0]["health"] == "sealed:x"
    open_form(desk, ada)
    page = ada.press("Continue", {"participant-1-q-health": "nuts"})
    assert "Allergies Before: Not shown Now: A new answer" in page.words


def test_of_two_tabs_the_later_one_keeps_nothing_and_is_told(desk: Desk, ada: Visitor) -> None:
    open_form(desk, ada)
    form = ada.here
    other = ada.press("Continue", {"participant-1-q-meal": "Soup"})
    ada.press(KEEP)
    for here, button in ((form, "Continue"), (other, KEEP)):
        ada.here = here
        page = ada.press(button, {"participant-2-q-meal": "Soup"})
        assert page.status_code == 409
        assert "Somebody changed these answers meanwhile" in page.words
    assert [each["meal"] for each in answers(desk.sessions)] == ["Soup", "Fish"]


def test_once_the_class_begins_nothing_can_be_changed(desk: Desk, ada: Visitor) -> None:
    open_form(desk, ada)
    ada.press("Continue", {"participant-1-q-meal": "Soup"})
    check = ada.here
    desk.later(days=365)
    assert "The answers stay as they are" in ada.press(KEEP).words
    ada.here = check
    assert "The answers stay as they are" in go_back(desk, ada).words
    page = ada.open(address(order(desk), page="/answers"))
    assert "The answers stay as they are" in page.words
    assert answers(desk.sessions) == [GIVEN, GIVEN]


@pytest.mark.parametrize("page", ["/answers", "/answers/keep"])
def test_nobody_without_the_token_sees_or_changes_them(desk: Desk, ada: Visitor, page: str) -> None:
    way = f"/orders/{order(desk)}{page}"
    open_form(desk, ada)
    assert ada.open(f"/orders/{order(desk)}/answers?token=forged").status_code == 404
    open_form(desk, ada)
    token = ada.here.one("input", name="csrf_token").attrib["value"]
    sent = {"csrf_token": token, "token": "forged", "participant-1-q-meal": "Soup"}
    assert ada.send(way, sent).status_code == 404
    assert answers(desk.sessions) == [GIVEN, GIVEN]


def test_staff_see_what_was_changed_and_when_with_what_is_sensitive_masked(
    desk: Desk, ada: Visitor, tmp_path: Path
) -> None:
    open_form(desk, ada)
    changed = {"participant-1-q-meal": "Soup", "participant-1-q-health": "nuts", "order-q-bus": ""}
    ada.press("Continue", changed)
    ada.press(KEEP)
    add_members(desk)
    kim = Visitor(open_site(desk, tmp_path))
    sign_in(kim)
    place = places_of(desk.sessions)[0]
    page = kim.open(f"/staff/registrations/{place}")
    assert "Changed by the buyer" in page.words
    rows = [words_of(each) for each in page.all("tr")]
    assert any("Meal Fish Soup" in each for each in rows)
    assert any("Seats on the bus (for the whole order) 2 –" in each for each in rows)
    assert any("Allergies •••••• ••••••" in each for each in rows)
    assert "nuts" not in page.get_data(as_text=True)
    assert "Answers changed by the buyer" in page.words
