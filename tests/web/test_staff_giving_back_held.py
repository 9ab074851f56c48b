"""Staff give money back of an order that is held: they read what it costs then."""

from pathlib import Path

import pytest

from app.store.database import Database
from tests.usecases.later import BY_INVOICE, EVERY_WAY, PRICE, Account, account, order_by, record
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import Visitor
from tests.worlds import add_class

PART = 400_000
SAID = "what goes back is to be paid again, beside the NOK 200 that it owes now."


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    add_members(shop)
    return sign_in(arrive(shop, tmp_path))


def change_page(shop: Shop, minor: int) -> str:
    """Leave a place on invoice with so much paid; return the page where it is changed."""
    record(shop, order_by(shop, BY_INVOICE), minor)
    return f"/staff/registrations/{places(shop)[0].reference}/change"


def test_staff_read_that_it_is_to_be_paid_again(shop: Shop, kim: Visitor) -> None:
    page = kim.open(change_page(shop, PART))
    assert SAID in page.words
    kim.press("Send it back", {"amount": "4000", "reason": "a kindness"})
    assert "NOK 4,000 goes back and is to be paid again." in kim.here.words
    assert account(shop) == Account(PRICE, PART, PRICE)


def test_no_voucher_is_offered_nor_given_before_it_is_confirmed(shop: Shop, kim: Visitor) -> None:
    page = kim.open(change_page(shop, PART))
    assert "As a voucher" not in page.words
    kim.press("Send it back", {"amount": "4000", "reason": "a kindness", "as": "voucher"})
    assert "A voucher is given once the order is confirmed" in kim.here.words
    assert account(shop) == Account(PRICE, PART, PRICE - PART)


def test_of_a_confirmed_place_a_voucher_is_offered_and_nothing_is_owed(
    shop: Shop, kim: Visitor
) -> None:
    page = kim.open(change_page(shop, PRICE))
    assert "As a voucher" in page.words
    assert "to be paid again" not in page.words
    kim.press("Send it back", {"amount": "4000", "reason": "a kindness"})
    assert "NOK 4,000 goes back." in kim.here.words
    assert account(shop).owed == 0
