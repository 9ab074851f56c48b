"""Claims about what staff do to people and to each other: tick off, and name."""

import pytest
from sqlalchemy import select

from app.domain.contact import ContactRefused
from app.domain.event import EventKind
from app.domain.person import IncomingPerson
from app.store.database import Database, reading, transaction
from app.store.person import Person
from app.store.staff import Staff
from app.usecases.add_staff import add_staff
from app.usecases.close_review import close_review
from app.usecases.name_staff import StaffUnknown, name_staff
from app.usecases.take_person import take_person
from tests.fakes.partner import FakePartner
from tests.worlds import NOW, deliveries

HUB = FakePartner("connector", frozenset({EventKind.STAFF_CHANGED}), listing=False)
PARTNERS = {"connector": HUB}


def rename(sessions: Database, who: str, name: str) -> frozenset[str]:
    """Name somebody anew."""
    return name_staff(sessions, who=who, name=name, partners=PARTNERS, now=NOW)


@pytest.fixture
def kim(sessions: Database) -> str:
    """Give somebody on the staff, of whom no partner has heard."""
    add_staff(
        sessions, email="kim@example.org", role="admin", password="long enough", now=NOW, name="Kim"
    )
    return "kim@example.org"


def names(sessions: Database) -> list[str]:
    """Return what the staff are called."""
    with reading(sessions) as session:
        return list(session.scalars(select(Staff.name)))


def test_another_name_is_news_and_the_same_again_is_none(sessions: Database, kim: str) -> None:
    assert rename(sessions, kim.upper(), " Kim  Berg ") == frozenset({"connector"})
    assert names(sessions) == ["Kim Berg"]
    assert rename(sessions, kim, "Kim Berg") == frozenset()
    assert deliveries(sessions, "connector") == [("staff.changed", "due")]


def test_nobody_and_nothing_are_refused(sessions: Database, kim: str) -> None:
    with pytest.raises(StaffUnknown, match="nobody on the staff"):
        rename(sessions, "bo@example.org", "Bo Berg")
    with pytest.raises(ContactRefused):
        rename(sessions, kim, " ")
    assert names(sessions) == ["Kim"]


def test_a_person_is_ticked_off_once_and_nobody_else_is(sessions: Database) -> None:
    codes = [
        take_person(
            sessions,
            IncomingPerson("Leo Marsh", email=f"leo{number}@example.org"),
            origin="connector",
            body=b"",
            now=NOW,
        ).code
        for number in range(2)
    ]
    with transaction(sessions) as session:
        for person in session.scalars(select(Person)):
            person.review = "look at it"
    assert close_review(sessions, person=codes[0])
    assert not close_review(sessions, person=codes[0])
    with reading(sessions) as session:
        waiting = session.scalars(select(Person.code).where(Person.review != "")).all()
    assert waiting == [codes[1]]
