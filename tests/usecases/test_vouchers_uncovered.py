"""Vouchers given instead of money that went after all: stopped, and told to staff."""

import pytest

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment import RefundState, TooMuchBack
from app.domain.proof import Kind, Mend
from app.domain.refund_rule import BackAs
from app.domain.wording import say_money
from app.store.database import Database
from app.store.voucher import VoucherRow
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.change_voucher import switch_voucher
from app.usecases.give_money_back import give_money_back
from tests.usecases.accounting import PRICE, Books
from tests.usecases.hearing import hear, looks
from tests.usecases.places import KIM
from tests.usecases.voucher_steps import can_go, cancel, claim, decide, give, paid_for_two, vouchers
from tests.vouchers import change_voucher
from tests.worlds import CLASS, money

THOUSAND = say_money(Money(100_000, "NOK"))
KEEP = "Keep or cancel the place?"


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


def named(row: VoucherRow) -> str:
    worth = say_money(Money(row.amount_minor, "NOK"))
    return f"Voucher {row.id} (…{row.shown[-3:]}), {worth} given instead of money, is stopped"


# -- while a claim is open -------------------------------------------------------------------------


def test_what_a_bank_claims_is_given_back_neither_as_money_nor_as_a_voucher(books: Books) -> None:
    order = books.paid()
    assert can_go(books) == (420_000, 0)
    claim(books, order, Money(400_000, "NOK"))
    assert can_go(books) == (20_000, 400_000)
    for back_as in BackAs:
        with pytest.raises(TooMuchBack) as refused:
            cancel(books, back=20_001, back_as=back_as)
        assert refused.value.left == Money(20_000, "NOK")
    with pytest.raises(TooMuchBack):
        give(books, order, 20_001)
    with pytest.raises(TooMuchBack):
        give_money_back(
            books.sessions,
            order_reference=order,
            amount_minor=20_001,
            reason="",
            asked_by=KIM,
            key="form-2",
            now=books.now,
        )
    give(books, order, 20_000)
    assert can_go(books) == (0, 400_000)


def test_what_is_left_of_a_payment_in_claim_is_never_less_than_nothing(books: Books) -> None:
    order = books.paid()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=100_000,
        reason="",
        asked_by=KIM,
        key="form-1",
        now=books.now,
    )
    claim(books, order)
    assert can_go(books) == (0, 420_000)


def test_what_a_cancelled_class_gives_back_is_owed_whatever_is_claimed(books: Books) -> None:
    order = books.paid()
    claim(books, order)
    cancel_class(
        books.sessions,
        code=CLASS,
        reason="no trainer",
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )
    cancel_places(
        books.sessions,
        order_reference=order,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )
    assert [each.amount_minor for each in books.refunds()] == [420_000]
    assert [each.state for each in books.refunds()] == [RefundState.DUE]
    assert can_go(books) == (0, 420_000)


def test_a_claim_that_is_won_leaves_all_of_it_to_give_back_and_staff_are_asked(
    books: Books,
) -> None:
    order = books.paid()
    claim(books, order)
    cancel(books, back=0)
    said = decide(books, DisputeState.WON)
    assert said.endswith("the money stays. It has no place: does money go back?")
    assert can_go(books) == (420_000, 0)


def test_a_claim_that_is_won_asks_nothing_where_the_place_stands(books: Books) -> None:
    claim(books, books.paid())
    assert decide(books, DisputeState.WON).endswith("the money stays.")


# -- money that went after a voucher was given -----------------------------------------------------


def test_a_voucher_whose_money_is_lost_in_a_dispute_is_stopped_and_named(books: Books) -> None:
    order = books.paid()
    cancel(books)
    claim(books, order)
    (row,) = vouchers(books)
    assert row.active
    assert looks(books)[0].endswith(
        f"{named(row).removesuffix('is stopped')}can be used meanwhile."
    )
    said = decide(books, DisputeState.LOST)
    (row,) = vouchers(books)
    assert (row.active, row.balance_minor) == (False, 420_000)
    assert (row.changed_by, row.changed_at) == ("because its money went", books.now)
    assert said.endswith(f"the dispute is lost. {named(row)}.")
    assert KEEP not in said
    assert row.shown not in said
    # Nothing of it was used, so all is settled.
    assert books.prove().unexplained == 0


def test_a_voucher_whose_money_went_back_there_is_stopped_and_named(books: Books) -> None:
    order = books.paid()
    cancel(books)
    books.gateway.refund_there(books.intent(order), PRICE)
    hear(books, books.intent(order))
    (row,) = vouchers(books)
    assert not row.active
    assert looks(books)[0].endswith(f"not by us. {named(row)}.")


def test_what_of_it_was_used_is_said_and_stays_a_difference_until_somebody_accepts_it(
    books: Books,
) -> None:
    order = books.paid()
    give(books, order, 400_000)
    (row,) = vouchers(books)
    change_voucher(books.sessions, balance_minor=300_000)
    claim(books, order)
    said = decide(books, DisputeState.LOST)
    assert said.endswith(f"{KEEP} {named(row)}, and {THOUSAND} of it was used.")
    books.prove()
    (found,) = [each for each in books.differ() if each.kind is Kind.AMOUNT]
    assert found.order == order
    assert found.words == (
        f"vouchers worth {THOUSAND} stand, and of the money that they were given for "
        f"{say_money(Money(0, 'NOK'))} is left"
    )
    books.mend(found, Mend.ACCEPT, reason="the buyer is gone")
    books.prove()
    assert [each.kind for each in books.differ()] == [Kind.SEAT_NO_PAYMENT]


def test_one_that_staff_have_used_again_is_a_difference_of_all_that_it_is_worth(
    books: Books,
) -> None:
    order = books.paid()
    cancel(books)
    claim(books, order)
    decide(books, DisputeState.LOST)
    switch_voucher(books.sessions, number=1, active=True, by=KIM, now=books.now)
    books.prove()
    assert f"vouchers worth {say_money(PRICE)} stand" in books.only(Kind.AMOUNT).words


def test_vouchers_that_the_rest_of_the_money_covers_stay_in_use(books: Books) -> None:
    order = books.paid()
    cancel(books, back=100_000)
    books.gateway.refund_there(books.intent(order), Money(320_000, "NOK"))
    hear(books, books.intent(order))
    assert vouchers(books)[0].active
    assert Kind.AMOUNT not in books.prove().found


def test_money_that_is_left_is_first_for_the_places_that_stand(books: Books) -> None:
    order = paid_for_two(books)
    cancel(books)
    claim(books, order)
    assert "is stopped" in decide(books, DisputeState.LOST)
    assert not vouchers(books)[0].active
    assert Kind.AMOUNT not in books.prove().found
    switch_voucher(books.sessions, number=1, active=True, by=KIM, now=books.now)
    books.prove()
    said = books.only(Kind.AMOUNT).words
    assert said.endswith(
        f"of the money that they were given for {say_money(Money(0, 'NOK'))} is left"
    )


def test_a_voucher_for_a_place_that_stands_is_stopped_before_anybody_asks_for_the_place(
    books: Books,
) -> None:
    order = books.paid()
    give(books, order, 100_000)
    books.gateway.refund_there(books.intent(order), Money(320_000, "NOK"))
    hear(books, books.intent(order))
    assert not vouchers(books)[0].active
    assert KEEP in looks(books)[0]


def test_all_vouchers_of_the_order_are_stopped_where_one_is_not_covered(books: Books) -> None:
    order = books.paid()
    give(books, order, 100_000)
    give(books, order, 200_000, "form-2")
    switch_voucher(books.sessions, number=1, active=False, by=KIM, now=books.now)
    books.gateway.refund_there(books.intent(order), Money(200_000, "NOK"))
    hear(books, books.intent(order))
    first, second = vouchers(books)
    assert not first.active
    assert not second.active
    # Who stopped the first is still said.
    assert first.changed_by == KIM
    assert named(first) in looks(books)[0]
    assert named(second) in looks(books)[0]


def test_money_that_a_bank_gives_back_after_all_asks_for_the_voucher(books: Books) -> None:
    order = books.paid()
    cancel(books)
    claim(books, order)
    decide(books, DisputeState.LOST)
    said = decide(books, DisputeState.WON, "evt_again")
    (row,) = vouchers(books)
    assert said.endswith(
        f"the money stays. {named(row)}: is it to be used again, or its money sent back?"
    )
    assert money(books.sessions).paid == 420_000
    assert books.prove().unexplained == 0


# -- found by the proof of settlement --------------------------------------------------------------


def test_money_whose_going_is_recorded_from_a_proof_stops_the_voucher_too(books: Books) -> None:
    order = books.paid()
    cancel(books)
    books.gateway.refund_there(books.intent(order), PRICE)
    books.prove()
    done = books.mend(books.only(Kind.REFUND_MISSING_HERE), Mend.RECORD)
    (row,) = vouchers(books)
    assert not row.active
    assert done is not None
    assert done.words == f"{named(row)}."
    assert books.prove().unexplained == 0
