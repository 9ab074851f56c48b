"""A buyer's button pressed in many tabs at once: one place, one seat and its price once."""

from collections import Counter

import pytest

from app.domain.payment import RefundState
from app.store.database import Database
from tests.races.cancelling import PRICE_MINOR, cancel, cancel_without_the_guard
from tests.races.crowd import crowd
from tests.usecases.places import paid, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, money, seats, states

pytestmark = pytest.mark.races

MANY = 24


def two_paid(database: Database) -> str:
    """Leave an order of two that is paid; return what each tab is told: the order and a place."""
    add_class(database)
    shop = Shop(database)
    first, _ = paid(shop, ANA, BO)
    order = next(iter(shop.gateway.pages.values())).request.order_reference
    assert [each.state for each in places(shop)] == ["confirmed", "confirmed"]
    return f"{order} {first}"


def test_a_place_that_is_cancelled_in_every_tab_ends_and_comes_back_once(
    database: Database, database_url: str
) -> None:
    share = two_paid(database)
    ended = crowd_of(database_url, share)
    assert ended == {"cancelled": 1, "already": MANY - 1}
    assert states(database) == ["cancelled", "confirmed"]
    assert [(minor, state) for state, minor, _ in money(database).refunds] == [
        (PRICE_MINOR, RefundState.DUE)
    ]
    assert seats(database).taken == 1
    assert seats(database).agree


def crowd_of(database_url: str, share: str) -> dict[str, int]:
    """Press in every tab at once, and count how it ended."""
    ended = crowd(database_url, cancel, [share] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    return Counter(each.words for each in ended)


def test_without_the_lock_it_comes_back_twice_or_it_fails(
    database: Database, database_url: str
) -> None:
    share = two_paid(database)
    ended = crowd(database_url, cancel_without_the_guard, [share] * MANY)
    faults = [each for each in ended if each.fault]
    assert faults or len(money(database).refunds) > 1
