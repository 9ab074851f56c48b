"""What staff add about people: a number that was missing, that somebody has looked at them."""

from pathlib import Path

import pytest
import structlog
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.domain.contract import BookingFound
from app.domain.delivery import DeliveryState
from app.domain.person import IncomingPerson
from app.queries.staff.registration import registration_of
from app.store.database import Database, reading, transaction
from app.store.person import Person
from app.store.registration import Registration
from app.usecases.take_person import take_person
from tests.usecases.market import Market, details
from tests.watching import words_of
from tests.web.staffroom import (
    BOOKKEEPER,
    add_members,
    arrive,
    put_delivery,
    send,
    sign_in,
    state_of,
)
from tests.web.visitor import Visitor
from tests.worlds import ANA, Desk, add_class, register_once

FILL_IN = "Fill in the number"


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    """Give a coordinator who is signed in."""
    add_members(desk)
    add_class(desk.sessions)
    return sign_in(arrive(desk, tmp_path))


def without_number(desk: Desk) -> str:
    """Register somebody without a number and return where staff see it."""
    order = register_once(desk, participants=(Contact("Bo Berg", "bo@example.org", ""),), buyer=ANA)
    return f"/staff/registrations/{registration_of(desk.sessions, order.reference)}"


def number(desk: Desk) -> str:
    """Return the number of the only registration."""
    with reading(desk.sessions) as session:
        return session.scalars(select(Registration.phone)).one()


def test_a_missing_number_is_filled_in_and_whoever_refused_is_told_again(
    desk: Desk, kim: Visitor
) -> None:
    address = without_number(desk)
    refused = put_delivery(desk, "iso", DeliveryState.REFUSED, words="no telephone number")
    kim.open(address)
    page = kim.press(FILL_IN, {"phone": " 22 12 34 56 "})
    assert "The telephone number is filled in." in page.words
    assert number(desk) == "+4722123456"
    assert state_of(desk, refused) is DeliveryState.DUE
    assert "iso" in desk.woken
    assert FILL_IN not in page.words


def test_what_is_no_number_is_not_kept(desk: Desk, kim: Visitor) -> None:
    kim.open(without_number(desk))
    assert "Nothing was done: Enter a phone number" in kim.press(FILL_IN, {"phone": "12"}).words
    assert number(desk) == ""


def test_a_number_that_somebody_filled_in_meanwhile_stays(desk: Desk, kim: Visitor) -> None:
    address = without_number(desk)
    kim.open(address)
    send(kim, f"{address}/phone", phone="22 12 34 56")
    kim.open(address)
    page = send(kim, f"{address}/phone", phone="22 12 34 57")
    assert "Nothing was done: it has a telephone number." in page.words
    assert number(desk) == "+4722123456"


def test_where_there_is_no_such_registration_nothing_is_filled_in(kim: Visitor) -> None:
    kim.open("/staff/")
    gone = send(kim, "/staff/registrations/R-NOBODY/phone", phone="22 12 34 56")
    assert gone.status_code == 404


def test_a_bookkeeper_fills_nothing_in(desk: Desk, kim: Visitor, tmp_path: Path) -> None:
    address = without_number(desk)
    visitor = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    assert FILL_IN not in visitor.open(address).words
    assert send(visitor, f"{address}/phone", phone="22 12 34 56").status_code == 403
    assert number(desk) == ""


def test_a_place_that_trainingportal_sold_is_not_called_free(
    sessions: Database, kim: Visitor
) -> None:
    market = Market(sessions)
    reference = market.reference()
    market.portal.bookings[reference] = BookingFound(details(), "known")
    market.ask()
    page = kim.open(f"/staff/registrations/{reference}")
    assert page.words.count("Sold by Trainingportal") == 2
    assert "Free" not in page.words
    assert "+47 90 00 00 01" in page.words


SEVERAL = "Several people here have this name and this telephone number"


def send_three(desk: Desk) -> None:
    """Have a partner send three people of one name, two of them with one number."""
    for number, phone in ((1, "555"), (2, "555"), (3, "666")):
        sent = IncomingPerson("Leo Marsh", email=f"leo{number}@example.org", phone=phone)
        take_person(desk.sessions, sent, origin="connector", body=b"", now=desk.now)
    with transaction(desk.sessions) as session:
        people = session.scalars(select(Person).order_by(Person.id)).all()
        people[0].review = SEVERAL


def reviews(desk: Desk) -> list[str]:
    """Return what is to be looked at."""
    with reading(desk.sessions) as session:
        return list(session.scalars(select(Person.review).where(Person.review != "")))


def test_somebody_who_has_looked_at_a_person_ticks_them_off(desk: Desk, kim: Visitor) -> None:
    send_three(desk)
    assert SEVERAL in kim.open("/staff/contacts").words
    button = next(b for b in kim.here.all("button") if "looked at it" in words_of(b))
    with structlog.testing.capture_logs() as said:
        page = kim.press(words_of(button))
    assert "Noted that you have looked at them." in page.words
    assert SEVERAL not in page.words
    assert reviews(desk) == []
    assert [line["event"] for line in said if "staff" in line] == ["person looked at"]


def test_ticking_off_twice_does_nothing(desk: Desk, kim: Visitor) -> None:
    send_three(desk)
    kim.open("/staff/contacts")
    with transaction(desk.sessions) as session:
        code = session.scalars(select(Person.code).where(Person.review != "")).one()
        session.execute(update(Person).values(review=""))
    assert "Nothing was done" in send(kim, f"/staff/contacts/{code}/close").words


def test_a_bookkeeper_ticks_nobody_off(desk: Desk, kim: Visitor, tmp_path: Path) -> None:
    send_three(desk)
    visitor = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    page = visitor.open("/staff/contacts")
    assert SEVERAL in page.words
    assert "I have looked at it" not in page.words
    assert send(visitor, "/staff/contacts/P-1/close").status_code == 403
    assert reviews(desk) == [SEVERAL]
