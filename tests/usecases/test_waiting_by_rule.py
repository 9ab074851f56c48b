"""A place is given up whose money does not go by itself: it is written down, and staff asked."""

from collections.abc import Callable

import pytest

from app.domain.account import DisputeState
from app.domain.contact import Contact
from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.refund_rule import BackAs, RefundStep, Waits
from app.store.database import Database
from app.usecases.cancel_by_rule import GivenUp
from app.usecases.give_money_back import give_money_back
from app.usecases.give_voucher_back import give_voucher_back
from tests.usecases.accounting import Books
from tests.usecases.hearing import hear, hear_dispute, looks
from tests.usecases.later import PRICE
from tests.usecases.places import KIM, places
from tests.usecases.test_cancel_by_rule import cancel, page, refunds, rule, shown
from tests.worlds import ANA, BO, register_once, states

Went = Callable[[Books, str], None]
ASKED, MADE = (PRICE, RefundState.ASKED), (PRICE, RefundState.MADE)


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


def paid(books: Books, *people: Contact, as_: BackAs = BackAs.MONEY) -> str:
    """Have people's places paid, of which the rule gives everything; return the order."""
    rule(books, RefundStep(7, 100, as_))
    order = register_once(books, participants=people).reference
    way = books.page_of(order)
    books.gateway.pay(way)
    books.news(way)
    return order


def give_up(books: Books, number: int = 0) -> Waits | None:
    """Give a place up as it is shown; return why its money waits."""
    place = places(books)[number].reference
    agreed = shown(books, place)
    assert agreed.back_minor == PRICE
    assert cancel(books, place, agreed) is GivenUp.CANCELLED
    return agreed.waits


@pytest.mark.parametrize("as_", list(BackAs))
def test_what_a_bank_claims_waits_and_staff_hear_of_it_once_it_is_won(
    books: Books, as_: BackAs
) -> None:
    order = paid(books, ANA, BO, as_=as_)
    books.gateway.dispute(books.intent(order), Money(2 * PRICE, "NOK"))
    hear_dispute(books, "evt_open")
    assert give_up(books) is Waits.CLAIMED
    assert refunds(books) == [ASKED]
    assert ("voucher" in books.refunds()[0].words) is (as_ is BackAs.VOUCHER)
    books.gateway.end_dispute(DisputeState.WON)
    hear_dispute(books, "evt_end")
    # Bo's place stands, and does not hide what Ana's waits for.
    assert "NOK\xa04,200 waits to go back: send it, or not." in looks(books)[0]


def kindness(books: Books, order: str) -> None:
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=PRICE,
        reason="ill",
        asked_by=KIM,
        key="k1",
        now=books.now,
    )
    books.refund_all()


def chargeback(books: Books, order: str) -> None:
    books.gateway.dispute(books.intent(order), Money(PRICE, "NOK"))
    hear_dispute(books, "evt_open")
    books.gateway.end_dispute(DisputeState.LOST)
    hear_dispute(books, "evt_end")


def voucher(books: Books, order: str) -> None:
    give_voucher_back(
        books.sessions,
        order_reference=order,
        amount_minor=PRICE,
        reason="ill",
        asked_by=KIM,
        key="k1",
        **books.around,
    )


@pytest.mark.parametrize(
    ("went", "before"), [(kindness, [MADE]), (chargeback, [MADE]), (voucher, [])]
)
def test_after_what_went_for_the_order_as_a_whole_staff_decide(
    books: Books, went: Went, before: list[tuple[int, RefundState]]
) -> None:
    went(books, paid(books, ANA, BO))
    assert give_up(books) is Waits.UNSURE
    assert refunds(books) == [*before, ASKED]
    books.refund_all()
    assert refunds(books)[-1] == ASKED
    assert states(books.sessions) == ["cancelled", "confirmed"]


@pytest.mark.parametrize("went", [kindness, chargeback, voucher])
def test_of_an_order_with_one_place_it_went_for_that(books: Books, went: Went) -> None:
    went(books, paid(books, ANA))
    place = places(books)[0].reference
    found = page(books, place)
    assert found is not None
    assert (found.gone.minor, found.goes_back.back_minor) == (PRICE, 0)
    assert found.goes_back.at_once


def test_what_the_rule_gave_for_another_place_is_sure(books: Books) -> None:
    paid(books, ANA, BO, as_=BackAs.VOUCHER)
    assert give_up(books) is None
    assert give_up(books, 1) is None
    assert refunds(books) == []


def test_what_may_be_the_same_money_is_asked_for_all_the_same(books: Books) -> None:
    order = paid(books, ANA, BO)
    assert give_up(books) is None
    # Somebody sends that there, by hand: nobody can know that it was this one.
    books.gateway.refund_there(books.intent(order), Money(PRICE, "NOK"))
    hear(books, books.intent(order))
    assert give_up(books, 1) is Waits.UNSURE
    assert sorted(refunds(books)) == sorted([ASKED, MADE, ASKED])
