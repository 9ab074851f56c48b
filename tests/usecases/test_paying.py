"""Claims about money: each way a payment can go ends as promise 2 says.

Every test ends by looking at what stands: registrations, seats, the order's money, what the gateway
holds; never at which call was made.
"""

from dataclasses import replace

import pytest

from app.domain.payment import PaymentState
from app.queries.outbox import find_ended_holds, find_payments_to_look_at
from app.store.database import Database
from app.usecases.release_hold import Released
from app.usecases.settle_payment import Settled, settle_payment
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, deliveries, money, register_once, seats, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def test_paid_by_webhook_confirms_everybody(shop: Shop) -> None:
    order = register_once(shop, participants=(ANA, BO)).reference
    page = shop.page_of(order)
    shop.gateway.pay(page)
    assert shop.news(page) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed", "confirmed"]
    assert money(shop.sessions).paid == 840000
    assert ("order.confirmed", "due") in deliveries(shop.sessions, "mail")
    assert find_ended_holds(shop.sessions, now=shop.later(days=1)) == []


def test_places_at_one_price_are_one_line_of_the_bill(shop: Shop) -> None:
    page = shop.page_of(register_once(shop, participants=(ANA, BO)).reference)
    (line,) = shop.gateway.pages[page].request.lines
    assert (line.quantity, line.each.minor) == (2, 420000)


@pytest.mark.parametrize("repeats", [2, 5])
def test_the_same_webhook_again_has_no_further_effect(shop: Shop, repeats: int) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay(page)
    ends = [shop.news(page) for _ in range(repeats)]
    assert ends == [Settled.SETTLED] + [Settled.ALREADY] * (repeats - 1)
    assert money(shop.sessions).paid == 420000
    assert deliveries(shop.sessions, "iso").count(("registration.confirmed", "due")) == 1


@pytest.mark.parametrize("webhook_first", [True, False])
def test_webhook_and_return_in_either_order_have_one_effect(
    shop: Shop, webhook_first: bool
) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay(page)
    if webhook_first:
        assert shop.news(page) is Settled.SETTLED
        assert shop.look(order) is Settled.ALREADY
    else:
        assert shop.look(order) is Settled.SETTLED
        assert shop.news(page) is Settled.ALREADY
    assert states(shop.sessions) == ["confirmed"]
    assert money(shop.sessions).paid == 420000


def test_with_no_webhook_at_all_the_sweep_finds_the_payment(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay(page)
    (uid,) = find_payments_to_look_at(shop.sessions, now=shop.later(minutes=1))
    settle_payment(
        shop.sessions,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        payment_uid=uid,
    )
    assert states(shop.sessions) == ["confirmed"]


def test_news_of_an_unknown_payment_is_kept_and_asked_for_again(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    stranger = shop.gateway.news(page, event_id="evt_9")
    shop.gateway.pay(page)
    unknown = replace(stranger, gateway_id="cs_no")
    first, again = shop.hear(unknown), shop.hear(unknown)
    assert (first, again) == (Settled.UNKNOWN_PAYMENT, Settled.UNKNOWN_PAYMENT)
    assert states(shop.sessions) == ["held"]


def test_while_the_gateway_is_down_news_is_not_used_up(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay(page)
    shop.gateway.is_down = True
    assert shop.news(page) is Settled.GATEWAY_UNREACHABLE
    shop.gateway.is_down = False
    assert shop.news(page) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]


def test_an_abandoned_payment_expires_and_its_page_takes_no_money(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    assert shop.lapse(order) is Released.RELEASED
    assert states(shop.sessions) == ["expired"]
    assert seats(shop.sessions).taken == 0
    assert seats(shop.sessions).agree
    assert page not in shop.gateway.open_sessions
    assert ("order.expired", "due") in deliveries(shop.sessions, "mail")


def test_a_hold_is_not_released_before_its_time(shop: Shop) -> None:
    order = register_once(shop).reference
    assert shop.release(order) is Released.WAITING
    assert states(shop.sessions) == ["held"]


def test_money_that_came_unheard_confirms_when_the_hold_ends(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.gateway.pay(shop.page_of(order))
    assert shop.lapse(order) is Released.PAID
    assert states(shop.sessions) == ["confirmed"]
    assert money(shop.sessions).paid == 420000


def test_while_the_gateway_is_down_no_hold_is_released(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.is_down = True
    assert shop.lapse(order) is Released.WAITING
    assert states(shop.sessions) == ["held"]
    shop.gateway.is_down = False
    shop.gateway.pay(page)
    shop.later(minutes=2)
    assert shop.release(order) is Released.PAID
    assert states(shop.sessions) == ["confirmed"]


def test_a_hold_is_extended_while_money_is_on_its_way(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.start_processing(page)
    shop.news(page)
    assert shop.release(order) is Released.WAITING
    assert find_ended_holds(shop.sessions, now=shop.later(hours=20)) == []
    shop.gateway.finish_processing(page)
    assert shop.news(page, "evt_2") is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]


def test_delayed_money_that_fails_leaves_time_to_pay_again(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.start_processing(page)
    shop.news(page)
    shop.later(hours=3)
    shop.gateway.fail(page)
    shop.news(page, "evt_2")
    assert states(shop.sessions) == ["held"]
    shop.gateway.pay(shop.page_of(order))
    assert shop.look(order) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]
    assert money(shop.sessions).payments == [PaymentState.FAILED, PaymentState.PAID]
