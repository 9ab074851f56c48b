"""Promises 1 and 5 where many change one held place at once: it ends once, and owes less once."""

from collections import Counter

import pytest

from app.domain.contact import Contact
from app.domain.paper import PaperKind
from app.store.database import Database
from tests.races.crowd import PROCESSES, crowd
from tests.races.held_deeds import change_held, change_held_without_the_guard
from tests.usecases.later import BY_INVOICE, EVERY_WAY, PRICE, account, order_by
from tests.usecases.papers import catch_up, said
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, Seats, add_class, lines_agree, seats, states

pytestmark = pytest.mark.races

MANY = 24
CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")


def invoiced(database: Database) -> tuple[Shop, str]:
    """Leave three held places on an invoice; return the shop and the second's reference."""
    add_class(database, ways=EVERY_WAY)
    shop = Shop(database)
    order_by(shop, BY_INVOICE, participants=(ANA, BO, CY))
    catch_up(shop)
    return shop, places(shop)[1].reference


def credited(shop: Shop) -> list[int]:
    """Issue what is missing, and return what every credit note is over."""
    catch_up(shop)
    return [total for kind, total in said(shop.sessions) if kind is PaperKind.CREDIT_NOTE]


def test_a_held_place_that_everybody_cancels_ends_once_and_owes_less_once(
    database: Database, database_url: str
) -> None:
    shop, place = invoiced(database)
    shares = [f"cancel {place} {number}" for number in range(MANY)]
    ended = crowd(database_url, change_held, shares)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"freed": 1, "already": MANY - 1}
    assert Counter(states(database)) == {"held": 2, "cancelled": 1}
    assert (seats(database), account(shop).owed) == (Seats(2, 2, 2), 2 * PRICE)
    assert credited(shop) == [-PRICE]


def test_without_the_lock_its_seat_is_given_back_twice_or_it_fails(
    database: Database, database_url: str
) -> None:
    _, place = invoiced(database)
    # Two of one process meet; the others are there for nobody.
    idle = [f"hand R-NONE {number}" for number in range(PROCESSES - 1)]
    shares = [f"cancel {place} 1", *idle, f"cancel {place} 2", *idle]
    ended = crowd(database_url, change_held_without_the_guard, shares)
    faults = [each.fault for each in ended if each.fault]
    assert all("database is locked" in fault for fault in faults)
    assert faults or seats(database).taken < Counter(states(database))["held"]


def test_a_held_place_is_cancelled_or_goes_to_one_other_and_never_both(
    database: Database, database_url: str
) -> None:
    shop, place = invoiced(database)
    deeds = ("cancel", "hand")
    shares = [f"{deeds[number % 2]} {place} {number // 2}" for number in range(MANY)]
    ended = crowd(database_url, change_held, shares)
    assert [each.fault for each in ended if each.fault] == []
    words = Counter(each.words for each in ended)
    assert words["freed"] + words["handed over"] == 1
    held = 2 + words["handed over"]
    assert Counter(states(database)) == {"held": held, "cancelled": 1}
    assert (seats(database), account(shop).owed) == (Seats(held, held, held), held * PRICE)
    assert lines_agree(database)
    assert credited(shop) == [-PRICE] * words["freed"]
