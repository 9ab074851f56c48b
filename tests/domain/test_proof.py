"""Claims about comparing an account with payments and places, for any amounts and moments."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment import PaymentState, RefundOrigin, RefundState
from app.domain.proof import (
    Claim,
    Kind,
    Mend,
    OurRefund,
    SentBack,
)
from app.domain.proving import differences_of
from tests.domain.proof_cases import (
    AFTER,
    AMOUNTS,
    BEFORE,
    CURRENCIES,
    MONEY,
    NOW,
    PRICE,
    a_case,
    a_refund,
    kinds,
)


@given(price=MONEY)
def test_where_all_agrees_there_is_nothing_to_say(price: Money) -> None:
    assert kinds(a_case(price)) == []


@given(price=MONEY, theirs=MONEY)
def test_other_money_is_a_difference_of_amount_or_currency(price: Money, theirs: Money) -> None:
    assume(price != theirs)
    (found,) = differences_of(a_case(price, taken=theirs), settled_before=NOW)
    same = price.currency == theirs.currency
    assert found.kind is (Kind.AMOUNT if same else Kind.CURRENCY)
    assert found.mends[-1] is Mend.ACCEPT


@given(price=MONEY, state=st.sampled_from([s for s in PaymentState if s is not PaymentState.PAID]))
def test_money_there_and_none_here_is_paid_without_a_seat(
    price: Money, state: PaymentState
) -> None:
    case = a_case(price, state=state, received=None, seated=0, paid=0)
    assert kinds(case) == [Kind.PAID_NO_SEAT]
    assert kinds(replace(case, taken_at=AFTER)) == []


@given(price=MONEY)
def test_money_here_and_none_there_is_unknown_to_them_once_it_had_time(price: Money) -> None:
    case = a_case(price, taken=None, taken_at=None)
    assert kinds(case) == [Kind.UNKNOWN_THERE]
    assert kinds(replace(case, at=AFTER)) == []


def test_what_a_payment_brought_is_what_was_asked_where_nothing_else_is_known() -> None:
    assert kinds(a_case(received=None)) == []
    assert kinds(a_case(received=None, taken=None, taken_at=None)) == [Kind.UNKNOWN_THERE]


@given(
    parts=st.lists(AMOUNTS, min_size=1, max_size=5),
    currency=CURRENCIES,
    late=st.sampled_from([BEFORE, AFTER]),
)
def test_refunds_pair_off_in_any_order_and_number(
    parts: list[int], currency: str, late: datetime
) -> None:
    total = Money(sum(parts), currency)
    ours = tuple(
        a_refund(Money(part, currency), uid=f"r-{number}", gateway_id=f"re_{number}", at=late)
        for number, part in enumerate(parts)
    )
    theirs = tuple(SentBack(each.gateway_id, "", each.amount, late) for each in reversed(ours))
    case = a_case(
        total, refunds=ours, sent_back=theirs, paid=0, seated=0, ended=total.minor,
        decided=total.minor,
    )  # fmt: skip
    assert kinds(case) == []
    missing_there = kinds(replace(case, sent_back=theirs[1:]))
    missing_here = kinds(replace(case, refunds=ours[1:]))
    had_time = late is BEFORE
    assert missing_there == ([Kind.REFUND_MISSING_THERE] if had_time else [])
    assert missing_here == ([Kind.REFUND_MISSING_HERE] if had_time else [])


@pytest.mark.parametrize(
    ("state", "there", "found"),
    [
        (RefundState.MADE, 100, []),
        (RefundState.MADE, 90, [Kind.AMOUNT]),
        (RefundState.MADE, 0, [Kind.REFUND_MISSING_THERE]),
        (RefundState.PENDING, 100, []),
        (RefundState.PENDING, 90, [Kind.AMOUNT]),
        (RefundState.PENDING, 0, []),
        (RefundState.PENDING, None, []),
        (RefundState.DUE, 100, []),
        (RefundState.DUE, None, []),
        (RefundState.ASKED, 100, []),
        (RefundState.REFUSED, 100, [Kind.REFUND_MISSING_HERE]),
        (RefundState.REFUSED, 0, []),
        (RefundState.REFUSED, None, []),
        (RefundState.RETURNED, 100, [Kind.REFUND_MISSING_HERE]),
        (RefundState.WITHDRAWN, 100, [Kind.REFUND_MISSING_HERE]),
        (RefundState.WITHDRAWN, None, []),
        (None, 100, [Kind.REFUND_MISSING_HERE]),
        (None, 0, []),
    ],
)
def test_each_state_of_a_refund_beside_what_the_account_says(
    state: RefundState | None, there: int | None, found: list[Kind]
) -> None:
    ours = () if state is None else (a_refund(Money(100, "NOK"), state),)
    amount = Money(there or 0, "NOK")
    theirs = () if there is None else (SentBack("re_1", "r-1", amount, BEFORE),)
    case = a_case(refunds=ours, sent_back=theirs, decided=100, paid=419900)
    assert kinds(case) == found
    late = tuple(replace(each, at=AFTER) for each in theirs)
    if Kind.AMOUNT not in found:
        assert kinds(replace(case, sent_back=late)) == []


@pytest.mark.parametrize(("there", "found"), [(None, []), (100, [Kind.REFUND_MISSING_HERE])])
def test_what_staff_paid_back_past_the_gateway_is_not_to_be_found_there(
    there: int | None, found: list[Kind]
) -> None:
    mine = a_refund(Money(100, "NOK"), origin=RefundOrigin.HAND, gateway_id="")
    theirs = () if there is None else (SentBack("re_1", "r-1", Money(there, "NOK"), BEFORE),)
    case = a_case(refunds=(mine,), sent_back=theirs, decided=100, paid=419900)
    assert kinds(case) == found


def test_a_refund_in_another_currency_is_a_difference_of_currency() -> None:
    case = a_case(
        refunds=(a_refund(Money(100, "NOK")),),
        sent_back=(SentBack("re_1", "", Money(100, "EUR"), BEFORE),),
        decided=100,
        paid=419900,
    )
    assert kinds(case) == [Kind.CURRENCY]


def test_a_refund_is_found_by_our_key_where_its_name_was_never_heard() -> None:
    mine = a_refund(Money(100, "NOK"), RefundState.REFUSED, gateway_id="")
    theirs = SentBack("re_9", "r-1", Money(100, "NOK"), BEFORE)
    (found,) = differences_of(a_case(refunds=(mine,), sent_back=(theirs,)), settled_before=NOW)
    assert (found.key, "refused here" in found.words) == ("re_9", True)


@pytest.mark.parametrize("state", list(DisputeState))
@pytest.mark.parametrize("taken_off", [RefundState.MADE, RefundState.RETURNED, None])
def test_a_lost_dispute_is_taken_off_and_no_other_is(
    state: DisputeState, taken_off: RefundState | None
) -> None:
    gone = taken_off is RefundState.MADE
    ours: tuple[OurRefund, ...] = ()
    if taken_off:
        ours = (a_refund(PRICE, taken_off, gateway_id="du_1", origin=RefundOrigin.DISPUTE),)
    case = a_case(
        claims=(Claim("du_1", PRICE, state),),
        refunds=ours,
        paid=0 if gone else PRICE.minor,
        lost=PRICE.minor if gone else 0,
        seated=0,
        ended=PRICE.minor,
    )
    differs = (state is DisputeState.LOST) is not gone
    assert kinds(case) == ([Kind.DISPUTE] if differs else [])


@given(price=MONEY, given=st.integers(0, 10**9))
def test_vouchers_worth_more_than_is_left_of_their_money_are_a_difference(
    price: Money, given: int
) -> None:
    case = a_case(price)
    case = replace(case, order=replace(case.order, vouchers=given))
    short = given > price.minor
    assert kinds(case) == ([Kind.AMOUNT] if short else [])
