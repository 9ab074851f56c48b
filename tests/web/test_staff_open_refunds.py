"""What staff read and press where money went without us while a refund of it was refused."""

from pathlib import Path

import pytest

from app.domain.money import Money
from app.domain.payment import RefundState
from app.store.database import Database
from app.usecases.give_money_back import give_money_back
from tests.usecases.accounting import PRICE, STAFF, Books
from tests.usecases.hearing import hear
from tests.usecases.sending_back import add_up, lose, send_there
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import Visitor
from tests.worlds import money

PART = Money(100_000, "NOK")
NOTHING_LEFT = "Nothing was done: no more than NOK 0 is left of that payment"


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


@pytest.fixture
def kim(books: Books, tmp_path: Path) -> Visitor:
    add_members(books)
    return sign_in(arrive(books, tmp_path))


def refused_and_gone(books: Books, amount: Money, there: Money) -> str:
    """Have a refund refused, and money sent back there; return the page of the place."""
    order = books.paid()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=amount.minor,
        reason="It rained",
        asked_by=STAFF,
        key="form-1",
        now=books.now,
    )
    pages = dict(books.gateway.pages)
    books.gateway.pages.clear()
    assert books.refund_all() == [RefundState.REFUSED]
    books.gateway.pages.update(pages)
    books.gateway.refund_there(books.intent(order), there)
    hear(books, books.intent(order))
    return f"/staff/registrations/{books.places()[0].reference}"


def test_staff_are_asked_and_say_with_one_press_that_it_went_that_way(
    books: Books, kim: Visitor
) -> None:
    asks = "NOK 1,000 of that payment went without us: was it this money?"
    address = refused_and_gone(books, PART, PART)
    assert asks in kim.open("/staff/").words
    assert asks in kim.open(address).words
    kim.press("It went that way : NOK 1,000")
    assert "It is closed: its money went without us, and nothing more goes." in kim.here.words
    assert "It went that way" not in kim.here.words
    assert money(books.sessions).paid == PRICE.minor - PART.minor
    assert "No refund waits or was refused" in kim.open("/staff/").words


def test_staff_say_with_one_press_that_a_refund_made_there_is_what_a_dispute_took(
    books: Books, kim: Visitor
) -> None:
    order = books.paid()
    lose(books, order, PART)
    kim.open(address := f"/staff/registrations/{books.places()[0].reference}")
    assert "It is what the dispute took" not in kim.here.words
    send_there(books, order, PART)
    assert "it is counted twice. Say so at its refund." in kim.open("/staff/").words
    kim.open(address)
    kim.press("It is what the dispute took : NOK 1,000")
    assert "It is what the dispute took, and is counted once." in kim.here.words
    assert "Its money was lost in a dispute, and counts there" in kim.here.words
    add_up(books, PRICE.minor - PART.minor)


def test_what_went_whole_is_not_sent_again_nor_said_to_be_paid_otherwise(
    books: Books, kim: Visitor
) -> None:
    before = kim.open(refused_and_gone(books, PRICE, PRICE))
    kim.press("Send NOK 4,200 back again")
    assert NOTHING_LEFT in kim.here.words
    kim.here = before
    kim.press("Close it", {"how": "paid_otherwise", "note": "by bank"})
    assert NOTHING_LEFT in kim.here.words
    assert money(books.sessions).paid == 0


def test_what_did_not_go_whole_did_not_go_that_way(books: Books, kim: Visitor) -> None:
    kim.open(refused_and_gone(books, PART, Money(60_000, "NOK")))
    assert "It went that way" not in kim.here.words
    kim.press("Close it", {"how": "went_that_way"})
    said = "Nothing was done: no more than NOK 600 of that payment went without us."
    assert said in kim.here.words
