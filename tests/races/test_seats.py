"""Promise 1 under a crowd: taken seats never exceed capacity, whoever asks, on both databases."""

from collections import Counter

import pytest
from sqlalchemy import text

from app.domain.contact import Contact
from app.store.database import Database, open_database
from tests.races.crowd import crowd
from tests.races.deeds import click, take_part, take_part_without_the_guard
from tests.worlds import Seats, add_class, add_draft, seats, states

pytestmark = pytest.mark.races

PEOPLE = 200
PLACES = 20


def _people(database: Database, *, bookings: int = 0) -> list[str]:
    """Fill in everybody's form, and return the shares of the crowd."""
    for number in range(PEOPLE - bookings):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        add_draft(database, token=f"draft-{number}", participants=(somebody,), buyer=somebody)
    drafts = [f"draft-{number}" for number in range(PEOPLE - bookings)]
    return [each for pair in zip(drafts, _bookings(bookings), strict=False) for each in pair] + (
        drafts[bookings:]
    )


def _bookings(count: int) -> list[str]:
    return [f"booking{number}" for number in range(count)]


@pytest.mark.parametrize("bookings", [0, 100], ids=["web", "web and Trainingportal"])
def test_200_at_once_for_20_seats_end_at_exactly_20(
    database: Database, database_url: str, bookings: int
) -> None:
    add_class(database, capacity=PLACES)
    ended = crowd(database_url, take_part, _people(database, bookings=bookings))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {
        "seated": PLACES,
        "full": PEOPLE - PLACES,
    }
    assert seats(database) == Seats(taken=PLACES, ledger=PLACES, seated=PLACES)


def test_without_the_guard_the_same_crowd_gets_more_seats_than_there_are(
    own_database_url: str,
) -> None:
    database = open_database(own_database_url)
    drop_check(database)
    add_class(database, capacity=PLACES)
    crowd(own_database_url, take_part_without_the_guard, _people(database))
    assert seats(database).taken > PLACES
    database.close()


def test_one_draft_clicked_by_everybody_at_once_is_one_order(
    database: Database, database_url: str
) -> None:
    add_class(database, capacity=PLACES)
    add_draft(database)
    ended = crowd(database_url, click, ["click"] * 40)
    assert [each.fault for each in ended if each.fault] == []
    assert len({each.words for each in ended}) == 1
    assert states(database) == ["held"]
    assert seats(database) == Seats(taken=1, ledger=1, seated=1)


def drop_check(database: Database) -> None:
    """Take the CHECK behind the guard away, so that the control shows the guard alone."""
    name = "ck_course_class_seats"
    with database.engine.execution_options(coursedesk_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE course_class DROP CONSTRAINT {name}"))
            return
        # SQLite cannot drop a constraint: the table's text is written anew without it.
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, "
            "' <= capacity + overbooked', ' >= 0') WHERE name = 'course_class'"
        )
        connection.exec_driver_sql("PRAGMA writable_schema=RESET")
    database.engine.dispose()
