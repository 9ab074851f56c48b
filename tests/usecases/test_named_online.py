"""What is paid for is called by its name on the gateway's page: places, a deposit, the rest."""

import pytest
from sqlalchemy import select

from app.store.database import Database, reading
from app.store.payment import Refund
from app.usecases.cancel_held_place import Freed, cancel_held_place
from app.usecases.give_money_back import give_money_back
from app.usecases.return_by_hand import return_by_hand
from tests.usecases.later import (
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    KIM,
    PRICE,
    Account,
    account,
    order_by,
    record,
)
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, CLASS, add_class

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def named(shop: Shop, order: str) -> list[tuple[str, int, int]]:
    """Return label, quantity and amount of what the page asks for."""
    lines = shop.gateway.pages[shop.page_of(order)].request.lines
    return [(line.label, line.quantity, line.each.minor) for line in lines]


def lose_one(shop: Shop) -> None:
    """Have staff cancel the second place."""
    freed = cancel_held_place(
        shop.sessions,
        reference=places(shop)[1].reference,
        reason="ill",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert freed is Freed.FREED


def test_the_places_that_are_left_are_named_where_all_that_is_left_is_paid(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE, participants=(ANA, BO))
    lose_one(shop)
    assert named(shop, order) == [(f"First aid ({CLASS})", 1, PRICE)]


def test_a_deposit_is_called_so_where_one_of_two_places_is_left(shop: Shop) -> None:
    order = order_by(shop, DEPOSIT, participants=(ANA, BO))
    lose_one(shop)
    assert named(shop, order) == [(f"Deposit for order {order}", 1, PRICE // 5)]


def test_what_is_left_of_an_invoice_is_called_no_deposit(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    record(shop, order, 700)
    assert named(shop, order) == [(f"Rest for order {order}", 1, PRICE - 700)]


def test_an_invoice_of_which_money_went_back_is_asked_for_by_its_places(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    record(shop, order, 700)
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=700,
        reason="as agreed",
        asked_by=KIM,
        key="form",
        now=shop.now,
    )
    with reading(shop.sessions) as session:
        uid = session.scalars(select(Refund.uid)).one()
    assert return_by_hand(
        shop.sessions,
        refund_uid=uid,
        by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert account(shop) == Account(PRICE, 0, PRICE)
    assert named(shop, order) == [(f"First aid ({CLASS})", 1, PRICE)]
