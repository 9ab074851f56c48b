"""What staff are shown before they cancel or move a place: its money, who waits, what is lost."""

from pathlib import Path

import pytest

from app.store.database import Database
from tests.usecases.shop import Shop
from tests.web.staffroom import add_members, arrive, show, sign_in
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, add_class, money, register_once, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    desk = Shop(sessions)
    add_class(desk.sessions)
    add_members(desk)
    return desk


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    return sign_in(arrive(shop, tmp_path))


def order(shop: Shop) -> str:
    """Order two places and pay for them."""
    reference = register_once(shop, participants=(ANA, BO)).reference
    page = shop.page_of(reference)
    shop.gateway.pay(page)
    shop.news(page)
    return reference


def change(shop: Shop, kim: Visitor, reference: str) -> None:
    """Go to the page where the order's first place is changed."""
    show(shop, kim, reference)
    link = next(a for a in kim.here.all("a") if a.get("href", "").endswith("/change"))
    kim.open(str(link.get("href")))


def test_what_went_back_for_the_place_before_is_not_proposed_again(
    shop: Shop, kim: Visitor
) -> None:
    reference = order(shop)
    change(shop, kim, reference)
    kim.press("Send it back", {"amount": "1000", "reason": "It rained", "for": "place"})
    change(shop, kim, reference)
    assert "The place cost NOK 4,200, and NOK 1,000 went back for it already" in kim.here.words
    kim.press("Cancel the place", {"reason": "Ill", "back": "4200"})
    assert "No more than NOK 3,200 is left to give back for this place" in kim.here.words
    assert states(shop.sessions) == ["confirmed", "confirmed"]
    change(shop, kim, reference)
    kim.press("Cancel the place", {"reason": "Ill"})
    assert [amount for _, amount, _ in money(shop.sessions).refunds] == [100000, 320000]
