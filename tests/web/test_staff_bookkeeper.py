"""What a bookkeeper does about an order's money, and what is left to coordinators."""

from pathlib import Path

import pytest

from app.domain.payment_plan import ByHand
from app.store.database import Database
from tests.usecases.later import AT_DOOR, BY_INVOICE, EVERY_WAY, PRICE, account, record
from tests.usecases.shop import Shop
from tests.watching import words_of
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, sign_in
from tests.web.visitor import Visitor
from tests.worlds import ANA, add_class, money, register_once, states

DAY = "2031-01-10"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    shop = Shop(sessions)
    add_members(shop)
    return shop


@pytest.fixture
def lee(shop: Shop, tmp_path: Path) -> Visitor:
    visitor = sign_in(arrive(shop, tmp_path), BOOKKEEPER)
    visitor.client.private = (ANA.name, ANA.email)
    return visitor


def buttons(lee: Visitor) -> list[str]:
    """Return what the page has buttons for, save signing out."""
    return [words_of(each) for each in lee.here.all("button") if words_of(each) != "Sign out"]


def follow(lee: Visitor, words: str) -> None:
    """Follow the first link of that name."""
    lee.open(next(str(a.get("href")) for a in lee.here.all("a") if words_of(a) == words))


def test_a_bookkeeper_writes_a_transfer_down_from_the_list_of_what_is_owed(
    shop: Shop, lee: Visitor
) -> None:
    order = register_once(shop, wish=BY_INVOICE).reference
    lee.open("/staff/money")
    follow(lee, order)
    assert "Left to pay NOK 4,200" in lee.here.words
    assert buttons(lee) == ["Write it down"]
    fields = {"how": ByHand.TRANSFER.value, "amount": "4200", "day": DAY, "note": "bank 7"}
    lee.press("Write it down", fields)
    assert "the order is confirmed" in lee.here.words
    assert account(shop).paid == PRICE
    assert states(shop.sessions) == ["confirmed"]


def test_a_bookkeeper_takes_back_what_was_written_down_by_mistake(shop: Shop, lee: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    record(shop, order, PRICE)
    lee.open(f"/staff/orders/{order}")
    follow(lee, "Write a payment down, or mend its money")
    lee.press("Take back NOK 4,200: written down by mistake")
    assert "The payment is taken back." in lee.here.words
    assert account(shop).paid == 0


def test_a_bookkeeper_says_that_money_went_back(shop: Shop, lee: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    record(shop, order, PRICE + 100)
    lee.open("/staff/money")
    lee.press(f"It went back : NOK 1 of {order}")
    assert "It is written down that the money went back." in lee.here.words
    assert [minor for _, minor, _ in money(shop.sessions).refunds] == [100]
    assert account(shop).paid == PRICE


@pytest.mark.parametrize("deed", ["confirm", "waive"])
def test_what_coordinators_decide_has_no_button_and_says_who_lacks_the_right(
    shop: Shop, lee: Visitor, deed: str
) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    lee.open(f"/staff/orders/{order}/money")
    assert buttons(lee) == ["Write it down"]
    token = lee.here.all("input", name="csrf_token")[0].attrib["value"]
    address = f"/staff/orders/{order}/{deed}"
    answer = lee.client.post(address, data={"csrf_token": token, "reason": "kind", "owed": PRICE})
    assert answer.status_code == 403
    assert "You are signed in, but a bookkeeper may not" in answer.words
    assert "not signed in any more" not in answer.words
    assert account(shop).owed == PRICE
