"""Promise 1 where seats are set aside: nobody gets another's, whoever asks, on both databases."""

from collections import Counter

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.registration import Channel
from app.store.course_class import CourseClass, lock_class
from app.store.database import Database, open_database, reading, transaction
from app.store.seat import resize
from tests.races.crowd import crowd
from tests.races.seat_deeds import ask, ask_without_the_guard
from tests.races.test_seats import drop_check
from tests.worlds import NOW, Seats, add_class, add_draft, seats

pytestmark = pytest.mark.races

PLACES = 20
ASIDE = {Channel.WEB: 4, Channel.TRAININGPORTAL: 6, Channel.STAFF: 3}
EACH = 40


def _crowd(database: Database) -> list[str]:
    """Set seats aside and return the shares: whoever comes by the site is first in the queue."""
    code = add_class(database, capacity=PLACES)
    with transaction(database) as session:
        row = lock_class(session, code)
        assert row
        wanted = row.seats.resized(capacity=PLACES, aside=ASIDE)
        resize(session, row, wanted, reason="test", now=NOW)
    for number in range(EACH):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        add_draft(database, token=f"draft-{number}", participants=(somebody,), buyer=somebody)
    return [
        *(f"draft-{number}" for number in range(EACH)),
        *(f"booking{number}" for number in range(EACH)),
        *(f"staff {number}" for number in range(EACH)),
    ]


def _row(database: Database) -> CourseClass:
    with reading(database) as session:
        return session.scalars(select(CourseClass)).one()


def test_everybody_at_once_gets_what_is_set_aside_for_them_and_no_more_than_there_is(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, ask, _crowd(database))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"seated": PLACES, "full": 3 * EACH - PLACES}
    assert seats(database) == Seats(taken=PLACES, ledger=PLACES, seated=PLACES)
    taken = _row(database).seats.taken_by
    assert all(taken[channel] >= least for channel, least in ASIDE.items()), taken


def test_seats_set_aside_while_everybody_asks_are_never_promised_twice(
    database: Database, database_url: str
) -> None:
    shares = _crowd(database)
    staff = [f"aside {number}" for number in (9, 2, 12, 0, 6, 15, 1, 8)] * 5
    mixed = [each for pair in zip(shares, staff * 3, strict=True) for each in pair]
    ended = crowd(database_url, ask, mixed)
    assert [each.fault for each in ended if each.fault] == []
    found = seats(database)
    assert found.agree
    row = _row(database)
    assert row.seats.promised <= PLACES
    assert row.overbooked == 0


def test_without_the_guard_whoever_is_first_gets_what_is_set_aside_for_others(
    own_database_url: str,
) -> None:
    database = open_database(own_database_url)
    drop_check(database)
    crowd(own_database_url, ask_without_the_guard, _crowd(database))
    taken = _row(database).seats.taken_by
    assert any(taken[channel] < least for channel, least in ASIDE.items()), taken
    database.close()
