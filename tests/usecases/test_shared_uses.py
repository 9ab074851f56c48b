"""One use of an amount or a value voucher that several places share: it comes back with the last.

Not here: uses that are each one place's (test_vouchers, test_vouchers_by_class).
"""

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.registration import Channel
from app.domain.voucher import VoucherGone, VoucherKind
from app.store.database import Database, reading
from app.store.voucher import VoucherRedemption
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_held_place import Freed, cancel_held_place
from app.usecases.cancel_places import cancel_places
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.change_voucher import UseGivenBack, give_use_back
from app.usecases.move_registration import move_registration
from tests.usecases.later import AT_DOOR, BY_INVOICE, EVERY_WAY, order_by
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, used, used_by_class, vouchers_agree
from tests.worlds import ANA, BO, CLASS, add_class, register_once

OTHER = "FA-2031-09"
CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")
BOTH_KINDS = pytest.mark.parametrize("kind", [VoucherKind.AMOUNT, VoucherKind.VALUE])


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    add_class(sessions, OTHER, ways=EVERY_WAY)
    return Shop(sessions)


def voucher(shop: Shop, kind: VoucherKind = VoucherKind.AMOUNT, **limits: Any) -> None:
    """Keep one that takes NOK 4,000 off."""
    add_voucher(shop.sessions, kind=kind, minor=400_000, currency="NOK", **limits)


def cancel_held(shop: Shop, reference: str) -> Freed:
    return cancel_held_place(
        shop.sessions,
        reference=reference,
        reason="ill",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def cancel_confirmed(shop: Shop, reference: str) -> None:
    cancel_registration(
        shop.sessions,
        reference=reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=Decided(0, KIM),
    )


def move(shop: Shop, reference: str) -> None:
    move_registration(
        shop.sessions,
        reference=reference,
        class_code=OTHER,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def cancel_the_class(shop: Shop, order: str) -> None:
    cancel_class(
        shop.sessions,
        code=CLASS,
        reason="no trainer",
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


def uses(shop: Shop) -> list[int]:
    """Return what each place's part counts as, oldest first, without those given back."""
    with reading(shop.sessions) as session:
        rows = session.scalars(
            select(VoucherRedemption.uses)
            .where(VoucherRedemption.given_back_at.is_(None))
            .order_by(VoucherRedemption.id)
        )
        return list(rows)


def give_back(shop: Shop, redemption: int) -> UseGivenBack | None:
    return give_use_back(shop.sessions, number=1, redemption_id=redemption, by=KIM, now=shop.now)


@BOTH_KINDS
def test_a_held_place_that_ends_leaves_the_use_to_the_other(shop: Shop, kind: VoucherKind) -> None:
    voucher(shop, kind, most_total=1)
    order_by(shop, BY_INVOICE, participants=(ANA, BO), voucher=CODE)
    first, second = places(shop)
    assert cancel_held(shop, first.reference) is Freed.FREED
    # What a value voucher gave to the place is on it again; it was used all the same.
    assert used(shop.sessions) == (1, 200_000 if kind is VoucherKind.VALUE else 0)
    assert uses(shop) == [1]
    assert vouchers_agree(shop.sessions)
    with pytest.raises(VoucherGone):
        register_once(shop, token="b", participants=(CY,), buyer=CY, voucher=CODE)
    assert cancel_held(shop, second.reference) is Freed.FREED
    assert used(shop.sessions) == (0, 400_000 if kind is VoucherKind.VALUE else 0)
    assert vouchers_agree(shop.sessions)


def test_a_place_that_was_not_counted_ends_and_changes_no_counter(shop: Shop) -> None:
    voucher(shop, most_per_person=1)
    order_by(shop, BY_INVOICE, participants=(ANA, BO), voucher=CODE)
    cancel_held(shop, places(shop)[1].reference)
    assert used(shop.sessions) == (1, 0)
    assert uses(shop) == [1]
    assert vouchers_agree(shop.sessions)


@BOTH_KINDS
def test_the_use_goes_to_the_class_in_which_a_place_still_has_its_part(
    shop: Shop, kind: VoucherKind
) -> None:
    voucher(shop, kind, most_total=1)
    order = order_by(shop, AT_DOOR, participants=(ANA, BO), voucher=CODE)
    move(shop, places(shop)[1].reference)
    assert used_by_class(shop.sessions) == {(1, CLASS): 1}
    cancel_the_class(shop, order)
    assert used(shop.sessions)[0] == 1
    assert used_by_class(shop.sessions) == {(1, OTHER): 1}
    assert vouchers_agree(shop.sessions)


def test_a_use_is_handed_on_although_the_class_has_as_many_as_it_may(shop: Shop) -> None:
    voucher(shop, most_per_class=1)
    order = order_by(shop, AT_DOOR, participants=(ANA, BO), voucher=CODE)
    move(shop, places(shop)[1].reference)
    register_once(shop, token="c", code=OTHER, participants=(CY,), buyer=CY, voucher=CODE)
    cancel_the_class(shop, order)
    assert used_by_class(shop.sessions) == {(1, OTHER): 2}
    assert vouchers_agree(shop.sessions)
    with pytest.raises(VoucherGone):
        register_once(shop, token="d", code=OTHER, participants=(BO,), buyer=BO, voucher=CODE)


def test_staff_give_a_shared_use_back_with_the_last_place(shop: Shop) -> None:
    voucher(shop, most_total=1)
    order_by(shop, AT_DOOR, participants=(ANA, BO), voucher=CODE)
    first, second = places(shop)
    cancel_confirmed(shop, first.reference)
    assert give_back(shop, 1) is UseGivenBack.SHARED
    assert used(shop.sessions) == (1, 0)
    assert vouchers_agree(shop.sessions)
    with pytest.raises(VoucherGone):
        register_once(shop, token="b", participants=(CY,), buyer=CY, voucher=CODE)
    cancel_confirmed(shop, second.reference)
    assert give_back(shop, 2) is UseGivenBack.GIVEN
    assert give_back(shop, 1) is UseGivenBack.BEFORE
    assert used(shop.sessions) == (0, 0)
    assert vouchers_agree(shop.sessions)


def test_the_part_of_an_ended_place_keeps_the_use_until_staff_give_it_back(shop: Shop) -> None:
    voucher(shop, most_total=1)
    order = order_by(shop, AT_DOOR, participants=(ANA, BO), voucher=CODE)
    cancel_confirmed(shop, places(shop)[1].reference)
    cancel_the_class(shop, order)
    assert used(shop.sessions) == (1, 0)
    assert give_back(shop, 2) is UseGivenBack.GIVEN
    assert used(shop.sessions) == (0, 0)
    assert vouchers_agree(shop.sessions)
