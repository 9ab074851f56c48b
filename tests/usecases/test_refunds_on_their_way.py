"""A refund that is due or being sent, where money of its payment goes another way meanwhile."""

from collections.abc import Callable

import pytest

from app.domain.gateway import GatewayUnreachable, RefundRequest
from app.domain.payment import Closing, RefundState
from app.store.database import Database
from tests.usecases.accounting import PRICE, Books
from tests.usecases.sending_back import (
    PART,
    add_up,
    close,
    give,
    lose,
    refund,
    retry,
    send_there,
)
from tests.worlds import money


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


def test_what_is_due_waits_for_staff_once_money_went_without_us(books: Books) -> None:
    order = books.paid()
    uid = give(books, order)
    send_there(books, order, PART)
    assert books.refund_all() == []
    assert refund(books).state is RefundState.ASKED
    assert "look there first" not in refund(books).words
    assert close(books, uid, Closing.WENT_THAT_WAY)
    add_up(books, PRICE.minor - PART.minor)


def test_what_was_asked_for_without_an_answer_is_asked_for_under_its_key(books: Books) -> None:
    order = books.paid()
    uid = give(books, order)
    books.gateway.loses_answers = True
    assert books.refund_all() == [RefundState.DUE]
    books.gateway.loses_answers = False
    send_there(books, order, PART)
    assert refund(books).state is RefundState.ASKED
    assert "look there first" in refund(books).words
    assert retry(books, uid)
    assert refund(books).uid == uid
    assert books.refund_all() == [RefundState.MADE]
    assert len(books.gateway.refunds) == 1
    add_up(books, PRICE.minor - 2 * PART.minor)


class Meanwhile:
    """Something that happens while the gateway is asked to send money back."""

    def __init__(self, books: Books, happens: Callable[[], object], answer: object = None) -> None:
        self._refund, self._happens, self._answer = books.gateway.refund, happens, answer
        books.gateway.refund = self  # type: ignore[method-assign, assignment]  # a stand-in of the fake

    def __call__(self, request: RefundRequest, *, key: str) -> object:
        answer = self._refund(request, key=key)
        self._happens()
        return self._answer or answer


def test_what_was_made_while_staff_were_asked_about_it_is_made(books: Books) -> None:
    order = books.paid()
    give(books, order)
    Meanwhile(books, lambda: send_there(books, order, PART))
    assert books.refund_all() == [RefundState.MADE]
    add_up(books, PRICE.minor - 2 * PART.minor)


def test_what_was_not_answered_while_staff_were_asked_about_it_waits_for_them(
    books: Books,
) -> None:
    order = books.paid()
    give(books, order)
    Meanwhile(books, lambda: send_there(books, order, PART), GatewayUnreachable("No answer"))
    assert books.refund_all() == [RefundState.ASKED]
    assert "look there first" in refund(books).words


def test_what_was_made_after_all_else_was_lost_is_said_and_breaks_nothing(books: Books) -> None:
    order = books.paid()
    give(books, order)
    Meanwhile(books, lambda: lose(books, order, PRICE))
    assert books.refund_all() == [RefundState.REFUSED]
    assert "more went than was paid" in refund(books).words
    add_up(books, 0)


def test_what_was_paid_otherwise_while_the_gateway_was_asked_stays_so(books: Books) -> None:
    order = books.paid()
    uid = give(books, order)

    def elsewhere() -> None:
        send_there(books, order, PART)
        close(books, uid, Closing.PAID_OTHERWISE)

    Meanwhile(books, elsewhere)
    assert books.refund_all() == [None]
    assert money(books.sessions).paid == PRICE.minor - 2 * PART.minor


def test_what_is_due_and_not_left_waits_for_staff(books: Books) -> None:
    order = books.paid()
    give(books, order)
    books.change_payment(received_minor=PART.minor - 1)
    assert books.refund_all() == [None]
    assert refund(books).state is RefundState.ASKED
    assert "not left" in refund(books).words
    assert books.gateway.refunds == []


def test_of_several_that_are_due_the_oldest_goes(books: Books) -> None:
    order = books.paid()
    give(books, order)
    give(books, order, key="form-2")
    books.change_payment(received_minor=PART.minor)
    assert books.refund_all() == [RefundState.MADE, None]
    assert [each.state for each in books.refunds()] == [RefundState.MADE, RefundState.ASKED]
