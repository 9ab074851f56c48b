"""However many workers issue papers at once: no number twice, none left out, one paper a cause."""

from collections import Counter

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.queries.unissued import find_orders_without_papers
from app.store.database import Database, reading
from app.store.paper import PaperRow
from tests.races.crowd import crowd
from tests.races.numbering import gaps, issue, issue_without_the_guard
from tests.usecases.shop import Shop
from tests.worlds import add_class, register_once

pytestmark = pytest.mark.races

MANY = 24


@pytest.fixture
def orders(database: Database) -> list[str]:
    """Have as many orders paid, and no paper issued yet."""
    add_class(database, capacity=MANY)
    shop = Shop(database)
    for number in range(MANY):
        kim = Contact(f"Kim {number}", f"kim{number}@example.org", "+4722123456")
        order = register_once(shop, token=f"draft-{number}", participants=(kim,), buyer=kim)
        page = shop.page_of(order.reference)
        shop.gateway.pay(page)
        shop.news(page, event_id=page)
    return list(find_orders_without_papers(database))


def sequences(database: Database) -> list[int]:
    with reading(database) as session:
        return list(session.scalars(select(PaperRow.sequence)))


def test_many_workers_number_without_gaps_and_issue_each_paper_once(
    database: Database, database_url: str, orders: list[str]
) -> None:
    shares = [f"{order} {worker}" for worker in range(3) for order in orders]
    ended = crowd(database_url, issue, shares)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"1": MANY, "0": 2 * MANY}
    assert gaps(sequences(database)) == []
    assert len(sequences(database)) == MANY


def test_without_the_locked_row_two_take_the_same_number(
    database: Database, database_url: str, orders: list[str]
) -> None:
    shares = [f"{order} {worker}" for worker in range(3) for order in orders]
    ended = crowd(database_url, issue_without_the_guard, shares)
    # The unique number, or SQLite, stops the later one: that paper is not there.
    assert [each.fault for each in ended if each.fault]
    assert len(sequences(database)) < MANY or gaps(sequences(database))
