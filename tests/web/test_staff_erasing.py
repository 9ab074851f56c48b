"""Erasing an order's data for somebody: said before, by the buyer's rules, with a reason."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.registration import RegistrationState
from app.store.database import reading, transaction
from app.store.order import Order
from app.store.registration import Registration
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, send, show, sign_in
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, Desk, add_class, deliveries, register_once

SURE = {"sure": "yes"}
WHY = {"reason": "asked for by telephone"}


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    add_class(desk.sessions, prices=())
    visitor = sign_in(arrive(desk, tmp_path))
    visitor.client.private = (ANA.name, ANA.email, BO.name, BO.email)
    return visitor


@pytest.fixture
def order(desk: Desk, kim: Visitor) -> str:
    """Return an order of two people whose class is over; Kim is signed in after that."""
    reference = register_once(desk, participants=(ANA, BO), buyer=ANA).reference
    desk.now += timedelta(days=90)
    sign_in(kim)
    return reference


def ask(kim: Visitor, order: str) -> WatchedResponse:
    return kim.open(f"/staff/orders/{order}/erase")


def names(desk: Desk) -> set[str]:
    with reading(desk.sessions) as session:
        return set(session.scalars(select(Registration.name)))


def test_what_goes_and_what_stays_is_said_before(desk: Desk, kim: Visitor, order: str) -> None:
    links = {words_of(each): each.attrib["href"] for each in show(desk, kim, order).all("a")}
    kim.open(links["Erase the data of everybody in this order"])
    words = kim.here.words
    assert "all else that is known of Ana Lind, Bo Berg" in words
    assert "ISO has no call that erases" in words
    assert "the books have to add up" in words
    assert names(desk) == {"Ana Lind", "Bo Berg"}, "asking erases nothing"


def test_it_is_erased_with_who_did_it_and_why(desk: Desk, kim: Visitor, order: str) -> None:
    ask(kim, order)
    page = kim.press("Erase it", WHY | SURE)
    assert "The data is erased" in page.words
    assert "The data of this order was erased" in page.words
    assert names(desk) == {"Erased"}
    page = show(desk, kim, order)
    assert "asked for by telephone, by coordinator@example.org" in page.words
    assert "Its data was erased" in page.words
    assert "Erase the data of everybody" not in page.words
    assert ANA.email not in page.text


def test_partners_are_told_as_when_the_buyer_does_it(desk: Desk, kim: Visitor, order: str) -> None:
    ask(kim, order)
    kim.press("Erase it", WHY | SURE)
    assert deliveries(desk.sessions, "iso")[-2:] == [("registration.erased", "due")] * 2


def test_the_buyer_is_not_told_the_reason(desk: Desk, kim: Visitor, order: str) -> None:
    ask(kim, order)
    kim.press("Erase it", WHY | SURE)
    page = kim.open(address(order))
    assert "Your data was erased" in page.words
    assert "telephone" not in page.words
    assert "coordinator@example.org" not in page.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (SURE, "Say why"),
        (WHY, "Say that you know it cannot be undone"),
        (SURE | {"reason": "Ana called"}, "Say it without “Ana”"),
        (SURE | {"reason": "for ana lind"}, "Say it without “Ana Lind”"),
        (SURE | {"reason": "see mail of x@example.org, Monday"}, "without “x@example.org”"),
    ],
)
def test_without_a_reason_that_may_stay_nothing_is_erased(
    desk: Desk, kim: Visitor, order: str, given: dict[str, str], said: str
) -> None:
    ask(kim, order)
    page = kim.press("Erase it", given)
    assert page.status_code == 422
    assert said in page.words
    assert names(desk) == {"Ana Lind", "Bo Berg"}


@pytest.mark.parametrize(
    ("place", "columns", "said"),
    [
        (True, {"state": RegistrationState.HELD}, "the class has not ended"),
        (False, {"owed_minor": 100}, "something is left to pay"),
    ],
)
def test_what_is_not_over_is_not_erased_by_staff_either(
    desk: Desk, kim: Visitor, order: str, place: bool, columns: dict[str, object], said: str
) -> None:
    ask(kim, order)
    with transaction(desk.sessions) as session:
        session.execute(update(Registration if place else Order).values(**columns))
    kim.press("Erase it", WHY | SURE)
    assert said in kim.here.words
    assert "The data is erased" not in kim.here.words
    assert "Erase it" not in kim.here.words
    assert names(desk) == {"Ana Lind", "Bo Berg"}


def test_pressing_twice_erases_once(desk: Desk, kim: Visitor, order: str) -> None:
    ask(kim, order)
    for _ in range(2):
        send(kim, f"/staff/orders/{order}/erase", **WHY, **SURE)
        ask(kim, order)
        kim.open("/staff/password")
    assert deliveries(desk.sessions, "iso").count(("registration.erased", "due")) == 2


def test_who_only_keeps_books_erases_nothing(
    desk: Desk, kim: Visitor, order: str, tmp_path: Path
) -> None:
    books = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    assert "Erase the data" not in show(desk, books, order).words
    answer = send(books, f"/staff/orders/{order}/erase", **WHY, **SURE)
    assert answer.status_code == 403
    assert ask(books, order).status_code == 403
    assert names(desk) == {"Ana Lind", "Bo Berg"}


def test_an_order_that_is_not_there_has_no_page(kim: Visitor) -> None:
    assert ask(kim, "CD-NOPE").status_code == 404
