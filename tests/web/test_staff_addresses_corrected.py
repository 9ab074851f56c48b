"""Correcting an address: said before, with a reason, and what was mailed to it opens nothing."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.bounce import Bounced, BounceKind, BounceReport
from app.domain.delivery import DeliveryState
from app.domain.link import order_token
from app.store.database import reading
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.take_bounce import take_bounce
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address
from tests.web.staffroom import (
    BOOKKEEPER,
    add_members,
    arrive,
    put_delivery,
    send,
    show,
    sign_in,
)
from tests.web.visitor import SECRET, Visitor, problems
from tests.worlds import ANA, BO, Desk, add_class, deliveries, register_once

NEW = "ana.lind@example.org"
RIGHT = {"old": ANA.email, "new": NEW, "reason": "misspelled, told by telephone"}


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    add_class(desk.sessions)
    visitor = sign_in(arrive(desk, tmp_path))
    visitor.client.private = (ANA.name, ANA.email, BO.name, BO.email, NEW)
    return visitor


@pytest.fixture
def order(desk: Desk, kim: Visitor) -> str:
    return register_once(desk, participants=(ANA, BO), buyer=ANA).reference


def ask(kim: Visitor, order: str) -> WatchedResponse:
    return kim.open(f"/staff/orders/{order}/address")


def emails(desk: Desk) -> tuple[str, ...]:
    with reading(desk.sessions) as session:
        of_order = session.scalars(select(Order.email)).one()
        return of_order, *session.scalars(select(Registration.email).order_by(Registration.id))


def test_the_addresses_and_what_follows_are_said_before(
    desk: Desk, kim: Visitor, order: str
) -> None:
    links = {words_of(each): each.attrib["href"] for each in show(desk, kim, order).all("a")}
    words = kim.open(links["Correct an e-mail address"]).words
    assert "ana@example.org (Ana Lind, who ordered and takes part)" in words
    assert "bo@example.org (Bo Berg)" in words
    assert "opens nothing any more" in words
    assert "ISO has no call for it" in words
    assert emails(desk) == (ANA.email, ANA.email, BO.email)


def test_it_is_corrected_and_the_registration_says_who_did_and_why(
    desk: Desk, kim: Visitor, order: str
) -> None:
    ask(kim, order)
    page = kim.press("Correct it", RIGHT)
    assert "The address is corrected, and a mail says so to the new one" in page.words
    assert "mailed before open nothing any more" in page.words
    assert emails(desk) == (NEW, NEW, BO.email)
    assert NEW in page.text
    assert ANA.email not in page.text
    said = "E-mail address corrected, buyer told misspelled, told by telephone, by coordinator@"
    assert said in page.words
    assert ("order.address_changed", "due") in deliveries(desk.sessions, "mail")
    assert {"iso", "mail"} <= set(desk.woken)


def test_the_link_that_was_mailed_before_opens_nothing_and_the_new_one_does(
    desk: Desk, kim: Visitor, order: str
) -> None:
    mailed = address(order)
    assert "Ana Lind" in kim.open(mailed).words
    ask(kim, order)
    kim.press("Correct it", RIGHT)
    for old in (mailed, address(order, page="/data"), address(order, page="/dates.ics")):
        assert kim.open(old).status_code == 404
    key = order_token(SECRET, order)
    assert kim.open(f"/orders/{order}/back?key={key}").status_code == 404
    renewed = order_token(SECRET, order, turn=1)
    page = kim.open(f"/orders/{order}?token={renewed}")
    assert "Ana Lind" in page.words
    assert "Your e-mail address was corrected" in page.words
    assert "coordinator@example.org" not in page.text
    assert kim.open(f"/orders/{order}/back?key={renewed}").status_code == 200


def test_who_pays_comes_back_by_the_new_link(desk: Desk, kim: Visitor, order: str) -> None:
    ask(kim, order)
    kim.press("Correct it", RIGHT)
    renewed = order_token(SECRET, order, turn=1)
    kim.open(f"/orders/{order}?token={renewed}")
    fields = {"token": renewed}
    answer = kim.client.post(
        f"/orders/{order}/pay",
        data=fields | {"csrf_token": kim.here.all("input", name="csrf_token")[0].attrib["value"]},
    )
    assert answer.status_code == 303
    assert answer.location.startswith("https://pay.example.test")


def test_a_participants_correction_leaves_the_buyers_link_as_it_is(
    desk: Desk, kim: Visitor, order: str
) -> None:
    ask(kim, order)
    page = kim.press("Correct it", RIGHT | {"old": BO.email, "new": "bo@elsewhere.example"})
    assert "open nothing" not in page.words
    assert emails(desk) == (ANA.email, ANA.email, "bo@elsewhere.example")
    assert "Ana Lind" in kim.open(address(order)).words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": ""}, "Choose the address that is wrong"),
        ({"new": "nobody"}, "Enter an email address in the correct format, like name@example.org"),
        ({"new": ""}, "Enter an email address"),
        ({"reason": " "}, "Say why, as: misspelled, told by telephone"),
        ({"reason": "Ana rang"}, "Say it without “Ana”: the reason stays when the rest is erased"),
        ({"new": "ANA@example.org"}, "Nothing was done: that is the address that is there"),
        (
            {"old": "x@example.org"},
            "Nothing was done: nobody of this order has that address (any more)",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    desk: Desk, kim: Visitor, order: str, given: dict[str, str], said: str
) -> None:
    ask(kim, order)
    page = send(kim, f"/staff/orders/{order}/address", **(RIGHT | given))
    assert page.status_code == 422
    assert problems(page) == [said]
    assert emails(desk) == (ANA.email, ANA.email, BO.email)


def test_pressing_twice_corrects_and_writes_once(desk: Desk, kim: Visitor, order: str) -> None:
    for words in ("The address is corrected", "nobody of this order has that address"):
        ask(kim, order)
        assert words in send(kim, f"/staff/orders/{order}/address", **RIGHT).words
    assert deliveries(desk.sessions, "mail").count(("order.address_changed", "due")) == 1


def test_a_letter_that_the_old_address_did_not_take_can_be_sent_then(
    desk: Desk, kim: Visitor, order: str
) -> None:
    words = "this address takes no mail since Fri 10 Jan 2031: 550 gone"
    put_delivery(desk, "mail", DeliveryState.SKIPPED, words=words)
    came = BounceReport(Bounced(ANA.email, BounceKind.PERMANENT), desk.now, "m-1", "550 gone")
    take_bounce(desk.sessions, came, now=desk.now)
    words = ask(kim, order).words
    assert "ana@example.org (Ana Lind, who ordered and takes part), takes no mail" in words
    kim.press("Correct it", RIGHT)
    assert "takes no mail since" in show(desk, kim, order).words, "what was said of the letter"
    kim.press("Send it now : Order waiting for payment")
    assert "The letter is sent now" in kim.here.words


def test_who_only_keeps_books_corrects_nothing(
    desk: Desk, kim: Visitor, order: str, tmp_path: Path
) -> None:
    books = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    assert "Correct an e-mail address" not in show(desk, books, order).words
    assert send(books, f"/staff/orders/{order}/address", **RIGHT).status_code == 403
    assert ask(books, order).status_code == 403
    assert emails(desk)[0] == ANA.email


def test_an_order_that_is_not_there_has_no_addresses(kim: Visitor, order: str) -> None:
    assert ask(kim, "CD-NOPE").status_code == 404
    ask(kim, order)
    assert send(kim, "/staff/orders/CD-NOPE/address", **RIGHT).status_code == 404
