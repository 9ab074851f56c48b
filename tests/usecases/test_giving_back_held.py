"""What is given back of an order that is held is to be paid again, and papers say so."""

import pytest
from sqlalchemy import select

from app.domain.money import Money
from app.domain.payment import Closing, RefundState, StillHeld
from app.domain.payment_plan import Wish
from app.domain.registration import RegistrationState
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.payment import Refund
from app.store.voucher import VoucherRow
from app.usecases.give_money_back import give_money_back
from app.usecases.give_voucher_back import give_voucher_back
from app.usecases.release_hold import Released
from app.usecases.return_by_hand import return_by_hand
from app.usecases.undo_payment import undo_payment
from tests.usecases.accounting import STAFF, Books
from tests.usecases.later import (
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    PRICE,
    Account,
    account,
    order_by,
    record,
)
from tests.usecases.papers import books as on_paper
from tests.usecases.papers import catch_up
from tests.usecases.sending_back import PART as PART_THERE
from tests.usecases.sending_back import close, refused, send_there
from tests.worlds import states

PART, REST = 400_000, 20_000
SHARE = PRICE // 5
# What ``refused`` and ``send_there`` are about.
PART_OF_IT = PART_THERE.minor


@pytest.fixture
def books(sessions: Database) -> Books:
    """A shop whose class may be paid for in every way."""
    shop = Books(sessions)
    with transaction(sessions) as session:
        session.scalars(select(CourseClass)).one().paying = EVERY_WAY.document()
    return shop


def give(books: Books, order: str, minor: int = PART, key: str = "back-1") -> None:
    books.later(minutes=1)
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=minor,
        reason="a kindness",
        asked_by=STAFF,
        key=key,
        now=books.now,
    )
    books.later(minutes=1)


def returned(books: Books) -> None:
    """Hand back all that waits to be."""
    with reading(books.sessions) as session:
        uids = session.scalars(select(Refund.uid).where(Refund.state == RefundState.ASKED)).all()
    for uid in uids:
        return_by_hand(
            books.sessions,
            refund_uid=uid,
            by=STAFF,
            partners=books.partners,
            wake=books.wake,
            now=books.now,
        )
    books.later(minutes=1)


def paid_in_part(books: Books, *, wish: Wish = BY_INVOICE, minor: int = PART) -> str:
    """Leave a held place of which so much was paid at the gateway; return the order."""
    order = order_by(books, wish)
    page = books.page_of(order)
    books.gateway.pay_wrong_amount(page, Money(minor, "NOK"))
    books.news(page)
    assert account(books) == Account(PRICE, minor, PRICE - minor)
    assert states(books.sessions) == ["held"]
    return order


def add_up(books: Books, invoiced: int = 0) -> None:
    """See that papers are over what came and stayed, and what an invoice asks for besides."""
    catch_up(books)
    said = on_paper(books.sessions)
    assert (said.papers, said.kept) == (account(books).paid + invoiced, account(books).paid)


def withdraw(books: Books) -> None:
    """Withdraw the only refund."""
    with reading(books.sessions) as session:
        uid = session.scalars(select(Refund.uid)).one()
    assert close(books, uid, Closing.WITHDRAWN)


@pytest.mark.parametrize("between", [True, False], ids=["papers at once", "papers later"])
def test_a_place_is_not_had_for_what_is_left(books: Books, between: bool) -> None:
    order = order_by(books, BY_INVOICE)
    record(books, order, PART)
    give(books, order)
    assert account(books) == Account(PRICE, PART, PRICE)
    if between:
        add_up(books, PRICE - PART)
    returned(books)
    assert account(books) == Account(PRICE, 0, PRICE)
    if between:
        add_up(books, PRICE)
    record(books, order, REST, key="form-2")
    assert states(books.sessions) == ["held"]
    record(books, order, PART, key="form-3")
    assert states(books.sessions) == ["confirmed"]
    assert account(books) == Account(PRICE, PRICE, 0)
    add_up(books)


def test_what_the_gateway_sends_back_is_to_be_paid_again(books: Books) -> None:
    order = paid_in_part(books)
    give(books, order)
    add_up(books, REST)
    assert books.refund_all() == [RefundState.MADE]
    add_up(books, PRICE)
    books.later(minutes=1)
    record(books, order, PRICE)
    assert states(books.sessions) == ["confirmed"]
    add_up(books)


def test_a_deposit_that_is_given_back_is_to_be_paid_again(books: Books) -> None:
    order = order_by(books, DEPOSIT)
    record(books, order, SHARE - 1)
    give(books, order, SHARE - 1)
    returned(books)
    add_up(books)
    record(books, order, 1, key="form-2")
    assert states(books.sessions) == ["held"]
    record(books, order, SHARE - 1, key="form-3")
    assert states(books.sessions) == ["confirmed"]
    assert account(books) == Account(PRICE, SHARE, PRICE - SHARE)
    add_up(books)


def test_what_is_given_back_of_a_confirmed_place_is_a_kindness(books: Books) -> None:
    order = books.paid()
    give(books, order)
    assert account(books).owed == 0
    books.refund_all()
    add_up(books)


def test_what_does_not_go_after_all_is_paid(books: Books) -> None:
    order = paid_in_part(books)
    refused(books, order)
    assert account(books).owed == REST + PART_OF_IT
    withdraw(books)
    assert account(books) == Account(PRICE, PART, REST)
    assert states(books.sessions) == ["held"]
    add_up(books, REST)


def test_what_does_not_go_after_all_confirms_where_it_is_enough(books: Books) -> None:
    order = paid_in_part(books)
    refused(books, order)
    record(books, order, REST)
    assert states(books.sessions) == ["held"]
    withdraw(books)
    assert states(books.sessions) == ["confirmed"]
    assert account(books) == Account(PRICE, PRICE, 0)
    add_up(books)


def test_what_was_given_before_it_was_confirmed_and_stays_is_off_the_rest(books: Books) -> None:
    order = paid_in_part(books, wish=DEPOSIT, minor=PART_OF_IT // 2)
    refused(books, order, Money(PART_OF_IT // 2, "NOK"))
    books.later(minutes=1)
    record(books, order, SHARE)
    assert states(books.sessions) == ["confirmed"]
    withdraw(books)
    assert account(books).owed == PRICE - SHARE - PART_OF_IT // 2
    add_up(books)


def test_what_was_given_of_a_confirmed_place_and_stays_is_owed_as_before(books: Books) -> None:
    order = order_by(books, DEPOSIT)
    books.gateway.pay(page := books.page_of(order))
    books.news(page)
    books.later(minutes=1)
    refused(books, order, Money(SHARE, "NOK"))
    withdraw(books)
    assert account(books) == Account(PRICE, SHARE, PRICE - SHARE)


def test_what_went_without_us_is_to_be_paid_again_once(books: Books) -> None:
    order = paid_in_part(books)
    uid = refused(books, order)
    send_there(books, order, PART_THERE)
    assert account(books).owed == REST + 2 * PART_OF_IT
    assert close(books, uid, Closing.WENT_THAT_WAY)
    assert account(books) == Account(PRICE, PART - PART_OF_IT, REST + PART_OF_IT)
    add_up(books, REST + PART_OF_IT)


def test_a_payment_that_was_a_mistake_is_owed_once(books: Books) -> None:
    order = order_by(books, BY_INVOICE)
    record(books, order, PART)
    give(books, order, PART_OF_IT)
    assert undo_payment(
        books.sessions,
        payment_uid="form-1",
        by=STAFF,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )
    assert account(books) == Account(PRICE, 0, PRICE)
    add_up(books, PRICE)


def test_what_the_bank_sent_back_counts_for_the_invoice_again(books: Books) -> None:
    order = paid_in_part(books)
    give(books, order)
    books.gateway.slow_refunds = True
    assert books.refund_all() == [RefundState.PENDING]
    add_up(books, PRICE)
    (there,) = books.gateway.refunds
    books.gateway.failed_refunds.add(there.gateway_id)
    books.later(days=1)
    assert books.follow_all() == [RefundState.REFUSED]
    add_up(books, REST)
    withdraw(books)
    record(books, order, REST)
    assert states(books.sessions) == ["confirmed"]
    add_up(books)


def test_what_the_bank_sent_back_and_was_paid_again_is_ours_twice_on_paper_too(
    books: Books,
) -> None:
    order = paid_in_part(books)
    give(books, order)
    books.gateway.slow_refunds = True
    books.refund_all()
    (there,) = books.gateway.refunds
    books.gateway.failed_refunds.add(there.gateway_id)
    add_up(books, PRICE)
    books.later(days=1)
    assert books.follow_all() == [RefundState.REFUSED]
    record(books, order, PRICE)
    assert account(books) == Account(PRICE, PRICE + PART, 0)
    add_up(books)
    withdraw(books)
    assert account(books).owed == 0
    add_up(books)


def test_an_order_that_ends_asks_for_nothing(books: Books) -> None:
    order = order_by(books, BY_INVOICE)
    record(books, order, PART)
    add_up(books, REST)
    give(books, order)
    returned(books)
    assert books.release(order, RegistrationState.CANCELLED) is Released.RELEASED
    add_up(books)


def test_no_voucher_is_given_for_what_was_not_sold(books: Books) -> None:
    order = order_by(books, BY_INVOICE)
    record(books, order, PART)
    with pytest.raises(StillHeld, match="once the order is confirmed"):
        give_voucher_back(
            books.sessions,
            order_reference=order,
            amount_minor=PART,
            reason="a kindness",
            asked_by=STAFF,
            key="back-1",
            partners=books.partners,
            wake=books.wake,
            now=books.now,
        )
    assert account(books) == Account(PRICE, PART, REST)
    with reading(books.sessions) as session:
        assert session.scalars(select(VoucherRow)).all() == []
