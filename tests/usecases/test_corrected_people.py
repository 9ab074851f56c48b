"""Whose record it is once an address was corrected: their own, or the one that is there for it."""

import pytest
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.store.database import Database, transaction
from app.store.order import Order
from app.store.person import Person
from app.store.registration import Registration
from app.usecases.correct_address import Corrected
from tests.usecases.readdressing import ANA_THERE, NEW, correct, open_desk, people, rows, told
from tests.worlds import ANA, BO, NOW, Desk, add_class, deliveries, register_once


@pytest.fixture
def desk(sessions: Database) -> Desk:
    return open_desk(sessions)


@pytest.fixture
def order(desk: Desk) -> str:
    """Return Ana's order, for herself and for Bo."""
    return register_once(desk, participants=(ANA, BO), buyer=ANA).reference


def test_whoever_is_known_under_the_new_one_is_who_they_are(desk: Desk, order: str) -> None:
    add_class(desk.sessions, "FA-2031-09", prices=(), deadline=None, cancellation_deadline=None)
    register_once(
        desk, token="draft-2", code="FA-2031-09", participants=(ANA_THERE,), buyer=ANA_THERE
    )
    ana, _, there = (number for number, *_ in people(desk))
    with transaction(desk.sessions) as session:
        session.execute(update(Person).values(member_since=None))
        session.get_one(Person, ana).member_since = NOW
    correct(desk, order)
    assert rows(desk, Order.id, Order.buyer_id) == [(1, there), (2, there)]
    assert [person for _, person in rows(desk, Registration.id, Registration.person_id)] == [
        there,
        2,
        there,
    ]
    assert people(desk) == [
        (ana, ANA.email, ANA.email),
        (2, BO.email, BO.email),
        (there, NEW, NEW),
    ]
    kept = rows(desk, Person.id, Person.member_since, Person.phone, Person.match_phone)[2]
    assert kept[1:] == (NOW, "+4722999999", "4722999999")


def test_who_had_no_number_has_the_one_that_is_known(desk: Desk, order: str) -> None:
    add_class(desk.sessions, "FA-2031-09", prices=(), deadline=None, cancellation_deadline=None)
    register_once(
        desk, token="draft-2", code="FA-2031-09", participants=(ANA_THERE,), buyer=ANA_THERE
    )
    with transaction(desk.sessions) as session:
        there = session.scalars(select(Person).where(Person.email == NEW)).one()
        there.phone = there.match_phone = ""
    correct(desk, order)
    assert rows(desk, Person.id, Person.phone)[2] == (3, ANA.phone)


def test_taken_back_the_first_record_is_theirs_again(desk: Desk, order: str) -> None:
    add_class(desk.sessions, "FA-2031-09", prices=(), deadline=None, cancellation_deadline=None)
    register_once(
        desk, token="draft-2", code="FA-2031-09", participants=(ANA_THERE,), buyer=ANA_THERE
    )
    before = people(desk)
    correct(desk, order)
    correct(desk, order, NEW, ANA.email)
    assert people(desk) == before
    assert rows(desk, Order.id, Order.buyer_id)[0] == (1, before[0][0])


def test_a_person_whose_address_was_corrected_elsewhere_is_found(desk: Desk, order: str) -> None:
    with transaction(desk.sessions) as session:
        ana = session.scalars(select(Person).where(Person.email == ANA.email)).one()
        ana.email = ana.match_email = NEW
    before = people(desk)
    correct(desk, order)
    assert people(desk) == before
    assert rows(desk, Order.email) == [(NEW,)]


def test_their_other_orders_keep_what_was_given_then(desk: Desk, order: str) -> None:
    add_class(desk.sessions, "FA-2031-09", prices=(), deadline=None, cancellation_deadline=None)
    register_once(desk, token="draft-2", code="FA-2031-09", participants=(ANA,), buyer=ANA)
    correct(desk, order)
    assert rows(desk, Order.id, Order.email) == [(1, NEW), (2, ANA.email)]
    assert len(people(desk)) == 2, "and they are one person still"


def test_a_family_that_shares_a_wrong_one_shares_the_right_one(desk: Desk) -> None:
    bea = Contact("Bea Lind", ANA.email.upper(), ANA.phone)
    order = register_once(desk, participants=(ANA, bea), buyer=ANA).reference
    since = len(deliveries(desk.sessions, "mail"))
    assert correct(desk, order) == Corrected(buyer=True, places=2)
    assert [email for _, email, _ in people(desk)] == [NEW, NEW]
    assert told(desk, "mail", since) == ["order.address_changed"]
