"""An address is corrected once, by however many, and whoever registers under it is one person."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from app.domain.contact import Contact
from app.store.database import Database, reading
from app.store.event import EventRow
from app.store.order import Order
from app.store.person import Person
from tests.races.address_deeds import RIGHT, correct, correct_without_the_guard
from tests.races.crowd import crowd
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, add_draft, register_once

pytestmark = pytest.mark.races

MANY = 24
ANA_THERE = Contact(ANA.name, RIGHT, ANA.phone)


def ordered(database: Database) -> str:
    """Leave an order of Ana's under the wrong address; return its reference."""
    add_class(database, prices=(), capacity=100)
    return register_once(Shop(database), participants=(BO, ANA), buyer=ANA).reference


def turns(database: Database) -> tuple[int, int]:
    """Return how often links were renewed, and how often that was announced."""
    with reading(database) as session:
        told = select(func.count(EventRow.id)).where(EventRow.kind == "order.address_changed")
        turned = session.scalar(select(func.sum(Order.link_turn))) or 0
        return int(turned), session.scalar(told) or 0


def test_a_correction_sent_by_everybody_is_made_once(database: Database, database_url: str) -> None:
    ended = crowd(database_url, correct, [f"correct {ordered(database)}"] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"corrected": 1, "NOBODYS": MANY - 1}
    assert turns(database) == (1, 1)


def test_without_the_lock_it_is_made_by_several_or_fails(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, correct_without_the_guard, [f"correct {ordered(database)}"] * MANY)
    corrected = [each for each in ended if each.words == "corrected"]
    assert len(corrected) > 1 or [each for each in ended if each.fault]


def test_who_registers_under_the_right_one_meanwhile_is_the_same_person(
    database: Database, database_url: str
) -> None:
    order = ordered(database)
    drafts = [
        add_draft(
            database,
            token=f"draft-{number}",
            # In either order, as people are taken in one.
            participants=(ANA_THERE, BO) if number % 2 else (BO, ANA_THERE),
            buyer=ANA_THERE,
        )
        for number in range(2, 2 + MANY)
    ]
    shares = [f"register {each}" for each in drafts]
    shares.insert(MANY // 2, f"correct {order}")
    ended = crowd(database_url, correct, shares)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"corrected": 1, "registered": MANY}
    with reading(database) as session:
        there = session.scalars(select(Person.id).where(Person.match_email == RIGHT)).all()
        assert len(there) == 1
        assert set(session.scalars(select(Order.buyer_id))) == set(there)
