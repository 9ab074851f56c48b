"""What comes back of an extra that is given up, and what becomes of its place later."""

from datetime import date

import pytest

from app.domain.payment import RefundState
from app.domain.refund_rule import BackAs, RefundStep
from app.domain.replacing import WhatMoves
from app.domain.voucher import VoucherKind
from app.queries.order.cancelling import cancelling_page
from app.store.database import Database
from app.usecases.cancel_by_rule import GivenUp, cancel_by_rule
from app.usecases.hand_over import hand_over
from app.usecases.move_by_buyer import move_by_buyer
from tests.answered import order_of, places_of
from tests.usecases.choosing import (
    DINNER,
    LUNCH,
    PLACE,
    agree,
    choose,
    meals_taken,
    owed,
    paid,
    price,
    put,
    refunds,
    refused,
    with_meals,
)
from tests.usecases.later import (
    BY_INVOICE,
    EVERY_WAY,
    account,
    record,
)
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_extra, add_voucher, extras_agree, vouchers_agree
from tests.worlds import (
    ANA,
    BO,
    add_class,
    money,
)

OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def test_what_goes_back_for_several_places_is_dealt_out_among_them(shop: Shop) -> None:
    paid(shop, participants=(ANA, BO), extras={"lunch": 1})
    choose(shop, "none", "none")
    assert refunds(shop) == [(RefundState.DUE, 2 * LUNCH)]
    shop.refund_all()
    first, _ = places_of(shop.sessions)
    assert agree(shop)
    assert cancel(shop, first) == PLACE


def cancel(shop: Shop, reference: str) -> int:
    """Have the buyer cancel a place; return how much goes back for it."""

    page = cancelling_page(
        shop.sessions,
        order_reference=order_of(shop.sessions),
        reference=reference,
        now=shop.now,
    )
    assert page
    ended = cancel_by_rule(
        shop.sessions,
        order_reference=order_of(shop.sessions),
        reference=reference,
        shown=page.goes_back,
        **shop.around,
    )
    assert ended is GivenUp.CANCELLED
    return page.goes_back.back_minor


def test_a_place_that_is_cancelled_after_it_has_all_of_its_own_price_back(shop: Shop) -> None:
    paid(shop, extras={"lunch": 1})
    choose(shop, "none")
    shop.refund_all()
    (only,) = places_of(shop.sessions)
    assert cancel(shop, only) == PLACE
    shop.refund_all()
    assert money(shop.sessions).paid == 0
    assert extras_agree(shop.sessions)


def test_a_place_that_is_handed_over_takes_along_what_it_has_now(shop: Shop) -> None:
    paid(shop)
    choose(shop, "hot")
    choose(shop, "late")
    (only,) = places_of(shop.sessions)
    hand_over(shop.sessions, reference=only, to=BO, **shop.around)
    assert [each.price_minor for each in places(shop)] == [PLACE + DINNER] * 2
    assert meals_taken(shop) == (0, 1)
    choose(shop, "none")
    assert meals_taken(shop) == (0, 0)
    assert owed(shop) == (PLACE, PLACE, 0)
    assert agree(shop)


@pytest.mark.parametrize(
    "rule",
    [
        {"refunds": [RefundStep(90, 100).document(), RefundStep(7, 50).document()]},
        {"refunds": [RefundStep(7, 100, BackAs.VOUCHER).document()]},
        {"cancellation_deadline": date(2031, 1, 9)},
    ],
)
def test_what_the_classs_rule_keeps_is_not_had_by_answering_otherwise(
    shop: Shop, rule: dict[str, object]
) -> None:
    paid(shop, extras={"lunch": 1})
    put(shop, **rule)
    assert "no longer all of it" in refused(shop, "none")
    assert owed(shop) == (PLACE + LUNCH, PLACE + LUNCH, 0)
    choose(shop, "late")
    assert account(shop).owed == DINNER - LUNCH


def test_where_no_rule_says_what_comes_back_staff_decide(shop: Shop) -> None:
    paid(shop, extras={"lunch": 1})
    put(shop, cancellation_deadline=None)
    shown = price(shop, "none")
    assert shown
    assert [str(each) for each in shown.said] == [
        "NOK\xa0150 may go back, or a part of it: we decide that and write to you."
    ]
    choose(shop, "none")
    assert refunds(shop) == [(RefundState.ASKED, LUNCH)]


def test_what_came_by_hand_goes_back_by_hand_and_that_is_shown(shop: Shop) -> None:
    order = with_meals(shop, extras={"lunch": 1}, wish=BY_INVOICE)
    record(shop, order, PLACE + LUNCH)
    shown = price(shop, "none")
    assert shown
    assert "not by itself" in str(shown.said[0])
    choose(shop, "none")
    assert refunds(shop) == [(RefundState.ASKED, LUNCH)]


def test_what_a_voucher_took_off_an_extra_is_gone_with_it(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=50, extras_too=True)
    paid(shop, extras={"lunch": 1}, voucher=CODE)
    agreed = choose(shop, "none")
    assert agreed
    assert agreed.back.minor == LUNCH // 2
    assert account(shop).total == PLACE // 2
    choose(shop, "hot")
    assert account(shop).total == PLACE // 2 + LUNCH
    assert agree(shop)
    assert vouchers_agree(shop.sessions)


def test_what_one_classs_rule_keeps_is_not_had_at_a_place_of_another_class(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, ways=EVERY_WAY)
    paid(shop, participants=(ANA, BO), extras={"lunch": 1})
    for code in ("lunch", "dinner"):
        add_extra(shop.sessions, code, class_code=OTHER)
    choose(shop, "hot", "none")
    shop.refund_all()
    move_by_buyer(
        shop.sessions,
        order_reference=order_of(shop.sessions),
        reference=places_of(shop.sessions)[1],
        class_code=OTHER,
        shown=WhatMoves(0, 0),
        **shop.around,
    )
    put(shop, cancellation_deadline=date(2031, 1, 9))
    assert "no longer all of it" in refused(shop, "none", "hot")
    assert [each.price_minor for each in places(shop)[-2:]] == [PLACE, PLACE]
