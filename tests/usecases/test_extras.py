"""Extras are ordered with places, as long as there are any, and go back with them."""

from typing import Any

import pytest

from app.domain.extra import ExtraGone
from app.domain.money import Money
from app.domain.registration import Channel
from app.domain.voucher import VoucherKind
from app.domain.wording import say_money
from app.store.database import Database
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_extra, add_voucher, extras_agree, taken
from tests.worlds import ANA, BO, CLASS, add_class, lines_agree, register_once, states

OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def pay(shop: Shop, reference: str) -> str:
    page = shop.page_of(reference)
    shop.gateway.pay(page)
    shop.news(page)
    return places(shop)[-1].reference


def test_an_extra_is_a_line_of_the_place_that_has_it(shop: Shop) -> None:
    add_extra(shop.sessions, stock=5, most=2)
    register_once(shop, participants=(ANA, BO), extras={"lunch": 2})
    assert [each.price_minor for each in places(shop)] == [450_000, 450_000]
    assert taken(shop.sessions) == 4
    assert lines_agree(shop.sessions)
    assert extras_agree(shop.sessions)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ({"stock": 1}, {"lunch": 1}),
        ({"most": 1}, {"lunch": 2}),
        ({"amounts": {"EUR": 100}}, {"lunch": 1}),
        ({}, {"dinner": 1}),
    ],
)
def test_what_is_not_to_be_had_is_refused_and_nothing_is_written(
    shop: Shop, offered: dict[str, Any], chosen: dict[str, int]
) -> None:
    add_extra(shop.sessions, **offered)
    with pytest.raises(ExtraGone) as refused:
        register_once(shop, participants=(ANA, BO), extras=chosen)
    assert "There is not enough left of: " in str(refused.value)
    assert states(shop.sessions) == []
    assert taken(shop.sessions) == 0


def test_a_free_class_may_have_extras_that_are_not(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=())
    add_extra(shop.sessions, class_code=OTHER)
    registered = register_once(shop, code=OTHER, currency="", extras={"lunch": 1})
    assert registered.payable
    assert [each.price_minor for each in places(shop)] == [15_000]
    register_once(shop, token="b", code=OTHER, currency="", participants=(BO,))
    assert states(shop.sessions) == ["held", "confirmed"]


def test_an_extra_may_be_free(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=())
    add_extra(shop.sessions, class_code=OTHER, amounts={}, stock=1)
    assert not register_once(shop, code=OTHER, currency="", extras={"lunch": 1}).payable
    assert taken(shop.sessions) == 1
    assert extras_agree(shop.sessions)


def test_an_order_that_is_not_paid_gives_its_extras_back(shop: Shop) -> None:
    add_extra(shop.sessions, stock=1)
    shop.lapse(register_once(shop, extras={"lunch": 1}).reference)
    assert taken(shop.sessions) == 0
    register_once(shop, token="b", extras={"lunch": 1})
    assert taken(shop.sessions) == 1
    assert extras_agree(shop.sessions)


def test_money_that_comes_late_takes_the_extras_again(shop: Shop) -> None:
    add_extra(shop.sessions, stock=1)
    order = register_once(shop, extras={"lunch": 1}).reference
    page = shop.page_of(order)
    shop.lapse(order)
    shop.gateway.pay_late(page)
    shop.news(page)
    assert states(shop.sessions) == ["expired", "confirmed"]
    assert taken(shop.sessions) == 1
    assert extras_agree(shop.sessions)


def test_money_that_comes_late_goes_back_where_the_extra_is_gone(shop: Shop) -> None:
    add_extra(shop.sessions, stock=1)
    order = register_once(shop, extras={"lunch": 1}).reference
    page = shop.page_of(order)
    shop.lapse(order)
    register_once(shop, token="b", participants=(BO,), extras={"lunch": 1})
    shop.gateway.pay_late(page)
    shop.news(page)
    assert states(shop.sessions) == ["expired", "held"]
    assert taken(shop.sessions) == 1
    shop.refund_all()
    assert [each.amount for each in shop.gateway.refunds] == [Money(435_000, "NOK")]


def test_a_place_that_is_cancelled_gives_its_extras_back(shop: Shop) -> None:
    add_extra(shop.sessions, stock=1)
    only = pay(shop, register_once(shop, extras={"lunch": 1}).reference)
    cancel_registration(
        shop.sessions,
        reference=only,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=Decided(0, KIM),
    )
    assert taken(shop.sessions) == 0
    assert extras_agree(shop.sessions)


def test_a_cancelled_class_gives_extras_back(shop: Shop) -> None:
    add_extra(shop.sessions)
    order = register_once(shop, extras={"lunch": 1}).reference
    pay(shop, order)
    around: dict[str, Any] = {"partners": shop.partners, "wake": shop.wake, "now": shop.now}
    cancel_class(shop.sessions, code=CLASS, reason="storm", **around)
    cancel_places(shop.sessions, order_reference=order, **around)
    assert taken(shop.sessions) == 0
    assert extras_agree(shop.sessions)


def test_extras_are_handed_over_with_the_place(shop: Shop) -> None:
    add_extra(shop.sessions, stock=1)
    only = pay(shop, register_once(shop, extras={"lunch": 1}).reference)
    hand_over(
        shop.sessions,
        reference=only,
        to=BO,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert taken(shop.sessions) == 1
    assert extras_agree(shop.sessions)
    assert lines_agree(shop.sessions)


@pytest.mark.parametrize(("voucher", "back"), [("", 15_000), (CODE, 7_500)])
def test_a_place_moved_leaves_its_extras_and_their_money_goes_back(
    shop: Shop, voucher: str, back: int
) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=50, extras_too=True)
    add_extra(shop.sessions)
    add_class(shop.sessions, OTHER, prices=(("NOK", 900_000),))
    only = pay(shop, register_once(shop, extras={"lunch": 1}, voucher=voucher).reference)
    moved = move_registration(
        shop.sessions,
        reference=only,
        class_code=OTHER,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert moved
    assert moved.back == Money(back, "NOK")
    # The class is dearer by more than the voucher took off, so only the extra's part is gone.
    assert moved.left_behind == (
        "Lunch",
        *([f"{say_money(Money(7_500, 'NOK'))} that a voucher took off"] if voucher else []),
    )
    assert taken(shop.sessions) == 0
    assert extras_agree(shop.sessions)
    assert lines_agree(shop.sessions)
