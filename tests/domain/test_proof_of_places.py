"""Claims about places beside the money that was paid for them, and money of nobody's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.domain.money_behind import rest_to_charge
from app.domain.payment import PaymentState, RefundOrigin, RefundState
from app.domain.proof import (
    Kind,
    Mend,
    MoneyDifference,
)
from app.domain.proving import differences_of, of_entry, of_payout, of_stray
from tests.domain.proof_cases import (
    AFTER,
    AMOUNTS,
    MONEY,
    NOW,
    PRICE,
    a_case,
    a_refund,
    kinds,
)

# -- places ----------------------------------------------------------------------------------------


@given(price=MONEY, lost=AMOUNTS)
def test_a_place_whose_money_went_without_us_is_short_of_it(price: Money, lost: int) -> None:
    lost = min(lost, price.minor)
    case = a_case(price, paid=price.minor - lost, lost=lost)
    (found,) = differences_of(case, settled_before=NOW)
    assert found.kind is Kind.SEAT_NO_PAYMENT
    partly = (Mend.CHARGE, Mend.RELEASE, Mend.ACCEPT)
    wholly = (Mend.RELEASE, Mend.CHARGE, Mend.ACCEPT)
    assert found.mends == (wholly if lost == price.minor else partly)
    assert kinds(replace(case, at=AFTER)) == []


@given(price=MONEY, lost=AMOUNTS)
def test_what_is_charged_anew_is_missing_no_more(price: Money, lost: int) -> None:
    lost = min(lost, price.minor)
    case = a_case(price, paid=price.minor - lost, lost=lost)
    rest = rest_to_charge(case.order, decided=0, lost=lost)
    assert rest == lost
    asked = replace(case, order=replace(case.order, owed=rest))
    assert (kinds(asked), rest_to_charge(asked.order, decided=0, lost=lost)) == ([], 0)


def test_where_a_place_that_ended_costs_all_the_same_the_rest_is_staffs_to_work_out() -> None:
    case = a_case(PRICE, seated=300000, ended=120000, paid=200000, lost=220000)
    (found,) = differences_of(case, settled_before=NOW)
    assert found.mends == (Mend.RELEASE, Mend.ACCEPT)


@given(price=MONEY, favour=AMOUNTS)
def test_what_we_sent_back_for_a_place_that_stays_was_decided(price: Money, favour: int) -> None:
    favour = min(favour, price.minor)
    assert kinds(a_case(price, paid=price.minor - favour, decided=favour)) == []


@given(price=MONEY, share=st.integers(min_value=0, max_value=100))
def test_a_place_that_was_given_up_does_not_hide_what_another_lacks(
    price: Money, share: int
) -> None:
    """Two places at one price; one was given up with a share sent back, the other's money went."""
    two, back = price.minor * 2, price.minor * share // 100
    case = a_case(
        Money(two, price.currency), seated=price.minor, ended=price.minor, decided=back,
        paid=two - back,
    )  # fmt: skip
    assert kinds(case) == []
    lost = two - back
    assert kinds(replace(case, lost=lost, order=replace(case.order, paid=0))) == [
        Kind.SEAT_NO_PAYMENT
    ]


@given(price=MONEY, owed=AMOUNTS, lost=AMOUNTS)
def test_what_is_owed_or_was_let_off_for_a_place_that_stays_is_not_missing(
    price: Money, owed: int, lost: int
) -> None:
    owed, lost = min(owed, price.minor), min(lost, max(price.minor - owed, 0))
    paid = price.minor - owed
    for name in ("owed", "let_off"):
        assert kinds(a_case(price, paid=paid, lost=1, **{name: owed})) == []
        short = a_case(price, paid=paid - lost, lost=lost, **{name: owed})
        assert kinds(short) == ([Kind.SEAT_NO_PAYMENT] if lost else [])


@given(price=MONEY, part=AMOUNTS)
def test_what_is_owed_for_a_place_that_was_given_up_does_not_hide_what_another_lacks(
    price: Money, part: int
) -> None:
    """Two places at one price, a part of them paid; one was given up and costs all the same."""
    part = min(part, price.minor * 2)
    case = a_case(
        Money(price.minor * 2, price.currency), seated=price.minor, ended=price.minor,
        paid=part, owed=price.minor * 2 - part,
    )  # fmt: skip
    assert kinds(case) == []
    gone = replace(case, lost=part, order=replace(case.order, paid=0))
    assert kinds(gone) == [Kind.SEAT_NO_PAYMENT]
    let_off = replace(
        case, lost=1, order=replace(case.order, let_off=price.minor, owed=price.minor - part)
    )
    assert kinds(let_off) == []


@given(price=MONEY)
def test_what_came_twice_and_went_back_once_is_no_favour(price: Money) -> None:
    twice = a_case(price, received=price, decided=price.minor, lost=price.minor, paid=0)
    twice = replace(twice, order=replace(twice.order, received=price.minor * 2))
    assert kinds(twice) == [Kind.SEAT_NO_PAYMENT]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"received": 0}, [Kind.SEAT_NO_PAYMENT]),
        ({"received": 0, "elsewhere": True}, []),
        ({"received": 0, "open": True}, []),
        ({"received": 0, "seated": 0}, []),
    ],
)
def test_a_place_that_nobody_ever_paid_for(facts: dict[str, object], found: list[Kind]) -> None:
    case = a_case(state=PaymentState.FAILED, taken=None, taken_at=None, paid=0)
    case = replace(case, received=None, order=replace(case.order, **facts))  # type: ignore[arg-type]  # of the case
    assert kinds(case) == found


@given(price=MONEY, back=AMOUNTS, state=st.sampled_from(RefundState))
def test_money_without_a_place_is_found_unless_it_goes_back(
    price: Money, back: int, state: RefundState
) -> None:
    back = min(back, price.minor)
    mine = a_refund(Money(back, price.currency), state, origin=RefundOrigin.DISPUTE)
    case = a_case(price, seated=0, refunds=(mine,))
    stays = state in (RefundState.RETURNED, RefundState.WITHDRAWN)
    left = back < price.minor or stays
    assert kinds(case) == ([Kind.PAID_NO_SEAT] if left else [])
    given_up = replace(case, order=replace(case.order, ended=price.minor))
    assert kinds(given_up) == []


@given(price=MONEY, lost=AMOUNTS)
def test_what_is_left_for_a_place_that_was_given_up_for_its_money_is_nobodys(
    price: Money, lost: int
) -> None:
    lost = min(lost, price.minor)
    left = price.minor - lost
    gone = a_refund(Money(lost, price.currency), origin=RefundOrigin.DISPUTE)
    case = a_case(price, paid=left, seated=0, ended=price.minor, lost=lost, refunds=(gone,))
    case = replace(case, order=replace(case.order, released=price.minor))
    assert kinds(case) == ([Kind.PAID_NO_SEAT] if left else [])
    for state in RefundState:
        rest = a_refund(Money(left, price.currency), state, uid="r-2", gateway_id="re_2")
        stays = left and state is RefundState.RETURNED
        told = replace(case, refunds=(gone, rest))
        found = [each for each in differences_of(told, settled_before=NOW) if "place" in each.words]
        assert bool(found) is bool(stays)


def test_money_that_a_rule_keeps_is_not_sent_back_with_what_is_nobodys() -> None:
    """Two places: one ended by a rule that keeps half, the other was given up for its money."""
    case = a_case(PRICE, seated=0, ended=PRICE.minor, decided=105000, lost=10000, paid=305000)
    back = (a_refund(Money(115000, "NOK"), origin=RefundOrigin.DISPUTE),)
    case = replace(case, order=replace(case.order, released=210000), refunds=back)
    found = [
        each for each in differences_of(case, settled_before=NOW) if each.kind is Kind.PAID_NO_SEAT
    ]
    assert [each.mends for each in found] == [(Mend.ACCEPT,)]
    assert found[0].words.startswith("NOK\xa0950 paid")


def test_money_in_another_currency_is_not_kept_for_a_place() -> None:
    euro = Money(1000, "EUR")
    case = a_case(PRICE, seated=0, ended=PRICE.minor, paid=0, received=euro, taken=euro)
    assert kinds(replace(case, order=replace(case.order, released=PRICE.minor))) == []


def test_a_payment_that_brought_nothing_has_no_place_to_lack() -> None:
    case = a_case(received=None, seated=0)
    assert kinds(case) == []


# -- what is about no payment ----------------------------------------------------------------------


@given(amount=MONEY, sign=st.sampled_from([1, -1]))
def test_money_of_nobodys_can_be_sent_back_where_it_came(amount: Money, sign: int) -> None:
    found = of_stray("pi_1", amount * sign)
    assert found.kind is Kind.UNKNOWN_HERE
    assert (Mend.SEND_BACK in found.mends) is (sign == 1)


def test_figures_say_what_is_wrong_with_them() -> None:
    money = Money(100, "NOK")
    plain = of_entry("txn_1", amount=money, fee=money, net=money, changed="", order="")
    changed = of_entry(
        "txn_1", amount=money, fee=money, net=money, changed="fee of …", order="CD-1"
    )
    assert (plain.mends, changed.mends) == ((Mend.ACCEPT,), (Mend.TAKE_THEIRS, Mend.ACCEPT))
    assert changed.words == "fee of …"
    assert of_payout("po_1", amount=money, total=Money(0, "NOK")).kind is Kind.FEE


def test_a_difference_can_be_accepted_unless_it_says_otherwise() -> None:
    assert MoneyDifference(Kind.FEE, of_stray("x", PRICE).about, "x", "y").mends == (Mend.ACCEPT,)
