"""What a destination had before counts as ours only where it is nobody else's here (iso.md S7)."""

import pytest
from sqlalchemy import select

from app.domain.contract import Adopted, Told
from app.store.database import Database, reading
from app.store.delivery import Delivery, Knowledge
from tests.usecases.office import Office
from tests.worlds import add_class, deliveries, register_once

THEIR_ID = {"registration": "reg-1"}


@pytest.fixture
def office(sessions: Database) -> Office:
    add_class(sessions, prices=())
    return Office(sessions)


def words(office: Office) -> list[str]:
    with reading(office.sessions) as session:
        return list(session.scalars(select(Delivery.words).order_by(Delivery.id)))


def who_knows(office: Office) -> int:
    with reading(office.sessions) as session:
        return len(session.scalars(select(Knowledge.stream)).all())


def test_what_nobody_else_has_is_ours(office: Office) -> None:
    register_once(office, currency="")
    office.iso.answers = [Adopted("had it", THEIR_ID)]
    office.drain()
    assert deliveries(office.sessions, "iso") == [
        ("registration.held", "delivered"),
        ("registration.confirmed", "delivered"),
    ]
    assert office.iso.told[-1].known == THEIR_ID


def test_what_is_left_to_say_of_it_is_said_at_once(office: Office) -> None:
    register_once(office, currency="")
    office.iso.answers = [Adopted("had it", THEIR_ID, done=False)]
    office.drain()
    assert office.iso.told[0].known == THEIR_ID
    assert office.due() == []


def test_what_is_anothers_waits_until_that_has_ended(office: Office) -> None:
    register_once(office, token="a", currency="")
    office.iso.answers = [Told("created", learned=THEIR_ID)]
    office.drain()
    register_once(office, token="b", currency="")
    office.iso.answers = [Adopted("had it already", THEIR_ID)]
    office.drain()
    assert deliveries(office.sessions, "iso")[2:] == [
        ("registration.held", "due"),
        ("registration.confirmed", "due"),
    ]
    assert any("registration:R-" in each and "ended" in each for each in words(office))
    assert who_knows(office) == 1
    office.wait_until_due()
    office.iso.answers = [Told("created", learned={"registration": "reg-2"})]
    office.drain()
    assert office.due() == []
    assert who_knows(office) == 2
