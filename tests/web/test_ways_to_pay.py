"""Several ways to pay, as the pages offer them."""

from collections.abc import Iterator

import pytest

from app.domain.link import order_token
from app.store.holding import MOST_FAILURES
from tests.fakes.gateway import FakeGateway
from tests.web.ordering import PAY, address, buttons, expire, hear, held, says_only
from tests.web.visitor import BASE_URL, SECRET, Visitor
from tests.worlds import Desk, add_class, seats, states

CARD, WALLET = f"{PAY} by card", f"{PAY} with PayPal"


@pytest.fixture(autouse=True)
def a_class(desk: Desk) -> Iterator[None]:
    add_class(desk.sessions)
    yield
    assert seats(desk.sessions).agree


@pytest.fixture
def paypal(desk: Desk) -> FakeGateway:
    """Turn PayPal on beside the card."""
    made = FakeGateway("paypal", "with PayPal")
    desk.gateways["paypal"] = made
    return made


def test_with_two_gateways_the_order_offers_both_and_leads_to_the_one_chosen(
    desk: Desk, ada: Visitor, gateway: FakeGateway, paypal: FakeGateway
) -> None:
    reference = held(desk)
    page = ada.open(address(reference))
    assert {CARD, WALLET} <= set(buttons(page))
    ada.press(WALLET)
    assert ada.left_for.rpartition("/")[2] in paypal.pages
    assert gateway.pages == {}
    ada.open(address(reference))
    ada.press(CARD)
    assert ada.left_for.rpartition("/")[2] in gateway.pages


def test_who_comes_back_from_paypal_is_confirmed_whatever_paypal_adds_to_the_address(
    desk: Desk, ada: Visitor, paypal: FakeGateway
) -> None:
    reference = held(desk)
    ada.open(address(reference))
    ada.press(WALLET)
    page_name = ada.left_for.rpartition("/")[2]
    paypal.agree(page_name)
    back = paypal.pages[page_name].request.success_url.removeprefix(BASE_URL)
    page = ada.open(f"{back}&token={page_name}&PayerID=QYR5Z8XDVJNXQ")
    assert "We are checking your payment" in page.words
    assert says_only(ada.press("Check now"), "confirmed")
    assert paypal.collected == [page_name]


def test_who_cancels_at_paypal_is_back_at_the_order_and_pays_by_card(
    desk: Desk, ada: Visitor, gateway: FakeGateway, paypal: FakeGateway
) -> None:
    reference = held(desk)
    ada.open(address(reference))
    ada.press(WALLET)
    request = paypal.page_of(reference).request
    page = ada.open(f"{request.cancel_url.removeprefix(BASE_URL)}&token=EC-1")
    assert says_only(page, "waiting for payment")
    ada.press(CARD)
    gateway.pay(ada.left_for.rpartition("/")[2])
    ada.open(address(reference, "&paid=1"))
    assert says_only(ada.press("Check now"), "confirmed")
    assert states(desk.sessions) == ["confirmed"]


def test_a_way_that_does_not_take_the_currency_is_not_offered(
    desk: Desk, ada: Visitor, gateway: FakeGateway, paypal: FakeGateway
) -> None:
    gateway.currencies = frozenset({"EUR"})
    reference = held(desk)
    page = ada.open(address(reference))
    assert PAY in buttons(page)
    assert CARD not in buttons(page)
    ada.press(PAY)
    assert ada.left_for.rpartition("/")[2] in paypal.pages


def test_where_nobody_takes_the_currency_the_order_says_so_and_has_no_button(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference = held(desk)
    ada.open(address(reference))
    gateway.currencies = frozenset({"EUR"})
    page = ada.press(PAY)
    assert "NOK 4,200 cannot be paid online We cannot take NOK online. Write to us" in page.words
    assert "We cannot reach our payment service" not in page.words
    assert PAY not in buttons(page)
    assert gateway.pages == {}


def test_a_gateway_nobody_knows_leads_to_the_usual_one(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference = held(desk)
    ada.open(address(reference))
    ada.press(PAY, {"gateway": "cheque"})
    assert ada.left_for.rpartition("/")[2] in gateway.pages


@pytest.mark.parametrize("key", ["", "wrong"])
def test_the_way_back_opens_nothing_without_its_key(desk: Desk, ada: Visitor, key: str) -> None:
    reference = held(desk)
    page = ada.open(f"/orders/{reference}/back?key={key}&token={order_token(SECRET, reference)}")
    assert page.status_code == 404


def test_after_too_many_failures_the_last_minutes_say_that_it_is_over(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference = held(desk)
    for _ in range(MOST_FAILURES):
        ada.open(address(reference))
        ada.press(PAY)
        name = ada.left_for.rpartition("/")[2]
        gateway.start_processing(name)
        gateway.fail(name)
        hear(desk, gateway, name)
    desk.later(minutes=26)
    ada.open(address(reference))
    page = ada.press(PAY)
    assert "No further payment can be tried" in page.words
    assert len(gateway.pages) == MOST_FAILURES
    expire(desk, reference)
    assert "No further payment" not in ada.open(address(reference, "&news=failed")).words
