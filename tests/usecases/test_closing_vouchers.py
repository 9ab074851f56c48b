"""A voucher given instead of money that staff close: its money goes back, once."""

import pytest
from sqlalchemy import select

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment import RefundState
from app.store.database import Database, reading
from app.store.voucher import VoucherRow
from app.usecases.change_voucher import switch_voucher
from app.usecases.close_voucher import close_voucher
from tests.usecases.accounting import Books
from tests.usecases.hearing import hear, hear_dispute
from tests.usecases.places import KIM
from tests.usecases.sending_back import add_up
from tests.usecases.voucher_steps import can_go, claim, decide, give
from tests.vouchers import change_voucher

WORTH = 420_000


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


def close(books: Books, agreed: int = WORTH, number: int = 1) -> Money | None:
    return close_voucher(
        books.sessions,
        number=number,
        agreed_minor=agreed,
        reason="you asked for money",
        by=KIM,
        now=books.now,
    )


def voucher(books: Books) -> VoucherRow:
    with reading(books.sessions) as session:
        return session.scalars(select(VoucherRow)).one()


def won_after_all(books: Books, worth: int = WORTH, used: int = 0) -> str:
    """Leave a voucher whose money was lost in a dispute and won again; return the order."""
    order = books.paid()
    give(books, order, worth)
    if used:
        change_voucher(books.sessions, balance_minor=worth - used)
    claim(books, order)
    decide(books, DisputeState.LOST)
    books.later(minutes=1)
    decide(books, DisputeState.WON, "evt_won")
    return order


def test_what_it_was_worth_goes_back_once_and_nothing_of_it_can_be_used(books: Books) -> None:
    won_after_all(books)
    assert close(books) == Money(WORTH, "NOK")
    assert close(books) is None
    switch_voucher(books.sessions, number=1, active=True, by=KIM, now=books.now)
    assert voucher(books).balance_minor == 0
    _, refund = books.refunds()
    assert (refund.state, refund.amount_minor, refund.asked_by) == (RefundState.DUE, WORTH, KIM)
    assert refund.reason == "you asked for money"
    assert books.refund_all() == [RefundState.MADE]
    add_up(books, 0)
    assert can_go(books) == (0, 0)


def test_who_closed_it_stays_with_it(books: Books) -> None:
    won_after_all(books)
    close(books)
    row = voucher(books)
    assert row.changed_by.startswith(f"{KIM}, who had ")
    assert row.changed_at == books.now


def test_what_was_used_of_it_stands(books: Books) -> None:
    won_after_all(books, used=100_000)
    assert close(books) is None
    assert close(books, 320_000) == Money(320_000, "NOK")
    assert voucher(books).amount_minor == 100_000
    assert can_go(books) == (0, 0)


@pytest.mark.parametrize(("gone", "back"), [(100_000, 320_000), (WORTH, None)])
def test_no_more_goes_back_than_the_payment_has_left(
    books: Books, gone: int, back: int | None
) -> None:
    order = won_after_all(books)
    books.gateway.refund_there(books.intent(order), Money(gone, "NOK"))
    hear(books, books.intent(order))
    assert close(books) is None
    assert voucher(books).balance_minor == WORTH
    assert close(books, back or 0) == (Money(back, "NOK") if back else None)
    assert voucher(books).balance_minor == (0 if back else WORTH)


def test_what_a_bank_claims_again_does_not_go_back(books: Books) -> None:
    order = won_after_all(books)
    books.gateway.dispute(books.intent(order), Money(WORTH, "NOK"), "du_2")
    hear_dispute(books, "evt_second", "du_2")
    assert close(books) is None
    assert books.refunds()[-1].state is RefundState.RETURNED


def test_one_in_use_and_one_that_was_sold_are_not_closed(books: Books) -> None:
    won_after_all(books)
    switch_voucher(books.sessions, number=1, active=True, by=KIM, now=books.now)
    assert close(books) is None
    assert close(books, number=2) is None
    assert len(books.refunds()) == 1
