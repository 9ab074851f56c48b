"""What was shown is what is charged, for as long as an order runs; after that it is priced anew."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.domain.course_class import PriceKind
from app.domain.money import Money
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.price_option import PriceOption
from tests.usecases.shop import Shop
from tests.worlds import (
    BO,
    HOLD,
    NOW,
    add_class,
    add_price,
    options_agree,
    register_once,
    seats,
    states,
)

STANDARD, LIMITED = 420000, 300000


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def charged(shop: Shop) -> list[tuple[str, int]]:
    """Return label and price of every line, oldest first."""
    with reading(shop.sessions) as session:
        rows = session.execute(
            select(OrderLine.label, OrderLine.total_minor).order_by(OrderLine.id)
        )
        return [(label, minor) for label, minor in rows]


def taken(shop: Shop, option: int) -> int:
    with reading(shop.sessions) as session:
        return session.scalars(select(PriceOption.taken).where(PriceOption.id == option)).one()


def change(shop: Shop, option: int, **columns: object) -> None:
    with transaction(shop.sessions) as session:
        session.execute(update(PriceOption).where(PriceOption.id == option).values(**columns))


def test_a_price_changed_and_ended_later_does_not_touch_a_running_order(shop: Shop) -> None:
    early = add_price(shop.sessions, "Early bird", LIMITED, ends_at=NOW + timedelta(minutes=5))
    order = register_once(shop).reference

    change(shop, early, amount_minor=999900, withdrawn=True, tax_rate=2500)
    shop.later(minutes=20)
    page = shop.page_of(order)
    assert shop.gateway.pages[page].total == Money(LIMITED, "NOK")
    shop.gateway.pay(page)
    shop.news(page)

    assert states(shop.sessions) == ["confirmed"]
    assert charged(shop) == [("Early bird", LIMITED)]


def late(shop: Shop, page: str) -> None:
    shop.gateway.pay_late(page)
    shop.news(page)


def lapsed(shop: Shop) -> str:
    """Register at the cheaper price, let the hold run out, and return the gateway's page."""
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.lapse(order)
    return page


def test_late_money_does_not_buy_an_early_bird_that_has_ended(shop: Shop) -> None:
    early = add_price(shop.sessions, "Early bird", LIMITED, ends_at=NOW + timedelta(minutes=5))
    page = lapsed(shop)

    late(shop, page)

    assert states(shop.sessions) == ["expired"]
    assert shop.refund_all() == ["made"]
    assert taken(shop, early) == 0
    assert seats(shop.sessions).taken == 0


def test_late_money_buys_the_place_again_where_it_costs_no_more(shop: Shop) -> None:
    early = add_price(shop.sessions, "Early bird", LIMITED, ends_at=NOW + timedelta(days=5))
    page = lapsed(shop)

    late(shop, page)

    assert states(shop.sessions) == ["expired", "confirmed"]
    assert charged(shop) == [("Early bird", LIMITED)] * 2
    assert taken(shop, early) == 1
    assert options_agree(shop.sessions)


def test_late_money_does_not_buy_a_price_that_others_used_up(shop: Shop) -> None:
    first = add_price(shop.sessions, "First one", LIMITED, place_limit=1)
    page = lapsed(shop)
    register_once(shop, token="b", participants=(BO,), buyer=BO, now=shop.now)

    late(shop, page)

    assert states(shop.sessions) == ["expired", "held"]
    assert shop.refund_all() == ["made"]
    assert taken(shop, first) == 1
    assert options_agree(shop.sessions)


def test_late_money_does_not_overfill_its_price_where_another_costs_as_little(shop: Shop) -> None:
    first = add_price(shop.sessions, "First one", LIMITED, place_limit=1)
    page = lapsed(shop)
    register_once(shop, token="b", participants=(BO,), buyer=BO, now=shop.now)
    add_price(shop.sessions, "Sale", LIMITED)

    late(shop, page)

    assert states(shop.sessions) == ["expired", "held"]
    assert taken(shop, first) == 1


def test_a_price_that_only_a_voucher_opened_is_still_opened_by_it_when_paid_late(
    shop: Shop,
) -> None:
    sponsor = add_price(shop.sessions, "Sponsor", LIMITED)
    page = lapsed(shop)
    change(shop, sponsor, kind=PriceKind.VOUCHER_ONLY)

    late(shop, page)

    assert states(shop.sessions) == ["expired", "confirmed"]


@pytest.mark.parametrize(
    "now",
    [
        # The clocks in Oslo go forward at 01:00 UTC on 30 March 2031, and back on 26 October.
        datetime(2031, 3, 30, 0, 45, tzinfo=UTC),
        datetime(2031, 10, 26, 0, 45, tzinfo=UTC),
    ],
)
def test_a_hold_lasts_as_long_as_ever_while_the_clocks_change(
    sessions: Database, now: datetime
) -> None:
    add_class(sessions, starts_at=now + timedelta(days=9), deadline=None)
    shop = Shop(sessions)
    shop.now = now
    add_price(sessions, "Early bird", LIMITED, ends_at=now + timedelta(minutes=10))
    order = register_once(shop, now=now).reference

    shop.later(minutes=29)
    page = shop.page_of(order)
    with reading(sessions) as session:
        assert session.scalars(select(Order.hold_until)).one() == now + HOLD
    shop.gateway.pay(page)
    shop.news(page)

    assert states(sessions) == ["confirmed"]
    assert charged(shop) == [("Early bird", LIMITED)]
