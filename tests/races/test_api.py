"""Promise 4 and iso.md S7, S20 under a crowd: the API registers once for a key, and an address."""

from collections import Counter

import pytest

from app.store.database import Database
from tests.races.api_calls import (
    admit,
    call,
    call_without_the_guard_of_addresses,
    call_without_the_guard_of_keys,
)
from tests.races.crowd import Ended, crowd
from tests.worlds import Seats, add_class, seats, states

pytestmark = pytest.mark.races

PLACES = 5
CALLS = 30
ONE_KEY = ["k-1 kim@example.org"] * CALLS
ONE_ADDRESS = [f"k-{number} kim@example.org" for number in range(CALLS)]


def statuses(ended: list[Ended]) -> Counter[str]:
    assert [each.fault for each in ended if each.fault] == []
    return Counter(each.words.partition(" ")[0] for each in ended)


def test_S20_30_calls_for_5_seats_end_at_5(database: Database, database_url: str) -> None:
    add_class(database, capacity=PLACES)
    admit(database)
    everybody = [f"k-{number} kim{number}@example.org" for number in range(CALLS)]
    ended = crowd(database_url, call, everybody)
    assert statuses(ended) == {"201": PLACES, "409": CALLS - PLACES}
    assert seats(database) == Seats(PLACES, PLACES, PLACES)


def test_S7_one_key_sent_by_everybody_is_one_registration_and_one_answer(
    database: Database, database_url: str
) -> None:
    add_class(database)
    admit(database)
    ended = crowd(database_url, call, ONE_KEY)
    assert statuses(ended) == {"201": CALLS}
    assert len({each.words for each in ended}) == 1
    assert states(database) == ["held"]


def test_without_the_guard_of_keys_one_key_is_more_than_one_registration(
    database: Database, database_url: str
) -> None:
    add_class(database, capacity=CALLS)
    admit(database)
    crowd(database_url, call_without_the_guard_of_keys, ONE_KEY)
    assert len(states(database)) > 1


def test_S7_one_address_under_many_keys_is_one_registration(
    database: Database, database_url: str
) -> None:
    add_class(database, capacity=CALLS)
    admit(database)
    ended = crowd(database_url, call, ONE_ADDRESS)
    assert statuses(ended) == {"201": 1, "409": CALLS - 1}
    assert seats(database) == Seats(1, 1, 1)


def test_without_the_guard_of_addresses_it_is_more_than_one(
    database: Database, database_url: str
) -> None:
    add_class(database, capacity=CALLS)
    admit(database)
    crowd(database_url, call_without_the_guard_of_addresses, ONE_ADDRESS)
    assert len(states(database)) > 1
