"""A voucher that several classes share: each has its own uses, and a place takes its own along."""

from typing import Any

import pytest

from app.domain.catalogue import read_catalogue
from app.domain.contact import Contact
from app.domain.reference import new_reference
from app.domain.registration import Channel
from app.domain.replacing import Moved, PlaceStays, Unchangeable
from app.domain.voucher import VoucherGone, VoucherKind
from app.store.database import Database
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.change_voucher import give_use_back
from app.usecases.load_catalogue import load_catalogue
from app.usecases.move_registration import move_registration
from tests.fakes.catalogue_file import EXAMPLE
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, change_voucher, used_by_class, vouchers_agree
from tests.worlds import ANA, BO, CLASS, add_class, register_once, seats, states

OTHER = "FA-2031-09"
CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")
HERE, THERE = (1, CLASS), (1, OTHER)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    add_class(sessions, OTHER)
    return Shop(sessions)


def use(shop: Shop, who: Contact, code: str = CLASS) -> str:
    """Register somebody with the voucher and return the order's reference."""
    token = new_reference("D")
    made = register_once(shop, token=token, code=code, participants=(who,), buyer=who, voucher=CODE)
    return made.reference


def move(shop: Shop, reference: str, to: str = OTHER) -> Moved:
    moved = move_registration(
        shop.sessions,
        reference=reference,
        class_code=to,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert moved is not None
    return moved


def test_each_class_has_its_own_uses(shop: Shop) -> None:
    add_voucher(shop.sessions, most_per_class=1)
    use(shop, ANA)
    with pytest.raises(VoucherGone):
        use(shop, BO)
    use(shop, BO, OTHER)
    assert used_by_class(shop.sessions) == {HERE: 1, THERE: 1}
    assert vouchers_agree(shop.sessions)


def test_of_a_group_the_class_has_as_many_as_are_left_to_it(shop: Shop) -> None:
    add_voucher(shop.sessions, most_per_class=2)
    use(shop, ANA)
    register_once(shop, token="group", participants=(BO, CY), buyer=BO, voucher=CODE)
    assert [each.price_minor for each in places(shop)] == [0, 0, 420_000]
    assert used_by_class(shop.sessions) == {HERE: 2}


def test_a_limit_set_later_counts_what_was_used_before(shop: Shop) -> None:
    add_voucher(shop.sessions)
    use(shop, ANA)
    change_voucher(shop.sessions, most_per_class=1)
    with pytest.raises(VoucherGone):
        use(shop, BO)
    change_voucher(shop.sessions, most_per_class=2)
    use(shop, BO)
    assert used_by_class(shop.sessions) == {HERE: 2}


def test_an_order_that_lapses_gives_its_class_the_use_back(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=50, most_per_class=1)
    order = use(shop, ANA)
    page = shop.page_of(order)
    shop.lapse(order)
    assert used_by_class(shop.sessions) == {}
    use(shop, BO)
    # The money that comes late finds the use gone, here alone.
    shop.gateway.pay_late(page)
    shop.news(page)
    assert states(shop.sessions) == ["expired", "held"]
    assert used_by_class(shop.sessions) == {HERE: 1}
    assert vouchers_agree(shop.sessions)


def test_a_use_that_staff_give_back_is_the_classs_again(shop: Shop) -> None:
    add_voucher(shop.sessions, most_per_class=1)
    use(shop, ANA)
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
    assert used_by_class(shop.sessions) == {HERE: 1}
    assert give_use_back(shop.sessions, number=1, redemption_id=1, by=KIM, now=shop.now)
    assert used_by_class(shop.sessions) == {}
    use(shop, BO)
    assert vouchers_agree(shop.sessions)


def test_a_place_that_is_moved_takes_its_use_along(shop: Shop) -> None:
    add_voucher(shop.sessions, most_per_class=1)
    use(shop, ANA)
    move(shop, places(shop)[0].reference)
    assert used_by_class(shop.sessions) == {THERE: 1}
    use(shop, BO)
    assert used_by_class(shop.sessions) == {HERE: 1, THERE: 1}
    assert vouchers_agree(shop.sessions)


def test_a_place_stays_where_its_voucher_is_used_up_in_the_other_class(shop: Shop) -> None:
    add_voucher(shop.sessions, most_per_class=1)
    use(shop, ANA)
    use(shop, BO, OTHER)
    with pytest.raises(PlaceStays) as stays:
        move(shop, places(shop)[0].reference)
    assert stays.value.why is Unchangeable.VOUCHER_USED_UP
    assert used_by_class(shop.sessions) == {HERE: 1, THERE: 1}
    assert states(shop.sessions) == ["confirmed", "confirmed"]
    assert seats(shop.sessions, OTHER).taken == 1
    change_voucher(shop.sessions, most_per_class=2)
    move(shop, places(shop)[0].reference)
    assert used_by_class(shop.sessions) == {THERE: 2}


def test_a_place_that_used_nothing_of_its_orders_voucher_goes_anywhere(shop: Shop) -> None:
    kind: dict[str, Any] = {"kind": VoucherKind.VALUE, "minor": 840_000, "currency": "NOK"}
    add_voucher(shop.sessions, **kind, most_per_class=1)
    register_once(shop, participants=(ANA, BO), voucher=CODE)
    change_voucher(shop.sessions, balance_minor=420_000, amount_minor=1_260_000)
    use(shop, CY, OTHER)
    # The order's one use is its first place's.
    move(shop, places(shop)[1].reference)
    assert used_by_class(shop.sessions) == {HERE: 1, THERE: 1}


def test_a_catalogue_file_limits_uses_in_each_class(shop: Shop) -> None:
    def load(most: int) -> None:
        voucher = {"code": CODE, "kind": "free", "most_per_class": most}
        load_catalogue(
            shop.sessions,
            catalogue=read_catalogue({**EXAMPLE, "vouchers": [voucher]}),
            partners=shop.partners,
            now=shop.now,
        )

    load(1)
    use(shop, ANA)
    with pytest.raises(VoucherGone):
        use(shop, BO)
    load(2)
    use(shop, BO)
    assert used_by_class(shop.sessions) == {HERE: 2}
