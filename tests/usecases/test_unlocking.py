"""Voucher-only prices: had with the voucher that opens them, and in no other way."""

import pytest
from sqlalchemy import select

from app.domain.course_class import PriceKind
from app.domain.voucher import VoucherGone, VoucherKind
from app.store.database import Database, reading
from app.store.order_line import OrderLine
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, used, vouchers_agree
from tests.worlds import ANA, BO, add_class, add_price, register_once

STANDARD, LIMITED = 420_000, 300_000


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


def test_a_voucher_only_price_is_had_with_its_voucher_and_not_without(shop: Shop) -> None:
    add_price(shop.sessions, "Partners", LIMITED, kind=PriceKind.VOUCHER_ONLY)
    add_voucher(shop.sessions, kind=VoucherKind.UNLOCK)

    register_once(shop)
    register_once(shop, token="b", participants=(BO,), buyer=BO, voucher=CODE)

    assert charged(shop) == [("Standard", STANDARD), ("Partners", LIMITED)]
    assert used(shop.sessions) == (1, 0)
    assert vouchers_agree(shop.sessions)


def test_only_places_at_a_voucher_only_price_use_its_voucher_up(shop: Shop) -> None:
    add_price(shop.sessions, "Partner", LIMITED, kind=PriceKind.VOUCHER_ONLY, place_limit=1)
    add_voucher(shop.sessions, kind=VoucherKind.UNLOCK, most_total=1)

    register_once(shop, participants=(ANA, BO), voucher=CODE)

    assert charged(shop) == [("Partner", LIMITED), ("Standard", STANDARD)]
    assert used(shop.sessions) == (1, 0)


@pytest.mark.parametrize("opens", ["", "Another"])
def test_a_voucher_that_opens_no_price_here_is_refused_and_not_used(shop: Shop, opens: str) -> None:
    if opens:
        add_price(shop.sessions, "Partners", LIMITED, kind=PriceKind.VOUCHER_ONLY)
    add_voucher(shop.sessions, kind=VoucherKind.UNLOCK, opens=opens)

    with pytest.raises(VoucherGone):
        register_once(shop, voucher=CODE)

    assert used(shop.sessions) == (0, 0)
