"""Claims about what goes back for one place: no more than it has left of what it cost."""

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.payment import RefundState, TooMuchBack
from app.domain.registration import Channel
from app.store.database import Database, reading
from app.store.order import Order
from app.usecases.cancel_registration import Decided, Given, cancel_registration
from app.usecases.give_money_back import give_money_back
from tests.usecases.places import KIM, paid
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, money


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def around(shop: Shop) -> dict[str, Any]:
    return {"partners": shop.partners, "wake": shop.wake, "now": shop.now}


def cancel(shop: Shop, reference: str, *, back_minor: int) -> Given:
    return cancel_registration(
        shop.sessions,
        reference=reference,
        reason="Ill",
        channel=Channel.STAFF,
        decided=Decided(back_minor, KIM),
        **around(shop),
    )


def give(shop: Shop, amount_minor: int, *, place: str = "") -> None:
    with reading(shop.sessions) as session:
        order = session.scalars(select(Order.reference)).one()
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=amount_minor,
        reason="It rained",
        asked_by=KIM,
        key="form-1",
        now=shop.now,
        place=place,
    )


def refunds(shop: Shop) -> list[tuple[RefundState, int]]:
    return [(state, amount) for state, amount, _ in money(shop.sessions).refunds]


def test_of_a_place_no_more_goes_back_than_it_has_left(shop: Shop) -> None:
    first, _ = paid(shop, ANA, BO)
    give(shop, 100000, place=first)
    with pytest.raises(TooMuchBack) as refused:
        cancel(shop, first, back_minor=320001)
    assert refused.value.left.minor == 320000
    assert cancel(shop, first, back_minor=320000) is Given.CANCELLED
    assert [amount for _, amount in refunds(shop)] == [100000, 320000]


def test_what_waits_for_staff_is_what_the_place_has_left(shop: Shop) -> None:
    first, _ = paid(shop, ANA, BO)
    give(shop, 100000, place=first)
    cancel_registration(
        shop.sessions, reference=first, reason="", channel=Channel.API, **around(shop)
    )
    assert refunds(shop)[1:] == [(RefundState.ASKED, 320000)]


def test_what_went_for_the_order_as_a_whole_is_off_no_place(shop: Shop) -> None:
    first, _ = paid(shop, ANA, BO)
    give(shop, 100000)
    assert cancel(shop, first, back_minor=420000) is Given.CANCELLED
