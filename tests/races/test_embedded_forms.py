"""One embedded form, sent by many at once with answers of their own, makes one order."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from app.store.database import Database, open_database, reading
from app.store.order import Order
from tests.races.crowd import crowd
from tests.races.embed_deeds import send, send_without_the_guard
from tests.worlds import add_class, add_draft

pytestmark = pytest.mark.races

CROWD = 16


def _drafts(database: Database) -> list[str]:
    add_class(database, capacity=CROWD, prices=())
    return [add_draft(database, token=f"draft-{number}") for number in range(CROWD)]


def _orders(database: Database) -> int:
    with reading(database) as session:
        return session.scalar(select(func.count(Order.id))) or 0


def test_one_form_makes_one_order(database: Database, database_url: str) -> None:
    ended = crowd(database_url, send, _drafts(database))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"registered": 1, "sent already": CROWD - 1}
    assert _orders(database) == 1


def test_without_the_guard_it_makes_several(own_database_url: str) -> None:
    database = open_database(own_database_url)
    ended = crowd(own_database_url, send_without_the_guard, _drafts(database))
    assert Counter(each.words for each in ended)["registered"] > 1
    assert _orders(database) > 1
    database.close()
