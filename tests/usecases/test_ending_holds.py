"""Claims about holds that end while somebody is at the gateway's page: no money goes unseen."""

import pytest

from app.domain.money import Money
from app.domain.registration import RegistrationState
from app.store.database import Database
from app.usecases.open_checkout import CheckoutPage
from app.usecases.release_hold import Released, release_hold
from app.usecases.settle_payment import Settled
from tests.usecases.shop import Meanwhile, Shop
from tests.worlds import add_class, money, register_once, seats, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def test_a_page_that_will_not_close_keeps_the_place_held(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.holds_pages_open = True
    assert shop.lapse(order) is Released.WAITING
    assert states(shop.sessions) == ["held"]
    shop.gateway.pay(page)
    assert shop.look(order) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]
    assert seats(shop.sessions).agree


def test_a_page_that_opens_while_the_hold_ends_keeps_the_place_held(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.gateway.lose_answers()
    shop.open(order)
    shop.gateway.mend()
    opened: list[object] = []
    ended = release_hold(
        shop.sessions,
        reference=order,
        state=RegistrationState.CANCELLED,
        reason="test",
        gateways=Meanwhile(shop.gateways, lambda: opened.append(shop.open(order))),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert isinstance(opened[0], CheckoutPage)
    assert ended is Released.WAITING
    (page,) = shop.gateway.open_sessions
    shop.gateway.pay(page)
    assert shop.look(order) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]


def test_where_nothing_came_nothing_is_sent_back(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay_wrong_amount(page, Money(0, "NOK"))
    shop.news(page)
    assert money(shop.sessions).paid == 0
    assert money(shop.sessions).refunds == []
    assert states(shop.sessions) == ["held"]
