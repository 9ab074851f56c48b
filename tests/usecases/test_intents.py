"""Payments in a client's own form: one intent goes on, and what cannot be paid is said."""

import pytest

from app.domain.gateway import IntentOpened
from app.store.database import Database
from app.usecases.open_checkout import CheckoutClosed, CheckoutUnavailable, open_intent
from app.usecases.settle_payment import Settled
from tests.fakes.gateway import FakeIntentGateway
from tests.usecases.shop import Shop
from tests.worlds import add_class, register_once, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    made = Shop(sessions)
    made.gateway = FakeIntentGateway()
    made.gateways = {"stripe": made.gateway}
    return made


def ask(shop: Shop, reference: str) -> IntentOpened | CheckoutClosed | CheckoutUnavailable:
    """Ask for what a form of one's own needs."""
    gateway = shop.gateway
    assert isinstance(gateway, FakeIntentGateway)
    return open_intent(shop.sessions, reference=reference, gateway=gateway, now=shop.now)


def test_an_intent_that_is_asked_for_again_is_the_same_and_pays_the_order(shop: Shop) -> None:
    order = register_once(shop).reference
    first, again = ask(shop, order), ask(shop, order)
    assert isinstance(first, IntentOpened)
    assert again == first
    shop.gateway.pay(first.gateway_id)
    assert shop.news(first.gateway_id) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]
    assert isinstance(ask(shop, order), CheckoutClosed)


def test_an_intent_of_a_day_ago_is_not_gone_on_with(shop: Shop) -> None:
    order = register_once(shop).reference
    first = ask(shop, order)
    shop.later(days=2)
    second = ask(shop, order)
    assert isinstance(first, IntentOpened)
    assert isinstance(second, IntentOpened)
    assert second.gateway_id != first.gateway_id


@pytest.mark.parametrize("trouble", ["refuses_intents", "is_down"])
def test_where_the_gateway_says_no_or_nothing_nothing_can_be_paid_now(
    shop: Shop, trouble: str
) -> None:
    order = register_once(shop).reference
    setattr(shop.gateway, trouble, True)
    assert ask(shop, order) == CheckoutUnavailable()
    setattr(shop.gateway, trouble, False)
    assert isinstance(ask(shop, order), IntentOpened)


def test_what_is_paid_at_a_gateway_that_is_off_waits_to_be_asked_about(shop: Shop) -> None:
    page = shop.page_of(register_once(shop).reference)
    shop.gateway.pay(page)
    shop.gateways = {}
    assert shop.news(page) is Settled.GATEWAY_UNREACHABLE
    shop.later(minutes=5)
    assert states(shop.sessions) == ["held"]
