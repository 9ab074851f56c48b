"""Claims about proving orders that are paid later: what is owed or was waived is not missing."""

from collections.abc import Callable

import pytest

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment_plan import Ways
from app.domain.proof import Kind, Mend
from app.domain.registration import Channel
from app.store.database import Database
from app.usecases.accept_offer import Accepted, accept_offer
from app.usecases.cancel_registration import cancel_registration
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.waive_rest import waive_rest
from tests.usecases.accounting import Accountant
from tests.usecases.later import (
    AT_DOOR,
    AT_ONCE_WAYS,
    BY_INVOICE,
    EVERY_WAY,
    PRICE,
    account,
    deposited,
    order_by,
    pay_page,
)
from tests.usecases.mending import DONE
from tests.usecases.places import places
from tests.usecases.queue import Queue
from tests.worlds import ANA, BO, add_class, states

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DEPOSIT = PRICE // 5


@pytest.fixture
def books(sessions: Database) -> Accountant:
    return Accountant(sessions)


def leave_a_page(books: Accountant, order: str) -> None:
    """Open the gateway's page for what the order owes, and let its time run out."""
    page = books.page_of(order)
    books.gateway.expire(page)
    books.news(page, event_id="evt_left")


def waive(books: Accountant, order: str) -> None:
    owed = Money(account(books).owed, "NOK")
    assert (
        waive_rest(
            books.sessions,
            order_reference=order,
            agreed=owed,
            reason="Ill since",
            by="kim@example.org",
            partners=books.partners,
            wake=books.wake,
            now=books.now,
        )
        == owed
    )


def lose(books: Accountant, order: str, minor: int) -> None:
    """Have a bank take so much of the order's money for good, and write it down."""
    books.gateway.dispute(books.intent(order), Money(minor, "NOK"))
    books.gateway.end_dispute(DisputeState.LOST)
    books.prove()
    assert books.mend(books.only(Kind.DISPUTE), Mend.RECORD) == DONE


def at_the_door(books: Accountant) -> str:
    return order_by(books, AT_DOOR)


def on_invoice_at_once(books: Accountant) -> str:
    return order_by(books, BY_INVOICE)


def on_credit(books: Accountant) -> str:
    order = order_by(books, BY_INVOICE)
    assert confirm_on_credit(
        books.sessions,
        order_reference=order,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )
    return order


@pytest.mark.parametrize(
    ("ways", "made"),
    [
        (EVERY_WAY, at_the_door),
        (AT_ONCE_WAYS, on_invoice_at_once),
        (EVERY_WAY, on_credit),
        (EVERY_WAY, deposited),
    ],
)
def test_a_place_that_owes_its_money_is_not_accused_because_of_a_page_that_was_left(
    books: Accountant, ways: Ways, made: Callable[[Accountant], str]
) -> None:
    add_class(books.sessions, ways=ways)
    order = made(books)
    assert states(books.sessions) == ["confirmed"]
    leave_a_page(books, order)
    assert books.prove().found == {}
    waive(books, order)
    assert account(books).owed == 0
    assert books.prove().found == {}, "nor because the rest was waived"


@ON_ONE
def test_an_offer_that_was_accepted_at_the_door_is_not_accused(books: Accountant) -> None:
    queue = Queue(books, capacity=1, ways=EVERY_WAY)
    queue.fill(1)
    order = queue.join("Ada")
    queue.change(capacity=2)
    assert queue.move() == 1
    page = books.page_of(order)
    accepted = accept_offer(
        books.sessions,
        reference=order,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
        wish=AT_DOOR,
        gateways=books.gateways,
    )
    assert accepted is Accepted.CONFIRMED
    books.gateway.expire(page)
    books.news(page, event_id="evt_left")
    assert books.prove().found == {}


@ON_ONE
def test_a_deposit_that_was_lost_is_missing_though_the_rest_is_owed(books: Accountant) -> None:
    add_class(books.sessions, ways=EVERY_WAY)
    order = deposited(books)
    lose(books, order, DEPOSIT)
    books.prove()
    assert "NOK\N{NO-BREAK SPACE}840 of what they cost" in books.only(Kind.SEAT_NO_PAYMENT).words


@ON_ONE
def test_a_deposit_that_was_lost_is_missing_though_the_rest_was_waived(books: Accountant) -> None:
    add_class(books.sessions, ways=EVERY_WAY)
    order = deposited(books)
    waive(books, order)
    lose(books, order, DEPOSIT)
    books.prove()
    assert "NOK\N{NO-BREAK SPACE}840 of what they cost" in books.only(Kind.SEAT_NO_PAYMENT).words


@ON_ONE
def test_money_for_the_door_that_came_online_and_was_lost_is_missing(books: Accountant) -> None:
    add_class(books.sessions, ways=EVERY_WAY)
    order = order_by(books, AT_DOOR)
    pay_page(books, order)
    lose(books, order, PRICE)
    books.prove()
    assert "NOK\N{NO-BREAK SPACE}4,200 of what they cost" in books.only(Kind.SEAT_NO_PAYMENT).words


@ON_ONE
def test_what_was_let_off_for_a_place_that_ended_does_not_hide_what_another_lacks(
    books: Accountant,
) -> None:
    add_class(books.sessions, ways=EVERY_WAY)
    order = deposited(books, participants=(ANA, BO))
    cancel_registration(
        books.sessions,
        reference=places(books)[1].reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )
    assert account(books).owed == PRICE * 2 - DEPOSIT * 2 - PRICE
    lose(books, order, DEPOSIT * 2)
    books.prove()
    words = books.only(Kind.SEAT_NO_PAYMENT).words
    assert "NOK\N{NO-BREAK SPACE}1,680 of what they cost" in words
