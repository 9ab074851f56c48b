"""How to pay and where: plans and gateways side by side, and the invoice on an order's page."""

from pathlib import Path

import pytest

from app.domain.payment_plan import DepositTerms, Ways
from app.store.database import Database
from tests.fakes.gateway import FakeGateway
from tests.usecases.later import BY_INVOICE, EVERY_WAY, deposited
from tests.usecases.papers import catch_up
from tests.usecases.shop import Shop
from tests.web.ordering import address, buttons
from tests.web.visitor import ADA, Visitor, open_site
from tests.worlds import CLASS, add_class, add_draft, register_once


@pytest.fixture
def shop(sessions: Database) -> Shop:
    shop = Shop(sessions)
    shop.gateways["paypal"] = FakeGateway("paypal", "with PayPal")
    return shop


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = (ADA["name"], ADA["email"])
    return Visitor(client)


def paypal(shop: Shop) -> FakeGateway:
    made = shop.gateways["paypal"]
    assert isinstance(made, FakeGateway)
    return made


def check(shop: Shop, ada: Visitor) -> None:
    """Go to the check-answers page of a form that was filled in."""
    ada.open(f"/classes/{CLASS}/register/{add_draft(shop.sessions)}")


def test_a_deposit_is_chosen_and_so_is_where_it_is_paid(shop: Shop, ada: Visitor) -> None:
    add_class(shop.sessions, ways=EVERY_WAY)
    check(shop, ada)
    assert "Where you pay online" in ada.here.words
    assert "You pay by card or with PayPal on a secure page" in ada.here.words
    ada.press("Send the order", {"plan": "deposit", "gateway": "paypal"})
    (page,) = paypal(shop).pages.values()
    assert ada.left_for.rpartition("/")[2] in paypal(shop).pages
    assert sum(line.quantity * line.each.minor for line in page.request.lines) == 84000
    assert shop.gateway.pages == {}


def test_where_a_deposit_is_the_only_way_each_gateway_has_its_button(
    shop: Shop, ada: Visitor
) -> None:
    add_class(shop.sessions, ways=Ways(online=False, deposit=DepositTerms(20, rest_by_days=14)))
    check(shop, ada)
    assert {"Pay NOK 840 by card", "Pay NOK 840 with PayPal"} <= set(buttons(ada.here))
    ada.press("Pay NOK 840 with PayPal")
    assert ada.left_for.rpartition("/")[2] in paypal(shop).pages


def test_the_rest_may_be_paid_at_another_gateway(shop: Shop, ada: Visitor) -> None:
    add_class(shop.sessions, ways=EVERY_WAY)
    page = ada.open(address(deposited(shop)))
    assert {"Pay the rest by card", "Pay the rest with PayPal"} <= set(buttons(page))
    ada.press("Pay the rest with PayPal")
    assert ada.left_for.rpartition("/")[2] in paypal(shop).pages


def test_the_invoice_is_on_the_page_of_what_it_asks_for(shop: Shop, ada: Visitor) -> None:
    add_class(shop.sessions, ways=EVERY_WAY)
    order = register_once(shop, wish=BY_INVOICE).reference
    catch_up(shop)
    page = ada.open(address(order))
    assert "FL-2031-00001" in page.words
    assert len(page.statements) <= 8
