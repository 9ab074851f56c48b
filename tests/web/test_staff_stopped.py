"""Addresses without mail, as staff see them: on the list, at the registration, on the overview."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.domain.bounce import Bounced, BounceKind, BounceReport
from app.domain.delivery import DeliveryState
from app.domain.registration import RegistrationState
from app.store.database import transaction
from app.store.registration import Registration
from app.usecases.take_bounce import take_bounce
from tests.web.ordering import address
from tests.web.staffroom import (
    BOOKKEEPER,
    add_members,
    arrive,
    lines,
    put_delivery,
    send,
    show,
    sign_in,
)
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, Desk, add_class, deliveries, register_once

BUDGET = 6


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    add_class(desk.sessions)
    visitor = sign_in(arrive(desk, tmp_path))
    visitor.client.private = (ANA.name, ANA.email, BO.email)
    return visitor


def report(
    desk: Desk,
    email: str = ANA.email,
    kind: BounceKind = BounceKind.PERMANENT,
    message: str = "m-1",
) -> None:
    """Hear that a letter came back."""
    came = BounceReport(Bounced(email, kind), desk.now, message, f"550 <{email}> is gone")
    take_bounce(desk.sessions, came, now=desk.now)


def test_the_list_is_masked_and_says_whose_letter_it_was(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    report(desk)
    report(desk, BO.email, BounceKind.COMPLAINT)
    page = kim.open("/staff/stopped")
    assert "2 addresses on the list" in page.words
    assert {each.split()[0] for each in lines(page)} == {"a…@example.org", "b…@example.org"}
    assert ANA.email not in page.text
    assert order in page.text
    assert "550 … is gone" in page.words
    assert len(page.statements) <= BUDGET


def test_an_empty_list_says_so(kim: Visitor) -> None:
    assert "None. Every letter" in kim.open("/staff/stopped").words


def test_the_registration_says_that_neither_can_be_reached(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(BO,), buyer=ANA).reference
    assert "takes no mail" not in show(desk, kim, order).words
    report(desk)
    assert show(desk, kim, order).words.count("takes no mail") == 1
    report(desk, BO.email, BounceKind.COMPLAINT)
    page = show(desk, kim, order)
    assert "takes no mail since" in page.words
    assert "wants no reminders since" in page.words


def test_the_overview_counts_who_cannot_be_reached(desk: Desk, kim: Visitor) -> None:
    register_once(desk, participants=(ANA, BO))
    assert "cannot be reached" not in kim.open("/staff/").words
    report(desk, BO.email, BounceKind.COMPLAINT)
    assert "cannot be reached" not in kim.open("/staff/").words
    report(desk)
    assert "One address takes no mail" in kim.open("/staff/").words


def test_an_address_is_taken_off_and_it_stays_who_did(desk: Desk, kim: Visitor) -> None:
    register_once(desk)
    report(desk)
    kim.open("/staff/stopped")
    kim.press("Take it off a…@example.org")
    assert "It is off the list" in kim.here.words
    assert "0 addresses on the list" in kim.here.words
    (line,) = lines(kim.here)
    assert "coordinator@example.org" in line
    assert "takes no mail" not in kim.open("/staff/").words


def test_who_only_keeps_books_sees_the_list_and_takes_nothing_off(
    desk: Desk, kim: Visitor, tmp_path: Path
) -> None:
    register_once(desk)
    report(desk)
    books = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    assert "Take it off" not in books.open("/staff/stopped").words
    token = books.here.all("input")[0].get("value")
    answer = books.client.post("/staff/stopped/1/take-off", data={"csrf_token": token})
    assert answer.status_code == 403
    assert "1 address on the list" in kim.open("/staff/stopped").words


@pytest.mark.parametrize("number", [2**31, 10**30])
def test_a_number_that_is_nobodys_is_not_there(kim: Visitor, number: int) -> None:
    kim.open("/staff/stopped")
    token = kim.here.all("input")[0].get("value")
    answer = kim.client.post(f"/staff/stopped/{number}/take-off", data={"csrf_token": token})
    assert answer.status_code == 404


def test_pressing_again_changes_nothing(desk: Desk, kim: Visitor) -> None:
    register_once(desk)
    report(desk)
    kim.open("/staff/stopped")
    token = kim.here.all("input")[0].get("value")
    for words in ("It is off the list", "Nothing was done"):
        desk.now += timedelta(minutes=1)
        kim.client.post("/staff/stopped/1/take-off", data={"csrf_token": token})
        assert words in kim.open("/staff/stopped").words


def held_back(desk: Desk) -> str:
    """Return an order whose letter was held back, and whose address is on the list."""
    order = register_once(desk).reference
    words = "this address takes no mail since Fri 10 Jan 2031: 550 gone"
    put_delivery(desk, "mail", DeliveryState.SKIPPED, words=words)
    report(desk)
    return order


def test_a_letter_that_was_held_back_is_sent_by_a_press_once_it_can_be(
    desk: Desk, kim: Visitor
) -> None:
    order = held_back(desk)
    page = show(desk, kim, order)
    assert "not sent, this address takes no mail since Fri 10 Jan 2031" in page.words
    assert "It can be sent once the address is taken off the list or corrected" in page.words
    assert "Send it now" not in page.words
    kim.open("/staff/stopped")
    kim.press("Take it off a…@example.org")
    show(desk, kim, order)
    kim.press("Send it now : Order waiting for payment")
    assert "The letter is sent now" in kim.here.words
    assert "Send it now" not in kim.here.words
    assert ("order.held", "due") in deliveries(desk.sessions, "mail")
    assert "mail" in desk.woken


def test_pressing_twice_sends_it_once_and_the_second_time_says_so(desk: Desk, kim: Visitor) -> None:
    order = held_back(desk)
    kim.open("/staff/stopped")
    kim.press("Take it off a…@example.org")
    page = show(desk, kim, order)
    (address,) = [
        each.attrib["action"] for each in page.all("form") if "/send" in each.attrib["action"]
    ]
    for words in ("The letter is sent now", "Nothing was done: it was not held back"):
        show(desk, kim, order)
        assert words in send(kim, address).words
    for number in (2**31, 2**31 - 1):
        kim.open("/staff/stopped")
        assert send(kim, f"/staff/deliveries/{number}/send").status_code == 404


def test_who_only_keeps_books_sends_nothing(desk: Desk, kim: Visitor, tmp_path: Path) -> None:
    order = held_back(desk)
    kim.open("/staff/stopped")
    kim.press("Take it off a…@example.org")
    books = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    assert "Send it now" not in show(desk, books, order).words
    assert send(books, "/staff/deliveries/1/send").status_code == 403


@pytest.mark.parametrize("state", [RegistrationState.CONFIRMED, RegistrationState.WAITLISTED])
def test_the_buyers_own_page_says_that_nothing_reaches_them(
    desk: Desk, kim: Visitor, state: RegistrationState
) -> None:
    order = register_once(desk).reference
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(state=state))
    assert "do not reach you" not in kim.open(address(order)).words
    report(desk, kind=BounceKind.COMPLAINT)
    assert "do not reach you" not in kim.open(address(order)).words
    report(desk, message="m-2")
    page = kim.open(address(order))
    assert "Our letters do not reach you" in page.words
    assert "We have written to" not in page.words


def test_a_buyer_finds_the_certificate_of_who_completed(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(certificate="C-22222-33333"))
        session.execute(
            update(Registration)
            .where(Registration.email == ANA.email)
            .values(state=RegistrationState.COMPLETED)
        )
        session.execute(
            update(Registration)
            .where(Registration.email == BO.email)
            .values(state=RegistrationState.CONFIRMED)
        )
    page = kim.open(address(order))
    links = [each for each in page.all("a") if "/certificates/" in each.attrib["href"]]
    assert [each.attrib["href"] for each in links] == ["/certificates/C-22222-33333"]
