"""Papers are written once: neither a session nor a statement changes or deletes one."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from app.domain.paper import paper_from
from app.store.database import Database, reading, table_of, transaction
from app.store.legal_entity import LegalEntity, put_entity
from app.store.paper import PaperFrozen, PaperRow, PaperSeries
from tests.usecases.papers import SELLER, catch_up, papers
from tests.usecases.places import paid
from tests.usecases.shop import Shop
from tests.worlds import add_class


@pytest.fixture
def shop(sessions: Database) -> Shop:
    """Have one receipt."""
    add_class(sessions)
    shop = Shop(sessions)
    paid(shop)
    assert catch_up(shop) == 1
    return shop


def test_a_session_refuses_to_change_or_delete_one(shop: Shop) -> None:
    with pytest.raises(PaperFrozen), transaction(shop.sessions) as session:
        session.scalars(select(PaperRow)).one().total_minor = 1
    with pytest.raises(PaperFrozen), transaction(shop.sessions) as session:
        session.delete(session.scalars(select(PaperRow)).one())
    assert [each.total for each in papers(shop.sessions)] == [420000]


@pytest.mark.parametrize(
    "statement", [update(table_of(PaperRow)).values(number="X-1"), delete(table_of(PaperRow))]
)
def test_the_database_refuses_whoever_asks(shop: Shop, statement: object) -> None:
    with pytest.raises(DBAPIError, match="never changed"), transaction(shop.sessions) as session:
        session.execute(statement)  # type: ignore[call-overload]  # either of the two
    assert [each.number for each in papers(shop.sessions)] == ["FL-2031-00001"]


def test_an_entity_that_is_changed_is_as_it_was_on_what_it_issued(shop: Shop) -> None:
    moved = replace(SELLER, name="Fjordlight ASA", address=("Elsewhere 1",))
    with transaction(shop.sessions) as session:
        assert put_entity(session, moved).seller() == moved
    (receipt,) = papers(shop.sessions)
    assert receipt.seller == SELLER
    with reading(shop.sessions) as session:
        assert session.scalar(select(func.count()).select_from(LegalEntity)) == 1
        assert session.scalars(select(PaperSeries.last)).one() == 1


def test_what_is_kept_says_all_of_it(shop: Shop) -> None:
    (receipt,) = papers(shop.sessions)
    assert paper_from(receipt.document()) == receipt
