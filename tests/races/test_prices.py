"""A limited price under a crowd: it is had so often and no more, on both databases."""

from collections import Counter

import pytest
from sqlalchemy import select, text

from app.domain.contact import Contact
from app.store.database import Database, open_database, reading
from app.store.price_option import PriceOption
from tests.races.crowd import crowd
from tests.races.price_deeds import buy, buy_without_the_guard
from tests.worlds import add_class, add_draft, add_price, lines_agree, options_agree, seats

pytestmark = pytest.mark.races

PEOPLE = 60
STANDARD, CHEAP, NEXT = "4200.00 NOK", "3000.00 NOK", "3100.00 NOK"


def _people(database: Database) -> list[str]:
    """Fill in everybody's form for a class with two limited prices, and return the drafts."""
    add_class(database, capacity=PEOPLE)
    add_price(database, "First ten", 300000, place_limit=10)
    add_price(database, "Next seven", 310000, place_limit=7)
    for number in range(PEOPLE):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        add_draft(database, token=f"draft-{number}", participants=(somebody,), buyer=somebody)
    return [f"draft-{number}" for number in range(PEOPLE)]


def _taken(database: Database) -> dict[str, int]:
    with reading(database) as session:
        rows = session.execute(select(PriceOption.label, PriceOption.taken))
        return {row.label: row.taken for row in rows}


def test_60_at_once_for_ten_and_seven_places_at_a_price_have_just_those(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, buy, _people(database))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {CHEAP: 10, NEXT: 7, STANDARD: PEOPLE - 17}
    assert _taken(database) == {"Standard": PEOPLE - 17, "First ten": 10, "Next seven": 7}
    assert seats(database).taken == PEOPLE
    assert options_agree(database)
    assert lines_agree(database)


def test_without_the_guard_the_same_crowd_has_more_than_there_are(own_database_url: str) -> None:
    database = open_database(own_database_url)
    _drop_check(database)
    crowd(own_database_url, buy_without_the_guard, _people(database))
    assert _taken(database)["First ten"] > 10
    database.close()


def _drop_check(database: Database) -> None:
    """Take the CHECK behind the guard away, so that the control shows the guard alone."""
    name = "ck_price_option_taken"
    with database.engine.execution_options(coursedesk_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE price_option DROP CONSTRAINT {name}"))
            return
        # SQLite cannot drop a constraint: the table's text is written anew without it.
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, 'taken <= place_limit', 'taken >= 0')"
            " WHERE name = 'price_option'"
        )
        connection.exec_driver_sql("PRAGMA writable_schema=RESET")
    database.engine.dispose()
