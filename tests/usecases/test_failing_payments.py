"""Claims about payments that take days to fail: no row of them keeps a seat unpaid."""

import pytest

from app.domain.payment_plan import AT_ONCE, Wish
from app.store.database import Database
from app.store.holding import MOST_FAILURES
from app.usecases.end_unpaid import Ended, end_unpaid
from app.usecases.open_checkout import CheckoutClosed, CheckoutPage
from app.usecases.release_hold import Released
from tests.usecases.later import DEPOSIT, EVERY_WAY, pay_page, rest_is_due
from tests.usecases.shop import Shop
from tests.worlds import add_class, register_once, seats, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def end(shop: Shop, order: str, wish: Wish) -> Released | Ended:
    """Look whether it ends, as the sweep does."""
    if wish is AT_ONCE:
        return shop.release(order)
    return end_unpaid(
        shop.sessions,
        reference=order,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


@pytest.mark.parametrize("wish", [AT_ONCE, DEPOSIT])
def test_each_begun_as_the_one_before_fails_they_end_all_the_same(shop: Shop, wish: Wish) -> None:
    order = register_once(shop, wish=wish).reference
    if wish is DEPOSIT:
        pay_page(shop, order)
        rest_is_due(shop)
    tries = 0
    while isinstance(opened := shop.open(order), CheckoutPage):
        tries += 1
        # The last of those that had it held on left it a day, in which one more may begin.
        assert tries <= MOST_FAILURES + 1, "and so on"
        page = opened.url.rpartition("/")[2]
        shop.gateway.start_processing(page)
        shop.news(page, f"evt_{tries}_on_its_way")
        shop.later(hours=25)
        assert end(shop, order, wish) in (Released.WAITING, Ended.WAITING)
        # The next one is begun before anybody looks again.
        shop.later(seconds=30)
        shop.gateway.fail(page)
        shop.news(page, f"evt_{tries}_failed")
    assert opened == CheckoutClosed(why="Too many payments failed", failed=True)
    shop.later(minutes=1)
    assert end(shop, order, wish) in (Released.RELEASED, Ended.ENDED)
    assert states(shop.sessions) == ["expired" if wish is AT_ONCE else "cancelled"]
    assert seats(shop.sessions).taken == 0


def test_who_has_time_left_may_try_as_often_as_they_like(shop: Shop) -> None:
    order = register_once(shop).reference
    for number in range(MOST_FAILURES + 3):
        page = shop.page_of(order)
        shop.gateway.start_processing(page)
        shop.gateway.fail(page)
        shop.news(page, f"evt_{number}")
    shop.later(minutes=20)
    assert isinstance(shop.open(order), CheckoutPage)
