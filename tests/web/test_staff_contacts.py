"""What staff add about people: a telephone number that was missing."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.delivery import DeliveryState
from app.queries.staff.registration import registration_of
from app.store.database import reading
from app.store.registration import Registration
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
