"""Staff cancel one held place of an order that is to be paid later, on its own page."""

from pathlib import Path

import pytest

from app.store.database import Database
from tests.usecases.later import BY_INVOICE, EVERY_WAY, PRICE, account, order_by
from tests.usecases.shop import Shop
from tests.web.staffroom import add_members, arrive, show, sign_in
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, add_class, register_once, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    desk = Shop(sessions)
    add_class(desk.sessions, ways=EVERY_WAY)
    add_members(desk)
    return desk


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    return sign_in(arrive(shop, tmp_path))


def change(shop: Shop, kim: Visitor, reference: str) -> None:
    """Go to the page where the order's first place is changed."""
    show(shop, kim, reference)
    link = next(a for a in kim.here.all("a") if a.get("href", "").endswith("/change"))
    kim.open(str(link.get("href")))


def test_one_place_is_cancelled_alone_with_a_reason(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, order_by(shop, BY_INVOICE, participants=(ANA, BO)))
    kim.press("Cancel the place")
    assert kim.here.status_code == 422
    assert "Say why: the buyer and the partners are told" in kim.here.words
    kim.press("Cancel the place", {"reason": "Ill"})
    assert "The place is cancelled. Whoever that concerns is told." in kim.here.words
    assert states(shop.sessions) == ["cancelled", "held"]


def test_it_stays_while_a_payment_page_is_open(shop: Shop, kim: Visitor) -> None:
    reference = order_by(shop, BY_INVOICE, participants=(ANA, BO))
    shop.page_of(reference)
    change(shop, kim, reference)
    kim.press("Cancel the place", {"reason": "Ill"})
    assert "Nothing was done: cancel its whole order" in kim.here.words
    assert states(shop.sessions) == ["held", "held"]


def test_one_that_is_paid_online_goes_with_its_whole_order(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, register_once(shop, participants=(ANA, BO)).reference)
    assert "Cancel the whole order" in kim.here.words
    assert "Cancel this place alone" not in kim.here.words


def test_one_that_waits_for_its_invoice_goes_to_somebody_else_and_to_another_class(
    shop: Shop, kim: Visitor
) -> None:
    add_class(shop.sessions, "FA-2031-09", prices=(("NOK", PRICE // 2),))
    change(shop, kim, order_by(shop, BY_INVOICE, participants=(ANA, BO)))
    cy = {"name": "Cy Dahl", "email": "cy@example.org", "phone": "+4722123458"}
    kim.press("Hand it over", cy)
    assert "The place is handed over. The buyer and the partners are told." in kim.here.words
    kim.open(f"{kim.here.request.path}/change")
    kim.press("Move it", {"class": "FA-2031-09"})
    assert "The place is moved." in kim.here.words
    assert "goes back" not in kim.here.words
    assert states(shop.sessions) == ["cancelled", "held", "cancelled", "held"]
    assert account(shop).owed == PRICE * 3 // 2
