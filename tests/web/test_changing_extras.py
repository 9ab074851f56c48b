"""Whoever ordered chooses another extra on the order's page: what it costs is shown first."""

from pathlib import Path

import pytest
from sqlalchemy import update

from app.domain.form.condition import Compare, How
from app.domain.form.document import document_of
from app.domain.form.question import Option, Question, QuestionKind, Scope
from app.store.database import Database, transaction
from app.store.extra import ExtraRow
from app.store.program import Form
from app.store.registration import Registration
from tests.answered import answers, order_of
from tests.usecases.choosing import (
    LUNCH,
    PLACE,
    agree,
    choose,
    owed,
    paid,
    put,
    put_extra,
    refunds,
    with_meals,
)
from tests.usecases.later import BY_INVOICE, EVERY_WAY, record
from tests.usecases.shop import Shop
from tests.web.ordering import address
from tests.web.visitor import Visitor, open_site, problems
from tests.worlds import ANA, BO, add_class

KEEP = "Keep these answers"
FIELD = "participant-1-q-meal"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    """Return a shop with a class to order meals in."""
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = ("Ana", "Bo")
    return Visitor(client)


def asks(shop: Shop, *questions: Question) -> None:
    """Have the program's only form ask these."""
    with transaction(shop.sessions) as session:
        session.execute(update(Form).values(questions=[document_of(each) for each in questions]))


def check(shop: Shop, ada: Visitor, **meals: str) -> str:
    """Choose so, and return what is shown before anything is kept."""
    ada.open(address(order_of(shop.sessions), page="/answers"))
    sent = {f"participant-{number[1:]}-q-meal": meal for number, meal in meals.items()}
    return ada.press("Continue", sent or {FIELD: "hot"}).words


def test_what_it_costs_more_is_shown_before_and_paid_after(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    page = ada.open(address(order_of(shop.sessions), page="/answers"))
    assert "Hot (NOK 150)" in page.words
    shown = check(shop, ada)
    assert "Meal Before: Nothing Now: Hot" in shown
    assert (
        "What it costs Lunch NOK 150 more Total before NOK 4,200 Total then NOK 4,350 "
        "You have paid NOK 4,200 Left to pay then NOK 150" in shown
    )
    assert "where you can pay the difference" in shown
    assert owed(shop) == (PLACE, PLACE, 0)
    page = ada.press(KEEP)
    assert "Your answers are changed" in page.words
    assert "NOK 150 is left to pay" in page.words
    assert "Pay the rest" in page.words
    assert answers(shop.sessions) == [{"meal": "hot"}]
    assert agree(shop)


def test_what_comes_back_is_shown_before(shop: Shop, ada: Visitor) -> None:
    paid(shop, participants=(ANA, BO), extras={"lunch": 1})
    shown = check(shop, ada, p1="late", p2="none")
    assert "Lunch Ana Lind NOK 150 less Dinner Ana Lind NOK 450 more" in shown
    assert "Lunch Bo Berg NOK 150 less" in shown
    shown = check(shop, ada, p1="none", p2="none")
    assert "Total then NOK 8,400 You have paid NOK 8,700 Comes back to you NOK 300" in shown
    assert "the way you paid" in shown
    ada.press(KEEP)
    assert [minor for _, minor in refunds(shop)] == [2 * LUNCH]


def test_what_went_back_for_an_extra_is_not_said_to_be_for_a_place(
    shop: Shop, ada: Visitor
) -> None:
    paid(shop, participants=(ANA, BO), extras={"lunch": 1})
    check(shop, ada, p1="none")
    ada.press(KEEP)
    shop.refund_all()
    page = ada.open(address(order_of(shop.sessions)))
    assert "We have sent NOK 150 back." in page.words
    assert "This is for the place of" not in page.words


def test_what_need_not_be_paid_any_more_is_shown_before(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    choose(shop, "late")
    shown = check(shop, ada, p1="hot")
    assert "You need not pay any more NOK 300 Left to pay then NOK 150" in shown
    assert "Comes back" not in shown


def test_how_it_comes_back_is_said_where_staff_decide(shop: Shop, ada: Visitor) -> None:
    paid(shop, extras={"lunch": 1})
    put(shop, cancellation_deadline=None)
    assert "NOK 150 may go back, or a part of it" in check(shop, ada, p1="none")


@pytest.mark.parametrize("by_hand", [False, True])
def test_what_staff_decide_about_is_not_promised_on_the_orders_page(
    shop: Shop, ada: Visitor, by_hand: bool
) -> None:
    if by_hand:
        order = with_meals(shop, wish=BY_INVOICE, extras={"lunch": 1})
        record(shop, order, PLACE + LUNCH)
    else:
        paid(shop, extras={"lunch": 1})
    put(shop, cancellation_deadline=None)
    check(shop, ada, p1="none")
    said = ada.press(KEEP).words
    assert "NOK 150 may go back, or a part of it: we decide that and write to you." in said
    assert "goes back" not in said


def test_where_no_money_moves_there_is_nothing_to_be_shown(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    put_extra(shop, amounts={})
    assert "What it costs" not in check(shop, ada)
    ada.press(KEEP)
    assert answers(shop.sessions) == [{"meal": "hot"}]
    assert agree(shop)


def test_a_price_that_changed_meanwhile_is_shown_again(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    check(shop, ada)
    put_extra(shop, amounts={"NOK": 20_000})
    page = ada.press(KEEP)
    assert page.status_code == 409
    assert "Nothing was changed What follows of it has changed since." in page.words
    assert "Lunch NOK 200 more" in page.words
    assert owed(shop) == (PLACE, PLACE, 0)
    ada.press(KEEP)
    assert owed(shop) == (PLACE + 20_000, PLACE, 20_000)


def test_pressed_twice_it_is_one_change(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    check(shop, ada)
    once = ada.here
    for _ in range(2):
        ada.here = once
        assert "Your answers are changed" in ada.press(KEEP).words
    assert owed(shop) == (PLACE + LUNCH, PLACE, LUNCH)


def test_the_last_one_that_somebody_has_meanwhile_is_said_to_be_gone(
    shop: Shop, ada: Visitor
) -> None:
    paid(shop, stock=1)
    check(shop, ada)
    with transaction(shop.sessions) as session:
        session.execute(update(ExtraRow).where(ExtraRow.code == "lunch").values(taken=1))
    page = ada.press(KEEP)
    assert page.status_code == 422
    assert problems(page) == ["There is not enough left of Lunch"]
    assert answers(shop.sessions) == [{"meal": "none"}]
    assert owed(shop) == (PLACE, PLACE, 0)


def test_who_has_the_last_one_is_not_told_that_it_is_sold_out(shop: Shop, ada: Visitor) -> None:
    paid(shop, extras={"lunch": 1}, stock=1)
    page = ada.open(address(order_of(shop.sessions), page="/answers"))
    assert "Hot (NOK 150, 1 left)" in page.words
    assert "Sold out" not in page.words


def test_what_the_rule_keeps_is_said_where_it_is_chosen(shop: Shop, ada: Visitor) -> None:
    paid(shop, extras={"lunch": 1})
    put(shop, refunds=[{"days": 7, "percent": 50}])
    check(shop, ada, p1="none")
    (why,) = problems(ada.here)
    assert "what comes back is no longer all of it. Answer any mail of ours" in why


def test_what_came_that_would_be_enough_then_is_said_where_it_is_chosen(
    shop: Shop, ada: Visitor
) -> None:
    order = with_meals(shop, wish=BY_INVOICE, extras={"lunch": 1})
    record(shop, order, PLACE)
    check(shop, ada, p1="none")
    assert problems(ada.here) == ["What is paid already decides that: write to us."]
    assert owed(shop) == (PLACE + LUNCH, PLACE, LUNCH)


def test_what_came_since_the_check_is_said_where_it_is_kept(shop: Shop, ada: Visitor) -> None:
    order = with_meals(shop, wish=BY_INVOICE, extras={"lunch": 1})
    check(shop, ada, p1="none")
    record(shop, order, PLACE)
    page = ada.press(KEEP)
    assert page.status_code == 422
    assert problems(page) == ["What is paid already decides that: write to us."]


def test_before_it_is_paid_an_answer_that_costs_waits_and_another_does_not(
    shop: Shop, ada: Visitor
) -> None:
    with_meals(shop)
    check(shop, ada)
    assert "once the place is certain" in problems(ada.here)[0]


def test_who_came_by_hand_over_chooses_anew_and_keeps_what_is_there(
    shop: Shop, ada: Visitor
) -> None:
    paid(shop, extras={"lunch": 1})
    with transaction(shop.sessions) as session:
        session.execute(update(Registration).values(answers={}))
    assert "What it costs" not in check(shop, ada)
    shown = check(shop, ada, p1="none")
    assert "Lunch NOK 150 less" in shown


def test_extras_that_no_question_asks_about_are_said_to_stay(shop: Shop, ada: Visitor) -> None:
    words = "Extras that no question asks about are not changed here."
    paid(shop, extras={"lunch": 1})
    page = ada.open(address(order_of(shop.sessions), page="/answers"))
    assert words not in page.words
    with transaction(shop.sessions) as session:
        session.execute(update(ExtraRow).where(ExtraRow.code == "lunch").values(code="tea"))
    page = ada.open(address(order_of(shop.sessions), page="/answers"))
    assert words in page.words


def test_what_an_answer_brings_and_costs_is_read_with_it(shop: Shop, ada: Visitor) -> None:
    paid(shop, extras={"lunch": 1})
    eats = Question("eats", QuestionKind.YES_NO, "Do you eat with us?", required=True)
    meal = Question(
        "meal",
        QuestionKind.CHOICE,
        "Meal",
        required=True,
        options=(Option("hot", "Hot", extra="lunch"),),
        condition=Compare("eats", How.EQUALS, ("yes",)),
        scope=Scope.PARTICIPANT,
    )
    asks(shop, eats, meal)
    with transaction(shop.sessions) as session:
        session.execute(update(Registration).values(answers={"eats": True, "meal": "hot"}))
    ada.open(address(order_of(shop.sessions), page="/answers"))
    shown = ada.press("Continue", {"participant-1-q-eats": "no"}).words
    assert "Lunch NOK 150 less" in shown
    ada.press(KEEP)
    assert answers(shop.sessions) == [{"eats": False}]
    assert [minor for _, minor in refunds(shop)] == [LUNCH]


def test_a_choice_that_costs_can_be_taken_back_where_it_need_not_be_made(
    shop: Shop, ada: Visitor
) -> None:
    paid(shop, extras={"lunch": 1})
    box = Question("meal", QuestionKind.CHOICE, "Meal", options=(Option("hot", extra="lunch"),))
    asks(shop, box)
    page = ada.open(address(order_of(shop.sessions), page="/answers"))
    assert "hot (NOK 150) None of these" in page.words
    shown = ada.press("Continue", {FIELD: ""}).words
    assert "Meal Before: hot Now: Not answered" in shown
    assert "Lunch NOK 150 less" in shown
    ada.press(KEEP)
    assert owed(shop)[0] == PLACE
