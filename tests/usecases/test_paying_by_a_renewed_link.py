"""A page to pay on is opened anew once the link of its order was renewed."""

import pytest

from app.store.database import Database
from tests.usecases.readdressing import NEW, correct
from tests.usecases.shop import Shop
from tests.worlds import ANA, add_class, register_once


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def test_a_page_of_before_is_not_gone_on_with(shop: Shop) -> None:
    order = register_once(shop, participants=(ANA,), buyer=ANA).reference
    first = shop.page_of(order)
    assert shop.page_of(order) == first
    shop.later(minutes=1)
    correct(shop, order, ANA.email, NEW)
    shop.later(minutes=1)
    second = shop.page_of(order)
    assert second != first
    assert shop.page_of(order) == second
