"""Orders whose buyer chose other extras: what the gateway's account has of them is explained."""

from collections.abc import Callable

import pytest

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.proof import Kind, Mend
from app.queries.order.cancelling import cancelling_page
from app.store.database import Database
from app.usecases.cancel_by_rule import GivenUp, cancel_by_rule
from tests.answered import order_of, places_of
from tests.usecases.accounting import Accountant
from tests.usecases.choosing import (
    DINNER,
    LUNCH,
    PLACE,
    agree,
    choose,
    owed,
    paid,
    refunds,
    with_meals,
)
from tests.usecases.later import DEPOSIT, EVERY_WAY, pay_page
from tests.usecases.mending import DONE
from tests.usecases.places import places
from tests.worlds import add_class, money


@pytest.fixture
def books(sessions: Database) -> Accountant:
    add_class(sessions, ways=EVERY_WAY)
    return Accountant(sessions)


def has_more(books: Accountant) -> None:
    paid(books)
    choose(books, "hot")


def has_more_and_paid(books: Accountant) -> None:
    has_more(books)
    pay_page(books, order_of(books.sessions), "evt_2")


def has_less(books: Accountant) -> None:
    paid(books, extras={"lunch": 1})
    choose(books, "none")


def has_less_and_it_went(books: Accountant) -> None:
    has_less(books)
    books.refund_all()


def has_it_again(books: Accountant) -> None:
    has_less_and_it_went(books)
    choose(books, "hot")


def has_it_again_and_paid(books: Accountant) -> None:
    has_it_again(books)
    pay_page(books, order_of(books.sessions), "evt_2")


def has_another(books: Accountant) -> None:
    has_more_and_paid(books)
    choose(books, "late")
    pay_page(books, order_of(books.sessions), "evt_3")
    choose(books, "hot")
    books.refund_all()


def has_less_of_a_deposit(books: Accountant) -> None:
    pay_page(books, with_meals(books, wish=DEPOSIT, extras={"lunch": 1}))
    choose(books, "none")


EVERY: tuple[Callable[[Accountant], None], ...] = (
    has_more,
    has_more_and_paid,
    has_less,
    has_less_and_it_went,
    has_it_again,
    has_it_again_and_paid,
    has_another,
    has_less_of_a_deposit,
)


def cancel(books: Accountant) -> int:
    """Have the buyer give the place up; return what goes back."""
    (reference,) = places_of(books.sessions)
    order = order_of(books.sessions)
    page = cancelling_page(
        books.sessions, order_reference=order, reference=reference, now=books.now
    )
    assert page
    ended = cancel_by_rule(
        books.sessions,
        order_reference=order,
        reference=reference,
        shown=page.goes_back,
        **books.around,
    )
    assert ended is GivenUp.CANCELLED
    return page.goes_back.back_minor


@pytest.mark.parametrize("story", EVERY, ids=lambda each: str(each.__name__))
def test_nothing_is_unexplained(books: Accountant, story: Callable[[Accountant], None]) -> None:
    story(books)
    assert books.prove().unexplained == 0
    books.later(days=1)
    assert books.prove().unexplained == 0
    assert agree(books)


@pytest.mark.parametrize("story", EVERY, ids=lambda each: str(each.__name__))
def test_given_up_after_it_all_of_it_comes_back_and_is_explained(
    books: Accountant, story: Callable[[Accountant], None]
) -> None:
    story(books)
    books.refund_all()
    here = money(books.sessions).paid
    assert cancel(books) == here
    books.refund_all()
    assert money(books.sessions).paid == 0
    assert books.prove().unexplained == 0


def test_what_a_bank_took_of_a_place_with_an_extra_is_still_missed(books: Accountant) -> None:
    has_more_and_paid(books)
    books.gateway.dispute(books.intent(order_of(books.sessions)), Money(LUNCH, "NOK"))
    books.gateway.end_dispute(DisputeState.LOST)
    books.prove()
    assert books.mend(books.only(Kind.DISPUTE), Mend.RECORD) == DONE
    books.prove()
    assert "NOK\xa0150 of what they cost" in books.only(Kind.SEAT_NO_PAYMENT).words


def test_a_buyer_adds_an_extra_and_pays_then_drops_it_and_everything_agrees(
    books: Accountant,
) -> None:
    order = paid(books)
    assert choose(books, "late")
    assert owed(books) == (PLACE + DINNER, PLACE, DINNER)
    pay_page(books, order, "evt_2")
    assert [each.state for each in places(books)] == ["confirmed"]
    assert owed(books) == (PLACE + DINNER, PLACE + DINNER, 0)
    assert books.prove().unexplained == 0
    assert choose(books, "hot")
    assert refunds(books) == [(RefundState.DUE, DINNER - LUNCH)]
    books.refund_all()
    assert owed(books) == (PLACE + LUNCH, PLACE + LUNCH, 0)
    assert books.prove().unexplained == 0
    assert agree(books)
