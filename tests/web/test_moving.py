"""A buyer moves a place to another class on the order's page; what follows is said before."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from tests.answered import order_of, places_of
from tests.usecases.places import paid, places
from tests.usecases.shop import Shop
from tests.web.ordering import address
from tests.web.visitor import Visitor, open_site
from tests.worlds import ANA, BO, CLASS, add_class

YES = "Yes, move it"
CHEAP, DEAR = "FA-CHEAP", "FA-DEAR"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    shop = Shop(sessions)
    add_class(sessions)
    add_class(sessions, CHEAP, prices=(("NOK", 300000),))
    add_class(sessions, DEAR, prices=(("NOK", 500000),), capacity=1)
    return shop


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = ("Ana", "Bo")
    return Visitor(client)


def ask(shop: Shop, ada: Visitor, code: str = "", number: int = 0) -> str:
    """Go to where a place is moved, and choose a class if one is said."""
    place = places_of(shop.sessions)[number]
    way = address(order_of(shop.sessions), page=f"/places/{place}/move")
    ada.open(f"{way}&to={code}" if code else way)
    return way


def test_it_is_said_what_each_class_costs_more_or_less(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ask(shop, ada)
    assert "It costs NOK 1,200 less" in ada.here.words
    assert "You pay NOK 800 more" in ada.here.words
    assert "You can move it until the end of Thursday 20 February 2031" in ada.here.words
    assert len([each for each in ada.here.all("a") if "to=" in each.attrib.get("href", "")]) == 2


def test_a_cheaper_class_gives_back_the_difference(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ask(shop, ada, CHEAP)
    assert "NOK 1,200 comes back to you the way you paid" in ada.here.words
    page = ada.press(YES)
    assert "The place is in the other class now" in page.words
    assert "NOK 1,200" in page.words
    assert places(shop)[-1].class_code == CHEAP


def test_a_dearer_class_is_paid_on_the_page_it_leads_to(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ask(shop, ada, DEAR)
    assert "You pay NOK 800 more" in ada.here.words
    page = ada.press(YES)
    assert "NOK 800 is left to pay" in page.words
    ada.press("Pay the rest")
    way = ada.left_for.rpartition("/")[2]
    shop.gateway.pay(way)
    shop.news(way, "evt_2")
    assert "NOK 800 is left to pay" not in ada.open(address(order_of(shop.sessions))).words


@pytest.mark.parametrize("shown", ["", "[]", "[0, 0]", "[1, 2, 3]", '{"a": 1}', "[" * 3000])
def test_nobody_writes_down_for_themselves_what_follows(
    shop: Shop, ada: Visitor, shown: str
) -> None:
    paid(shop)
    ask(shop, ada, DEAR)
    page = ada.press(YES, {"shown": shown})
    assert page.status_code == 409
    assert "What follows of it has changed since" in page.words
    assert [each.class_code for each in places(shop)] == [CLASS]


def test_the_last_place_there_goes_to_one_and_the_other_is_told(shop: Shop, ada: Visitor) -> None:
    paid(shop, ANA, BO)
    ask(shop, ada, DEAR, 1)
    second = ada.here
    ask(shop, ada, DEAR, 0)
    ada.press(YES)
    ada.here = second
    page = ada.press(YES)
    assert page.status_code == 409
    assert "Nothing was moved" in page.words
    assert [each.class_code for each in places(shop) if each.state == "confirmed"] == [CLASS, DEAR]


def test_it_is_said_where_a_place_cannot_be_moved_again(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    with transaction(shop.sessions) as session:
        over = {"cancellation_deadline": shop.now.date() - timedelta(days=1)}
        session.execute(update(CourseClass).where(CourseClass.code == DEAR).values(over))
    taken_back, final = "This is taken back only", "You cannot move it again here"
    ask(shop, ada, CHEAP)
    assert taken_back in ada.here.words
    assert final not in ada.here.words
    ask(shop, ada, DEAR)
    assert final in ada.here.words
    assert taken_back not in ada.here.words
    ada.press(YES)
    ask(shop, ada, number=1)
    assert "The time for it is over" in ada.here.words


def test_once_the_day_is_over_it_is_said(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    way = ask(shop, ada, CHEAP)
    check = ada.here
    shop.later(days=45)
    assert "Nothing was changed" in ada.press(YES).words
    assert "Nothing was changed" in ada.open(way).words
    ada.here = check
    assert [each.class_code for each in places(shop)] == [CLASS]


def test_where_there_is_no_other_class_it_says_so(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    shop.later(days=30)
    with transaction(shop.sessions) as session:
        others = update(CourseClass).where(CourseClass.code != CLASS)
        session.execute(others.values(closes_at=shop.now))
    ask(shop, ada)
    assert "No other class of this program takes registrations" in ada.here.words


def test_nobody_without_the_token_moves_anything(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    way = ask(shop, ada, CHEAP)
    page = ada.here
    assert ada.open(way.partition("?")[0]).status_code == 404
    ada.here = page
    assert ada.press(YES, {"token": "forged"}).status_code == 404
    assert [each.class_code for each in places(shop)] == [CLASS]
