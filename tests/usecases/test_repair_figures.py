"""Claims about taking the account's figures for ours."""

import pytest
from sqlalchemy import select, update

from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.proof import Kind, Mend
from app.domain.reason import OwnReason
from app.store.account import BalanceEntry
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Refund
from app.usecases.give_money_back import give_money_back
from tests.usecases.accounting import PRICE, Books, refunded
from tests.usecases.later import Account, account, record
from tests.usecases.mending import DONE, refused, set_order
from tests.usecases.papers import Books as PaperBooks
from tests.usecases.papers import books as paper_books
from tests.usecases.papers import catch_up
from tests.worlds import money, register_once


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


def give_back(books: Books, minor: int) -> None:
    """Send so much of the only order's money back."""
    with reading(books.sessions) as session:
        order = session.scalars(select(Order.reference)).one()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=minor,
        reason="kindness",
        asked_by="kim@example.org",
        key="form-1",
        now=books.now,
    )


# -- figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theirs", "paid"), [(Money(410000, "NOK"), 410000), (Money(420000, "EUR"), 0)]
)
def test_theirs_is_taken_for_what_a_payment_brought(books: Books, theirs: Money, paid: int) -> None:
    books.paid()
    books.gateway.change(0, payer=theirs)
    books.prove()
    assert books.mend(books.differ()[0], Mend.TAKE_THEIRS) == DONE
    payment = books.payment()
    assert (payment.received_minor, payment.received_currency) == (theirs.minor, theirs.currency)
    assert money(books.sessions).paid == paid


@pytest.mark.parametrize("staff_gave", [0, 100000])
def test_what_came_in_another_currency_goes_back_whole(books: Books, staff_gave: int) -> None:
    order = books.paid()
    catch_up(books)
    if staff_gave:
        give_back(books, staff_gave)
        assert books.refund_all() == [RefundState.MADE]
        books.gateway.change(1, payer=Money(-30000, "EUR"))
        catch_up(books)
    books.gateway.change(0, payer=Money(420000, "EUR"))
    books.gateway.page_of(order).received = Money(420000 + staff_gave, "EUR")
    books.prove()
    for row in sorted(books.differ(), key=lambda each: each.about == "payment"):
        assert books.mend(row, Mend.TAKE_THEIRS) == DONE
    assert account(books) == Account(PRICE.minor, 0, PRICE.minor)
    refund = books.refunds()[-1]
    back = 420000 - (30000 if staff_gave else 0)
    assert (refund.amount, refund.state) == (Money(back, "EUR"), RefundState.DUE)
    assert refund.own_reason is OwnReason.WRONG_AMOUNT
    assert books.refund_all() == [RefundState.MADE]
    assert sum(each.amount.minor for each in books.refunds()) == 420000
    catch_up(books)
    assert paper_books(books.sessions) == PaperBooks(0, 0), "in either currency"
    assert books.prove().found == {}


def test_theirs_is_not_taken_in_another_currency_while_money_goes_back(books: Books) -> None:
    books.paid()
    give_back(books, 1000)
    books.gateway.change(0, payer=Money(420000, "EUR"))
    books.prove()
    assert "mend its refunds here first" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)
    assert (len(books.refunds()), money(books.sessions).paid) == (1, 420000)


def test_theirs_in_the_orders_own_currency_is_counted_again(books: Books) -> None:
    books.paid()
    books.change_payment(received_currency="EUR")
    set_order(books, paid_minor=0)
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.CURRENCY]
    assert books.mend(row, Mend.TAKE_THEIRS) == DONE
    assert money(books.sessions).paid == 420000
    assert books.refunds() == []


def test_theirs_is_not_taken_where_more_went_back_already(books: Books) -> None:
    refunded(books)
    books.gateway.change(0, payer=Money(410000, "NOK"))
    books.prove()
    assert "More than that went back" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)


def test_theirs_is_not_taken_where_more_of_that_payment_went_back_though_others_came(
    books: Books,
) -> None:
    """No refund is of money that never came, and no paper says so, whatever else was paid."""
    order = register_once(books).reference
    page = books.page_of(order)
    record(books, order, 300_000)
    books.gateway.pay(page)
    books.news(page)
    catch_up(books)
    assert account(books).paid > PRICE.minor
    assert books.refund_all() == [RefundState.MADE]
    catch_up(books)
    books.gateway.change(0, payer=Money(100_000, "NOK"))
    books.prove()
    assert "More than that went back" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)
    assert paper_books(books.sessions) == PaperBooks(PRICE.minor, PRICE.minor)


def test_theirs_is_not_taken_where_more_went_back_there_than_was_ever_paid(books: Books) -> None:
    refunded(books)
    books.gateway.change(1, payer=Money(-900_000, "NOK"))
    books.prove()
    assert "More than that went back" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)


def test_theirs_is_not_taken_where_they_say_it_no_more(books: Books) -> None:
    books.paid()
    books.gateway.change(0, payer=Money(410000, "NOK"))
    books.prove()
    row = books.differ()[0]
    with transaction(books.sessions) as session:
        session.execute(update(BalanceEntry).values(listed_at=None))
    assert "does not say it any more" in refused(books, row, Mend.TAKE_THEIRS)


@pytest.mark.parametrize("currency", ["NOK", "EUR"])
def test_theirs_is_taken_for_what_a_refund_sent(books: Books, currency: str) -> None:
    refunded(books)
    books.gateway.change(1, payer=Money(-410000, "NOK"))
    if currency != "NOK":
        with transaction(books.sessions) as session:
            session.execute(update(Refund).values(currency=currency))
        set_order(books, paid_minor=420000)
    books.prove()
    (row,) = [each for each in books.differ() if each.about == "refund"]
    assert books.mend(row, Mend.TAKE_THEIRS) == DONE
    assert books.refunds()[0].amount == Money(410000, "NOK")
    assert money(books.sessions).paid == 10000


def test_theirs_is_not_taken_for_a_refund_that_is_not_known_any_more(books: Books) -> None:
    refunded(books)
    books.gateway.change(1, payer=Money(-410000, "NOK"))
    books.prove()
    with transaction(books.sessions) as session:
        session.execute(update(Refund).values(gateway_id="re_else"))
    assert "not known here" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)


def test_a_fee_that_changed_is_taken_as_it_is_now(books: Books) -> None:
    books.paid()
    books.prove()
    books.gateway.change(0, fee_minor=9000, net_minor=411000)
    books.prove()
    assert books.mend(books.only(Kind.FEE), Mend.TAKE_THEIRS) == DONE
    assert books.prove().found == {}
