"""Buyers who all move to the one free seat of another class: one has it, nobody loses their own."""

from collections import Counter

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.store.database import Database, open_database, reading
from app.store.migrate import upgrade
from app.store.order import Order
from app.store.registration import Registration
from tests.races.crowd import crowd
from tests.races.moving_deeds import OTHER, move, move_without_the_guard
from tests.races.test_seats import drop_check
from tests.worlds import CLASS, Desk, add_class, register_once, seats

pytestmark = pytest.mark.races

MANY = 16


def shares(database: Database) -> list[str]:
    """Give as many orders in one class, and one free seat in another; return order and place."""
    add_class(database, capacity=MANY, prices=())
    add_class(database, OTHER, capacity=1, prices=())
    for number in range(MANY):
        person = Contact(f"Kim {number}", f"kim{number}@example.org", "+4722123456")
        one = {"participants": (person,), "buyer": person, "currency": ""}
        register_once(Desk(database), token=f"draft-{number}", **one)
    with reading(database) as session:
        rows = session.execute(select(Order.reference, Registration.reference).join(Registration))
        return [f"{order} {place}" for order, place in rows]


def test_one_has_the_seat_and_the_others_keep_theirs(database: Database, database_url: str) -> None:
    ended = crowd(database_url, move, shares(database))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"moved": 1, "FULL": MANY - 1}
    assert (seats(database, CLASS).taken, seats(database, OTHER).taken) == (MANY - 1, 1)
    assert seats(database, CLASS).agree
    assert seats(database, OTHER).agree


def test_without_the_guard_more_move_than_there_are_seats(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    upgrade(database)
    drop_check(database)
    crowd(bare_database_url, move_without_the_guard, shares(database))
    assert seats(database, OTHER).taken > 1
    database.close()
