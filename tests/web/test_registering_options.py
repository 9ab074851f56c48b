"""Options that take an extra: with their price where one chooses, on the bill, from one stock."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.store.database import reading, transaction
from app.store.extra import ExtraRow
from app.store.registration import Registration
from tests.vouchers import add_extra, extras_agree, taken
from tests.web.form_room import FORM as BUILDER
from tests.web.form_room import add, builder, publish
from tests.web.visitor import ADA, Visitor, participant, problems
from tests.worlds import CLASS, Desk, add_class, register_once, states

FORM = f"/classes/{CLASS}/register"
MEAL: dict[str, Any] = {
    "key": "meal",
    "kind": "choice",
    "label": "Meal",
    "required": True,
    "options": [
        {"value": "hot", "label": "A hot meal", "extra": "lunch"},
        {"value": "none", "label": "I bring my own"},
        {"value": "feast", "label": "A feast", "extra": "feast"},
    ],
}
TRIPS: dict[str, Any] = {
    "key": "trips",
    "kind": "choices",
    "label": "Trips",
    "options": [{"value": "sea", "extra": "boat"}, {"value": "fjord", "extra": "boat"}],
}
ONE, TWO = "participant-1-q-", "participant-2-q-"


@pytest.fixture
def form(desk: Desk, ada: Visitor) -> Visitor:
    """Have Ada look at a form whose options take extras; the class has no feast."""
    add_class(desk.sessions, questions=(MEAL, TRIPS))
    add_extra(desk.sessions, stock=2)
    add_extra(desk.sessions, "boat", amounts={"NOK": 20_000}, most=1)
    add_extra(desk.sessions, "book", amounts={})
    ada.open(FORM)
    return ada


def put_stock(desk: Desk, stock: int) -> None:
    """Have so many lunches in all."""
    with transaction(desk.sessions) as session:
        session.scalars(select(ExtraRow).where(ExtraRow.code == "lunch")).one().stock = stock


def test_an_option_says_what_it_costs_and_takes_its_extra(desk: Desk, form: Visitor) -> None:
    words = form.here.words
    assert "A hot meal (NOK 150, 2 left)" in words
    assert "I bring my own" in words
    # What an option takes stands in no list besides, and what the class has not is not offered.
    assert not form.here.all("input", id="participant-1-x-lunch")
    assert form.here.all("input", id="participant-1-x-book")
    assert "A feast" not in words
    form.press("Add another participant", {**ADA, f"{ONE}meal": "hot"})
    given = {**participant(2, "Bo Berg"), f"{TWO}meal": "none", f"{TWO}trips": "sea"}
    check = form.press("Continue", given).words
    assert "Meal A hot meal" in check
    assert "Lunch 1 × NOK 150" in check
    assert "Total NOK 8,750" in check
    form.press("Pay NOK 8,750")
    assert (taken(desk.sessions), taken(desk.sessions, "boat")) == (1, 1)
    assert extras_agree(desk.sessions)
    with reading(desk.sessions) as session:
        places = session.scalars(select(Registration).order_by(Registration.position)).all()
        assert [each.price_minor for each in places] == [435_000, 440_000]


def test_what_is_sold_out_cannot_be_chosen_and_says_so(desk: Desk, form: Visitor) -> None:
    put_stock(desk, 1)
    form.press("Add another participant", ADA)
    both = {**participant(2, "Bo Berg"), f"{ONE}meal": "hot", f"{TWO}meal": "hot"}
    page = form.press("Continue", both)
    assert problems(page) == ["Participant 2: There is not enough left of Lunch"]
    put_stock(desk, 0)
    page = form.open(FORM)
    assert "A hot meal (Sold out)" in page.words
    chosen = page.one("input", value="hot")
    assert "disabled" in chosen.attrib
    # To the first that can be chosen leads what is wrong.
    assert page.one("input", id=f"{ONE}meal").attrib["value"] == "none"
    assert problems(form.press("Continue", ADA)) == ["Select meal"]
    page = form.press("Continue", {**ADA, f"{ONE}meal": "hot"})
    assert problems(page) == ["There is not enough left of Lunch"]
    assert states(desk.sessions) == []


def test_what_goes_while_it_is_checked_is_not_sold_twice(desk: Desk, form: Visitor) -> None:
    form.press("Continue", {**ADA, f"{ONE}meal": "hot"})
    put_stock(desk, 0)
    page = form.press("Pay NOK 4,350")
    assert "This form changed while you were filling it in" in page.words
    assert states(desk.sessions) == []
    assert taken(desk.sessions) == 0


def test_no_more_of_one_extra_than_one_may_have(form: Visitor) -> None:
    page = form.press("Continue", {**ADA, f"{ONE}meal": "none", f"{ONE}trips": ["sea", "fjord"]})
    assert problems(page) == ["Choose Boat 1 times at most, in all"]


def test_a_choice_with_nothing_left_to_choose_from_is_not_asked(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, questions=({**MEAL, "options": MEAL["options"][2:]},))
    assert "Meal" not in ada.open(FORM).words
    ada.press("Continue", ADA)
    ada.press("Pay NOK 4,200")
    assert states(desk.sessions) == ["held"]


def test_what_costs_is_not_taken_over_from_another_participant(form: Visitor) -> None:
    form.press("Add another participant", {**ADA, f"{ONE}meal": "hot"})
    page = form.press("Same answers as participant 1")
    chosen = [each for each in page.all("input", name=f"{TWO}meal") if "checked" in each.attrib]
    assert chosen == []


def test_a_builder_names_an_extra_and_is_told_what_it_changes(desk: Desk, tmp_path: Path) -> None:
    kim = builder(desk, tmp_path)
    add_extra(desk.sessions)
    register_once(desk)
    with transaction(desk.sessions) as session:
        session.scalars(select(Registration)).one().answers = {"meal": "Fish"}
    page = kim.open(f"{BUILDER}/entries/meal")
    assert "lunch (Lunch, NOK 150)" in page.words
    page = kim.press("Keep it in the draft", {"options": "Fish | Fish | dinner\nMeat"})
    assert problems(page) == ["No class of this program has an extra dinner"]
    page = kim.press("Keep it in the draft", {"options": "Fish | Fish | lunch", "sensitive": "yes"})
    assert problems(page) == ["What takes an extra stands on the bill, so it cannot be sensitive"]
    kim.open(f"{BUILDER}/entries/meal")
    kim.press("Keep it in the draft", {"options": "Fish | Fish | lunch\nMeat", "required": "yes"})
    page = kim.open(f"{BUILDER}/publish")
    said = "has options that cost something else: Fish: nothing → Lunch, NOK 150"
    assert f"{said}. Whoever has registered keeps what they agreed to 1" in page.words
    assert "A hot" not in kim.open(f"{BUILDER}/preview").words
    assert "Fish (NOK 150)" in kim.here.words
    publish(kim)
    assert "Fish (NOK 150)" in kim.open(FORM).words


def test_what_takes_an_extra_is_neither_filled_in_nor_asked_for_later(
    desk: Desk, tmp_path: Path
) -> None:
    kim = builder(desk, tmp_path)
    add_extra(desk.sessions)
    register_once(desk)
    add(kim, "choice", label="Dinner", options="yes | Yes | lunch\nno", required="yes")
    page = kim.open(f"{BUILDER}/publish")
    assert "1 registration lacks “Dinner”" in page.words
    assert "Only they themselves can give these answers" in page.words
