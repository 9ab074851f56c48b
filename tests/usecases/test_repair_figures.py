"""Claims about taking the account's figures for ours."""

import pytest
from sqlalchemy import update

from app.domain.money import Money
from app.domain.proof import Kind, Mend
from app.store.account import BalanceEntry
from app.store.database import Database, transaction
from app.store.payment import Refund
from tests.usecases.accounting import PRICE, Books, refunded
from tests.usecases.mending import DONE, refused
from tests.worlds import money


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


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


def test_theirs_in_another_currency_is_taken_back_again(books: Books) -> None:
    books.paid()
    books.gateway.change(0, payer=Money(420000, "EUR"))
    books.prove()
    books.mend(books.differ()[0], Mend.TAKE_THEIRS)
    books.gateway.change(0, payer=PRICE)
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.CURRENCY]
    assert books.mend(row, Mend.TAKE_THEIRS) == DONE
    assert money(books.sessions).paid == 420000


def test_theirs_is_not_taken_where_more_went_back_already(books: Books) -> None:
    refunded(books)
    books.gateway.change(0, payer=Money(410000, "NOK"))
    books.prove()
    assert "More than that went back" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)


def test_theirs_is_not_taken_where_they_say_it_no_more(books: Books) -> None:
    books.paid()
    books.gateway.change(0, payer=Money(410000, "NOK"))
    books.prove()
    with transaction(books.sessions) as session:
        session.query(BalanceEntry).delete()
    assert "does not say it any more" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)


@pytest.mark.parametrize("currency", ["NOK", "EUR"])
def test_theirs_is_taken_for_what_a_refund_sent(books: Books, currency: str) -> None:
    refunded(books)
    books.gateway.change(1, payer=Money(-410000, "NOK"))
    with transaction(books.sessions) as session:
        session.execute(update(Refund).values(currency=currency))
    books.prove()
    (row,) = [each for each in books.differ() if each.about == "refund"]
    assert books.mend(row, Mend.TAKE_THEIRS) == DONE
    assert books.refunds()[0].amount == Money(410000, "NOK")
    assert money(books.sessions).paid == (10000 if currency == "NOK" else 0)


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
