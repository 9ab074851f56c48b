"""Claims about the same money written down, or asked back, from two forms."""

from dataclasses import replace

import pytest

from app.domain.payment import AskedBefore
from app.store.database import Database
from app.usecases.give_money_back import give_money_back
from app.usecases.record_payment import Recorded, WrittenBefore, record_payment
from tests.usecases.later import AT_DOOR, EVERY_WAY, KIM, PRICE, account, came, order_by, record
from tests.usecases.shop import Shop
from tests.worlds import add_class, money


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def test_a_payment_just_like_another_needs_who_knows_of_that(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR)
    record(shop, order, 1000)

    def again(alike: int) -> Recorded | None:
        return record_payment(
            shop.sessions,
            order_reference=order,
            came=replace(came(1000, key=f"form-{alike + 2}", shop=shop), alike=alike),
            partners=shop.partners,
            wake=shop.wake,
            now=shop.now,
        )

    with pytest.raises(WrittenBefore, match="is written down already") as before:
        again(0)
    assert before.value.count == 1
    assert account(shop).paid == 1000
    again(1)
    assert account(shop).paid == 2000


def test_as_much_asked_back_for_the_same_reason_needs_who_knows_of_that(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR)
    record(shop, order, PRICE)

    def ask(alike: int, reason: str = "it rained") -> None:
        give_money_back(
            shop.sessions,
            order_reference=order,
            amount_minor=1000,
            reason=reason,
            asked_by=KIM,
            key=f"{reason} {alike}",
            now=shop.now,
            alike=alike,
        )

    ask(0)
    ask(0, reason="it snowed")
    with pytest.raises(AskedBefore, match="asked back for this reason already") as before:
        give_money_back(
            shop.sessions,
            order_reference=order,
            amount_minor=1000,
            reason="it rained",
            asked_by=KIM,
            key="another form",
            now=shop.now,
            alike=0,
        )
    assert before.value.count == 1
    ask(1)
    assert [minor for _, minor, _ in money(shop.sessions).refunds] == [1000, 1000, 1000]
