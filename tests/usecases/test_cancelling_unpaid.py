"""Places cancelled while their order owes: that is lowered first, and only the rest goes back."""

import pytest

from app.domain.payment import RefundState
from app.domain.registration import Channel
from app.store.database import Database
from app.usecases.cancel_registration import Decided, Given, cancel_registration
from tests.usecases.later import AT_DOOR, EVERY_WAY, KIM, PRICE, Account, account, order_by, record
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, money


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def cancel(shop: Shop, reference: str, back: int | None) -> Given:
    """Cancel a place, with what staff decided goes back of it, if they did."""
    return cancel_registration(
        shop.sessions,
        reference=reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=None if back is None else Decided(back, KIM),
    )


def test_a_place_that_is_cancelled_unpaid_need_not_be_paid(shop: Shop) -> None:
    order_by(shop, AT_DOOR, participants=(ANA, BO))
    assert cancel(shop, places(shop)[1].reference, PRICE) is Given.CANCELLED
    assert account(shop) == Account(2 * PRICE, 0, PRICE)
    assert money(shop.sessions).refunds == []


def test_half_of_a_place_that_is_cancelled_unpaid_may_be_owed_yet(shop: Shop) -> None:
    order_by(shop, AT_DOOR, participants=(ANA, BO))
    cancel(shop, places(shop)[1].reference, PRICE // 2)
    assert account(shop).owed == PRICE + PRICE // 2


def test_what_was_paid_of_a_cancelled_place_goes_back_after_what_is_owed(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR, participants=(ANA, BO))
    record(shop, order, PRICE + 20000)
    cancel(shop, places(shop)[1].reference, None)
    assert account(shop).owed == 0
    assert money(shop.sessions).refunds == [
        (RefundState.ASKED, 20000, "cancelled after it was paid")
    ]
