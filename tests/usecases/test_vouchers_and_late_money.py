"""Money that comes late: its voucher is taken again as it is now, or the money goes back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.payment import RefundState
from app.domain.voucher import VoucherKind
from app.store.database import Database, reading
from app.store.registration import Registration
from app.store.voucher import VoucherRedemption
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, change_voucher, used, vouchers_agree
from tests.worlds import (
    ANA,
    BO,
    NOW,
    add_class,
    lines_agree,
    money,
    register_once,
    seats,
    states,
)

NO_VOUCHER = "paid too late, and the voucher could not be used any more"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


@pytest.fixture
def page(shop: Shop) -> str:
    """Have an order of two with half its price off lapse, and return its page."""
    add_voucher(
        shop.sessions,
        kind=VoucherKind.PERCENT,
        percent=50,
        most_total=3,
        most_per_class=2,
        valid_until=NOW + timedelta(days=1),
    )
    order = register_once(shop, participants=(ANA, BO), voucher=CODE).reference
    page = shop.page_of(order)
    shop.lapse(order)
    return page


def pay_late(shop: Shop, page: str) -> None:
    shop.gateway.pay_late(page)
    shop.news(page)


def test_money_that_comes_late_takes_the_voucher_again(shop: Shop, page: str) -> None:
    pay_late(shop, page)
    assert states(shop.sessions) == ["expired", "expired", "confirmed", "confirmed"]
    assert used(shop.sessions) == (2, 0)
    assert vouchers_agree(shop.sessions)
    assert lines_agree(shop.sessions)
    assert _whose(shop) == [each.reference for each in places(shop)[2:]]


def test_a_value_voucher_gives_late_money_its_worth_again(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.VALUE, minor=100_000, currency="NOK")
    order = register_once(shop, voucher=CODE).reference
    page = shop.page_of(order)
    shop.lapse(order)
    assert used(shop.sessions) == (0, 100_000)
    pay_late(shop, page)
    assert states(shop.sessions) == ["expired", "confirmed"]
    assert used(shop.sessions) == (1, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"active": False},
        {"valid_until": NOW + timedelta(minutes=20)},
        {"valid_from": LATER},
        {"most_total": 1},
        {"most_per_class": 1},
        {"most_per_person": 0},
    ],
)
def test_a_voucher_that_ended_meanwhile_is_not_taken_again_and_the_money_goes_back(
    shop: Shop, page: str, changed: dict[str, Any]
) -> None:
    change_voucher(shop.sessions, **changed)
    pay_late(shop, page)
    assert states(shop.sessions) == ["expired", "expired"]
    assert money(shop.sessions).refunds == [(RefundState.DUE, 420_000, NO_VOUCHER)]
    assert used(shop.sessions) == (0, 0)
    assert vouchers_agree(shop.sessions)
    assert seats(shop.sessions).taken == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_until": LATER},
        {"valid_until": None, "most_total": None, "most_per_class": None},
        {"most_total": 2, "most_per_person": 1},
    ],
)
def test_limits_that_leave_room_refuse_no_late_money(
    shop: Shop, page: str, changed: dict[str, Any]
) -> None:
    change_voucher(shop.sessions, **changed)
    pay_late(shop, page)
    assert states(shop.sessions)[2:] == ["confirmed", "confirmed"]
    assert used(shop.sessions) == (2, 0)
    assert vouchers_agree(shop.sessions)


def test_a_voucher_that_ends_while_its_place_is_held_does_not_end_the_place(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=50)
    page = shop.page_of(register_once(shop, voucher=CODE).reference)
    change_voucher(shop.sessions, active=False, valid_until=NOW)
    shop.gateway.pay(page)
    shop.news(page)
    assert states(shop.sessions) == ["confirmed"]
    assert used(shop.sessions) == (1, 0)


@pytest.mark.parametrize("most", ["most_total", "most_per_person", "most_per_class"])
def test_money_that_comes_late_goes_back_where_the_voucher_is_used_up(
    shop: Shop, most: str
) -> None:
    one: Any = {most: 1}
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=50, **one)
    order = register_once(shop, voucher=CODE).reference
    page = shop.page_of(order)
    shop.lapse(order)
    register_once(shop, token="b", voucher=CODE)
    pay_late(shop, page)
    assert states(shop.sessions) == ["expired", "held"]
    assert used(shop.sessions) == (1, 0)
    assert vouchers_agree(shop.sessions)


def _whose(shop: Shop) -> list[str]:
    """Return the places whose the redemptions are."""
    with reading(shop.sessions) as session:
        found = session.scalars(
            select(Registration.reference)
            .join(VoucherRedemption, VoucherRedemption.registration_id == Registration.id)
            .order_by(Registration.id)
        )
        return list(found)
