"""Claims about comparing an account with payments and places, for any amounts and moments."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
    MoneyDifference,
    OrderSeats,
    OurRefund,
    PaymentCase,
    SentBack,
    differences_of,
    of_entry,
    of_payout,
    of_stray,
)

NOW = datetime(2031, 1, 10, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(hours=1), NOW + timedelta(minutes=1)
AMOUNTS = st.integers(min_value=1, max_value=10**9)
CURRENCIES = st.sampled_from(["NOK", "EUR", "JPY", "KWD"])
MONEY = st.builds(Money, AMOUNTS, CURRENCIES)
PRICE = Money(420000, "NOK")


def a_case(price: Money = PRICE, **facts: object) -> PaymentCase:
    """Give a paid and confirmed order of one place, all of which agrees, but for these facts."""
    seats = OrderSeats(
        reference="CD-1",
        currency=price.currency,
        total=price.minor,
        paid=price.minor,
        received=price.minor,
        seated=price.minor,
        ended=0,
        open=False,
        elsewhere=False,
    )
    case = PaymentCase(
        uid="p-1",
        state=PaymentState.PAID,
        asked=price,
        received=price,
        at=BEFORE,
        order=seats,
        taken=price,
        taken_at=BEFORE,
    )
    of_order = {
        name: facts.pop(name) for name in ("total", "paid", "seated", "ended") if name in facts
    }
    order = replace(seats, **of_order)  # type: ignore[arg-type]  # facts of either
    return replace(case, order=order, **facts)  # type: ignore[arg-type]  # facts of either


def a_refund(
    amount: Money,
    state: RefundState = RefundState.MADE,
    *,
    uid: str = "r-1",
    gateway_id: str = "re_1",
    origin: RefundOrigin = RefundOrigin.DESK,
    at: datetime = BEFORE,
) -> OurRefund:
    return OurRefund(uid, gateway_id, amount, state, origin, at)


def kinds(case: PaymentCase) -> list[Kind]:
    return [each.kind for each in differences_of(case, settled_before=NOW)]


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
    ours = ()
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


# -- places ----------------------------------------------------------------------------------------


@given(price=MONEY, lost=AMOUNTS)
def test_a_place_whose_money_went_without_us_is_short_of_it(price: Money, lost: int) -> None:
    lost = min(lost, price.minor)
    case = a_case(price, paid=price.minor - lost, lost=lost)
    (found,) = differences_of(case, settled_before=NOW)
    assert (found.kind, found.mends) == (Kind.SEAT_NO_PAYMENT, (Mend.RELEASE, Mend.ACCEPT))
    assert kinds(replace(case, at=AFTER)) == []


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
    case = replace(case, received=None, order=replace(case.order, **facts))  # type: ignore[arg-type]
    assert kinds(case) == found


@given(price=MONEY, back=AMOUNTS, state=st.sampled_from(RefundState))
def test_money_without_a_place_is_found_unless_it_goes_back(
    price: Money, back: int, state: RefundState
) -> None:
    back = min(back, price.minor)
    mine = a_refund(Money(back, price.currency), state, origin=RefundOrigin.DISPUTE)
    case = a_case(price, seated=0, refunds=(mine,))
    left = back < price.minor or state is RefundState.RETURNED
    assert kinds(case) == ([Kind.PAID_NO_SEAT] if left else [])
    given_up = replace(case, order=replace(case.order, ended=price.minor))
    assert kinds(given_up) == []


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
    given_ = {"amount": money, "fee": money, "net": money}
    plain = of_entry("txn_1", **given_, changed="", order="")  # type: ignore[arg-type]
    changed = of_entry("txn_1", **given_, changed="fee of …", order="CD-1")  # type: ignore[arg-type]
    assert (plain.mends, changed.mends) == ((Mend.ACCEPT,), (Mend.TAKE_THEIRS, Mend.ACCEPT))
    assert changed.words == "fee of …"
    assert of_payout("po_1", amount=money, total=Money(0, "NOK")).kind is Kind.FEE


def test_a_difference_can_be_accepted_unless_it_says_otherwise() -> None:
    assert MoneyDifference(Kind.FEE, of_stray("x", PRICE).about, "x", "y").mends == (Mend.ACCEPT,)
