"""Claims about money that comes late, twice or wrong, and how it goes back."""

from dataclasses import replace

import pytest

from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.queries.outbox import find_due_refunds
from app.store.database import Database
from app.usecases.make_refund import make_refund
from app.usecases.open_checkout import (
    CheckoutClosed,
    CheckoutPage,
    CheckoutUnavailable,
)
from app.usecases.release_hold import Released
from app.usecases.retry_refund import retry_refund
from app.usecases.settle_payment import Settled
from tests.usecases.shop import Shop
from tests.worlds import BO, add_class, deliveries, money, register_once, seats, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def _pay_late(shop: Shop) -> str:
    """Let a hold lapse while its page, by a fault of the gateway, still takes the money."""
    order = register_once(shop).reference
    page = shop.page_of(order)
    assert shop.lapse(order) is Released.RELEASED
    shop.gateway.pay_late(page)
    return page


def test_late_money_is_seated_again_while_there_is_room(shop: Shop) -> None:
    page = _pay_late(shop)
    assert shop.news(page) is Settled.SETTLED
    assert states(shop.sessions) == ["expired", "confirmed"]
    assert seats(shop.sessions).taken == 1
    assert seats(shop.sessions).agree
    assert money(shop.sessions).paid == 420000
    assert find_due_refunds(shop.sessions, now=shop.now) == []


def test_late_money_that_finds_no_seat_goes_back(sessions: Database) -> None:
    add_class(sessions, capacity=1)
    shop = Shop(sessions)
    page = _pay_late(shop)
    register_once(shop, token="other", participants=(BO,), buyer=BO)
    assert shop.news(page) is Settled.SETTLED
    assert shop.refund_all() == [RefundState.MADE]
    assert states(shop.sessions) == ["expired", "held"]
    assert [refund.amount for refund in shop.gateway.refunds] == [Money(420000, "NOK")]
    assert ("order.money_returned", "due") in deliveries(shop.sessions, "mail")


def test_late_money_for_a_class_that_began_goes_back(shop: Shop) -> None:
    page = _pay_late(shop)
    shop.later(days=70)
    shop.news(page)
    assert shop.refund_all() == [RefundState.MADE]
    assert states(shop.sessions) == ["expired"]
    assert seats(shop.sessions).taken == 0


def test_money_for_an_order_its_buyer_cancelled_goes_back(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    assert shop.release(order, RegistrationState.CANCELLED) is Released.RELEASED
    shop.gateway.pay_late(page)
    shop.news(page)
    assert shop.refund_all() == [RefundState.MADE]
    assert states(shop.sessions) == ["cancelled"]
    assert money(shop.sessions).paid == 0


def test_paying_twice_confirms_once_and_returns_the_second(shop: Shop) -> None:
    order = register_once(shop).reference
    first = shop.page_of(order)
    shop.later(minutes=34, seconds=30)
    second = shop.page_of(order)
    assert first != second
    shop.gateway.pay(first)
    shop.gateway.pay(second)
    shop.news(first, "evt_1")
    shop.news(second, "evt_2")
    assert money(shop.sessions).paid == 840000
    assert shop.refund_all() == [RefundState.MADE]
    assert money(shop.sessions).paid == 420000
    assert states(shop.sessions) == ["confirmed"]
    assert shop.gateway.refunds[0].intent_id == second.replace("cs_", "pi_")


def test_a_wrong_currency_confirms_nothing_and_goes_back(shop: Shop) -> None:
    paid = Money(420000, "EUR")
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay_wrong_amount(page, paid)
    shop.news(page)
    assert states(shop.sessions) == ["held"]
    assert shop.refund_all() == [RefundState.MADE]
    assert shop.gateway.refunds[0].amount == paid
    assert money(shop.sessions).paid == 0
    assert isinstance(shop.open(order), CheckoutPage)


def test_a_refund_whose_answer_is_lost_is_never_sent_twice(shop: Shop) -> None:
    page = _pay_late(shop)
    shop.later(days=70)
    shop.news(page)
    shop.gateway.loses_answers = True
    assert shop.refund_all() == [RefundState.DUE]
    shop.gateway.loses_answers = False
    shop.later(minutes=5)
    assert shop.refund_all() == [RefundState.MADE]
    assert len(shop.gateway.refunds) == 1


def test_a_refund_is_in_one_hand_at_a_time(shop: Shop) -> None:
    page = _pay_late(shop)
    shop.later(days=70)
    shop.news(page)
    (uid,) = find_due_refunds(shop.sessions, now=shop.now)
    shop.gateway.is_down = True
    assert shop.refund_all() == [RefundState.DUE]
    # The same uid a moment later: it waits for its next try.
    ended = make_refund(
        shop.sessions,
        refund_uid=uid,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        jitter=0,
    )
    assert ended is None


@pytest.mark.parametrize("arrives", [True, False])
def test_a_slow_refund_is_followed_until_it_arrived_or_came_back(shop: Shop, arrives: bool) -> None:
    page = _pay_late(shop)
    shop.later(days=70)
    shop.news(page)
    shop.gateway.slow_refunds = True
    assert shop.refund_all() == [RefundState.PENDING]
    assert money(shop.sessions).paid == 0
    assert shop.follow_all() == []
    shop.later(hours=1)
    assert shop.follow_all() == [RefundState.PENDING]
    shop.later(hours=6)
    made = shop.gateway.refunds[0]
    shop.gateway.refunds[0] = replace(made, pending=False)
    if not arrives:
        shop.gateway.failed_refunds.add(made.gateway_id)
    ended = RefundState.MADE if arrives else RefundState.REFUSED
    assert shop.follow_all() == [ended]
    assert money(shop.sessions).paid == (0 if arrives else 420000)


def test_a_refused_refund_stands_for_staff_with_the_gateways_words(shop: Shop) -> None:
    page = _pay_late(shop)
    shop.later(days=70)
    shop.news(page)
    shop.gateway.pages.clear()
    assert shop.refund_all() == [RefundState.REFUSED]
    assert money(shop.sessions).paid == 420000


def test_asked_twice_for_the_page_the_buyer_gets_the_same_one(shop: Shop) -> None:
    order = register_once(shop).reference
    assert shop.page_of(order) == shop.page_of(order)
    assert len(shop.gateway.pages) == 1


def test_a_lost_answer_leaves_one_page_only(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.gateway.loses_answers = True
    assert isinstance(shop.open(order), CheckoutUnavailable)
    shop.gateway.loses_answers = False
    shop.page_of(order)
    assert len(shop.gateway.pages) == 1


def test_an_attempt_never_answered_is_not_asked_for_too_short_a_page(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.gateway.loses_answers = True
    shop.open(order)
    shop.gateway.loses_answers = False
    shop.later(minutes=5)
    shop.page_of(order)
    lives = [page.request.expires_at - shop.now for page in shop.gateway.pages.values()]
    assert max(lives).total_seconds() > 30 * 60


def test_with_the_gateway_down_the_place_stays_held(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.gateway.is_down = True
    assert isinstance(shop.open(order), CheckoutUnavailable)
    assert states(shop.sessions) == ["held"]


def test_nothing_can_be_paid_for_a_confirmed_or_unknown_order(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay(page)
    shop.news(page)
    assert isinstance(shop.open(order), CheckoutClosed)
    assert isinstance(shop.open("CD-NO"), CheckoutClosed)


def test_a_payment_on_its_way_is_not_begun_again(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.start_processing(page)
    shop.news(page)
    assert isinstance(shop.open(order), CheckoutClosed)


def test_a_gateway_that_forgot_the_page_lets_the_hold_end(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.page_of(order)
    shop.gateway.pages.clear()
    assert shop.lapse(order) is Released.RELEASED
    assert states(shop.sessions) == ["expired"]


def test_releasing_twice_gives_seats_back_once(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.lapse(order)
    assert shop.release(order) is Released.NOT_HELD
    assert seats(shop.sessions).taken == 0


def test_refused_money_is_sent_back_again_when_staff_say_so(shop: Shop) -> None:
    page = _pay_late(shop)
    shop.later(days=70)
    shop.news(page)
    (uid,) = find_due_refunds(shop.sessions, now=shop.now)
    kept = dict(shop.gateway.pages)
    shop.gateway.pages.clear()
    assert shop.refund_all() == [RefundState.REFUSED]
    shop.gateway.pages.update(kept)
    assert retry_refund(shop.sessions, refund_uid=uid, now=shop.now)
    assert shop.refund_all() == [RefundState.MADE]
    assert money(shop.sessions).paid == 0
    assert len(shop.gateway.refunds) == 1


def test_money_that_went_back_is_never_sent_again(shop: Shop) -> None:
    page = _pay_late(shop)
    shop.later(days=70)
    shop.news(page)
    (uid,) = find_due_refunds(shop.sessions, now=shop.now)
    assert not retry_refund(shop.sessions, refund_uid=uid, now=shop.now)
    shop.refund_all()
    assert not retry_refund(shop.sessions, refund_uid=uid, now=shop.now)
    assert not retry_refund(shop.sessions, refund_uid="nobody's", now=shop.now)
    assert len(shop.gateway.refunds) == 1
