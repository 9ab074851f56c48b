"""Vouchers as orders use them: once, exactly, and given back with what they were used for."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.domain.course_class import PriceKind
from app.domain.draft import FormChanged
from app.domain.money import Money
from app.domain.registration import Channel
from app.domain.voucher import VoucherGone, VoucherKind
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.order_line import OrderLine
from app.store.registration import Registration
from app.store.voucher import VoucherRedemption
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from app.usecases.register import register
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, used, vouchers_agree
from tests.worlds import (
    ANA,
    BO,
    CLASS,
    HOLD,
    NOW,
    add_class,
    add_draft,
    add_price,
    lines_agree,
    money,
    register_once,
    states,
)

VALUE = VoucherKind.VALUE


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def pay(shop: Shop, reference: str) -> None:
    page = shop.page_of(reference)
    shop.gateway.pay(page)
    shop.news(page)


def test_an_order_that_a_voucher_pays_for_is_confirmed_at_once(shop: Shop) -> None:
    add_voucher(shop.sessions)
    registered = register_once(shop, participants=(ANA, BO), voucher=CODE)
    assert not registered.payable
    assert states(shop.sessions) == ["confirmed", "confirmed"]
    assert used(shop.sessions) == (2, 0)
    assert lines_agree(shop.sessions)
    assert vouchers_agree(shop.sessions)


def test_what_a_voucher_takes_off_is_a_line_of_the_place(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=25)
    order = register_once(shop, voucher=CODE).reference
    with reading(shop.sessions) as session:
        found = session.execute(
            select(OrderLine.kind, OrderLine.label, OrderLine.total_minor).order_by(OrderLine.id)
        ).all()
    assert found == [("place", "Standard", 420_000), ("discount", f"Voucher {CODE}", -105_000)]
    pay(shop, order)
    assert money(shop.sessions).paid == 315_000


def test_a_value_voucher_keeps_its_rest(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VALUE, minor=500_000, currency="NOK")
    register_once(shop, voucher=CODE)
    assert used(shop.sessions) == (1, 80_000)
    second = register_once(shop, token="b", participants=(BO,), buyer=BO, voucher=CODE)
    assert second.payable
    assert used(shop.sessions) == (2, 0)
    assert [each.price_minor for each in places(shop)] == [0, 340_000]
    assert vouchers_agree(shop.sessions)


def test_a_click_again_uses_no_more(shop: Shop) -> None:
    add_voucher(shop.sessions, most_total=1)
    first = register_once(shop, voucher=CODE)
    again = register(
        shop.sessions, draft_token="draft-1", partners=shop.partners, now=shop.now, hold=HOLD
    )
    assert again.reference == first.reference
    assert used(shop.sessions) == (1, 0)


@pytest.mark.parametrize(
    "columns",
    [
        {"active": False},
        {"valid_until": NOW},
        {"valid_from": NOW + timedelta(seconds=1)},
        {"class_code": "ANOTHER"},
        {"program_code": "ANOTHER"},
        {"most_total": 0},
        {"most_per_person": 0},
    ],
)
def test_a_voucher_that_does_not_hold_is_refused_and_nothing_is_written(
    shop: Shop, columns: dict[str, Any]
) -> None:
    add_voucher(shop.sessions, **columns)
    with pytest.raises(VoucherGone) as refused:
        register_once(shop, voucher=CODE)
    assert str(refused.value) == "The voucher cannot be used any more"
    assert states(shop.sessions) == []
    assert used(shop.sessions) == (0, 0)


@pytest.mark.parametrize("columns", [{"class_code": CLASS}, {"program_code": "FIRST-AID"}])
def test_a_voucher_holds_where_it_says(shop: Shop, columns: dict[str, Any]) -> None:
    add_voucher(shop.sessions, **columns)
    register_once(shop, voucher=CODE)
    assert states(shop.sessions) == ["confirmed"]


def test_a_voucher_that_nobody_knows_is_refused(shop: Shop) -> None:
    with pytest.raises(VoucherGone):
        register_once(shop, voucher="NOSUCHCODE")
    assert states(shop.sessions) == []


def test_a_person_uses_it_no_more_often_than_it_says(shop: Shop) -> None:
    add_voucher(shop.sessions, most_per_person=1)
    register_once(shop, voucher=CODE)
    with pytest.raises(VoucherGone):
        register_once(shop, token="b", voucher=CODE)
    same = Contact("Ana L.", "ANA@Example.org ", ANA.phone)
    with pytest.raises(VoucherGone):
        register_once(shop, token="c", participants=(same,), voucher=CODE)
    register_once(shop, token="d", participants=(BO,), voucher=CODE)
    assert used(shop.sessions) == (2, 0)


def test_what_was_shown_is_charged_or_nothing_is(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=50, most_total=1)
    token = add_draft(shop.sessions, participants=(ANA, BO), voucher=CODE)
    with pytest.raises(FormChanged):
        register(
            shop.sessions,
            draft_token=token,
            partners=shop.partners,
            now=shop.now,
            hold=HOLD,
            agreed=Money(420_000, "NOK"),
        )
    assert used(shop.sessions) == (0, 0)


def test_a_key_is_used_by_each_place_and_takes_nothing_off(shop: Shop) -> None:
    add_price(shop.sessions, "Partners", 300_000, kind=PriceKind.VOUCHER_ONLY)
    add_voucher(shop.sessions, kind=VoucherKind.UNLOCK)
    register_once(shop, participants=(ANA, BO), voucher=CODE)
    assert used(shop.sessions) == (2, 0)
    assert [each.price_minor for each in places(shop)] == [300_000, 300_000]


def test_an_order_that_is_not_paid_gives_its_voucher_back(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VALUE, minor=100_000, currency="NOK", most_per_person=1)
    order = register_once(shop, voucher=CODE).reference
    assert used(shop.sessions) == (1, 0)
    shop.lapse(order)
    assert used(shop.sessions) == (0, 100_000)
    assert vouchers_agree(shop.sessions)
    register_once(shop, token="b", voucher=CODE)
    assert used(shop.sessions) == (1, 0)


def test_a_place_cancelled_by_staff_leaves_its_voucher_used(shop: Shop) -> None:
    add_voucher(shop.sessions)
    register_once(shop, voucher=CODE)
    cancel_registration(
        shop.sessions,
        reference=places(shop)[0].reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=Decided(0, KIM),
    )
    assert used(shop.sessions) == (1, 0)


def test_a_cancelled_class_gives_vouchers_back(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VALUE, minor=600_000, currency="NOK")
    order = register_once(shop, voucher=CODE).reference
    assert used(shop.sessions) == (1, 180_000)
    cancel_class(
        shop.sessions,
        code=CLASS,
        reason="storm",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    cancel_places(
        shop.sessions,
        order_reference=order,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert used(shop.sessions) == (0, 600_000)
    assert vouchers_agree(shop.sessions)


def test_a_voucher_goes_along_with_a_place(shop: Shop) -> None:
    add_voucher(shop.sessions)
    add_class(shop.sessions, "FA-2031-09")
    register_once(shop, voucher=CODE)
    around: dict[str, Any] = {"partners": shop.partners, "wake": shop.wake, "now": shop.now}
    handed = hand_over(shop.sessions, reference=places(shop)[0].reference, to=BO, **around)
    assert _whose(shop) == [handed]
    moved = move_registration(
        shop.sessions,
        reference=str(handed),
        class_code="FA-2031-09",
        asked_by=KIM,
        **around,
    )
    assert moved
    assert moved.back == Money(0, "NOK")
    assert _whose(shop) == [moved.reference]
    assert [each.price_minor for each in places(shop)] == [0, 0, 0]
    assert used(shop.sessions) == (1, 0)


def test_a_voucher_of_a_class_that_is_free_is_not_used_up(shop: Shop) -> None:
    add_voucher(shop.sessions)
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(code="X"))
    add_class(shop.sessions, prices=())
    with pytest.raises(VoucherGone):
        register_once(shop, voucher=CODE, currency="")
    assert used(shop.sessions) == (0, 0)


def _whose(shop: Shop) -> list[str]:
    """Return the places whose the redemptions are."""
    with reading(shop.sessions) as session:
        found = session.scalars(
            select(Registration.reference).join(
                VoucherRedemption, VoucherRedemption.registration_id == Registration.id
            )
        )
        return list(found)
