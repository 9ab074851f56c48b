"""What a gateway's news means: the whole table, and what holds for any sequence of news."""

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.domain.payment import (
    Account,
    OrderStanding,
    PaymentReport,
    PaymentState,
    Settlement,
    Step,
    asked_now,
    settle,
)

P, Is = PaymentState, OrderStanding
PRICE = Money(420000, "NOK")
NOTHING = Money(0, "NOK")
# All of it is owed and needed; with a deposit, most of it later; or nothing any more.
WHOLE = Account(PRICE, NOTHING)
DEPOSIT = Account(PRICE, Money(320000, "NOK"))
PAID = Account(NOTHING, NOTHING)
UNPAID = [P.OPEN, P.PROCESSING, P.FAILED, P.EXPIRED]


def report(state: PaymentState, received: Money | None = PRICE) -> PaymentReport:
    if state is P.PAID:
        return PaymentReport(state, received=received, intent_id="pi_1")
    return PaymentReport(state)


@pytest.mark.parametrize(("current", "order"), list(itertools.product(UNPAID, Is)))
@pytest.mark.parametrize("news", [P.OPEN, P.FAILED, P.EXPIRED])
def test_news_without_money_changes_the_payment_alone_and_opens_none_again(
    current: PaymentState, news: PaymentState, order: OrderStanding
) -> None:
    settlement = settle(current, report(news), account=WHOLE, order=order)
    over = news is P.OPEN and current in (P.FAILED, P.EXPIRED)
    assert settlement == Settlement(current if over else news, Step.NOTHING)


@pytest.mark.parametrize("current", UNPAID)
@pytest.mark.parametrize(
    ("order", "step"),
    [
        (Is.HELD, Step.EXTEND_HOLD),
        (Is.SETTLED, Step.NOTHING),
        (Is.LAPSED, Step.NOTHING),
        (Is.GIVEN_UP, Step.NOTHING),
    ],
)
def test_money_on_its_way_keeps_the_seat(
    current: PaymentState, order: OrderStanding, step: Step
) -> None:
    settlement = settle(current, report(P.PROCESSING), account=WHOLE, order=order)
    assert settlement == Settlement(P.PROCESSING, step)


@pytest.mark.parametrize("current", UNPAID)
@pytest.mark.parametrize(
    ("order", "account", "step", "reason"),
    [
        (Is.HELD, WHOLE, Step.CONFIRM, ""),
        (Is.LAPSED, WHOLE, Step.RESEAT, ""),
        (Is.SETTLED, WHOLE, Step.COUNT, ""),
        (Is.SETTLED, PAID, Step.REFUND, "paid twice"),
        (Is.OWING, WHOLE, Step.COUNT, ""),
        (Is.GIVEN_UP, WHOLE, Step.REFUND, "cancelled before it was paid"),
    ],
)
def test_the_right_money_confirms_reseats_counts_or_goes_back(
    current: PaymentState, order: OrderStanding, account: Account, step: Step, reason: str
) -> None:
    counted = 0 if step is Step.REFUND else PRICE.minor
    settlement = settle(current, report(P.PAID), account=account, order=order)
    assert settlement == Settlement(P.PAID, step, reason=reason, counted=counted)


@pytest.mark.parametrize(
    ("account", "order", "step"),
    [
        (WHOLE, Is.HELD, Step.COUNT),
        (DEPOSIT, Is.HELD, Step.CONFIRM),
        (WHOLE, Is.SETTLED, Step.COUNT),
        (DEPOSIT, Is.LAPSED, Step.RESEAT),
    ],
)
def test_a_part_counts_and_confirms_where_it_is_enough(
    account: Account, order: OrderStanding, step: Step
) -> None:
    part = Money(100000, "NOK")
    settlement = settle(P.OPEN, report(P.PAID, part), account=account, order=order)
    assert settlement == Settlement(P.PAID, step, counted=100000)


@pytest.mark.parametrize("order", [Is.HELD, Is.LAPSED, Is.SETTLED])
def test_what_is_paid_too_much_goes_back(order: OrderStanding) -> None:
    much = Money(PRICE.minor + 7, "NOK")
    settlement = settle(P.OPEN, report(P.PAID, much), account=WHOLE, order=order)
    assert (settlement.counted, settlement.excess) == (PRICE.minor, 7)
    assert settlement.reason == "paid too much"


def test_a_part_that_comes_too_late_takes_no_seat_again() -> None:
    part = Money(PRICE.minor - 1, "NOK")
    settlement = settle(P.OPEN, report(P.PAID, part), account=WHOLE, order=Is.LAPSED)
    assert settlement == Settlement(P.PAID, Step.REFUND, reason="wrong amount")


@pytest.mark.parametrize("current", UNPAID)
@pytest.mark.parametrize("order", list(Is))
@pytest.mark.parametrize(
    "received", [Money(0, "NOK"), Money(-1, "NOK"), Money(PRICE.minor, "SEK"), None]
)
def test_the_wrong_money_goes_back_whatever_the_order_needs(
    current: PaymentState, order: OrderStanding, received: Money | None
) -> None:
    settlement = settle(current, report(P.PAID, received), account=WHOLE, order=order)
    assert settlement == Settlement(P.PAID, Step.REFUND, reason="wrong amount")


@pytest.mark.parametrize("news", list(P))
@pytest.mark.parametrize("order", list(Is))
def test_a_late_failure_does_not_undo_a_payment(news: PaymentState, order: OrderStanding) -> None:
    settlement = settle(P.PAID, report(news), account=WHOLE, order=order)
    assert settlement == Settlement(P.PAID, Step.NOTHING)


@pytest.mark.parametrize(
    ("account", "order", "asked"),
    [
        (WHOLE, Is.HELD, 420000),
        (DEPOSIT, Is.HELD, 100000),
        (DEPOSIT, Is.SETTLED, 420000),
        (WHOLE, Is.OWING, 420000),
        (WHOLE, Is.GIVEN_UP, 0),
        (WHOLE, Is.LAPSED, 0),
        (PAID, Is.HELD, 0),
        (Account(Money(5, "NOK"), Money(9, "NOK")), Is.HELD, 0),
    ],
)
def test_a_buyer_is_asked_for_what_is_needed_now(
    account: Account, order: OrderStanding, asked: int
) -> None:
    assert asked_now(account, order) == Money(asked, "NOK")


NEWS = st.builds(
    report, st.sampled_from(P), st.sampled_from([PRICE, Money(1, "NOK"), Money(1, "EUR")])
)


@given(news=st.lists(NEWS, max_size=12), order=st.sampled_from(Is))
def test_however_often_and_in_whatever_order_news_comes_money_acts_once(
    news: list[PaymentReport], order: OrderStanding
) -> None:
    state, steps = P.OPEN, []
    for item in news:
        settlement = settle(state, item, account=WHOLE, order=order)
        state = settlement.state
        steps.append(settlement.step)
    acted = [step for step in steps if step not in (Step.NOTHING, Step.EXTEND_HOLD)]
    paid = any(item.state is P.PAID for item in news)
    assert len(acted) == (1 if paid else 0)
    assert (state is P.PAID) == paid


@dataclass
class Ledger:
    """An order's money as payments come one after the other, each with a report of its own."""

    total: int
    later: int
    order: OrderStanding
    owed: int = field(init=False)
    kept: int = 0
    back: int = 0
    received: int = 0

    def __post_init__(self) -> None:
        self.owed = self.total

    def take(self, minor: int) -> Settlement:
        account = Account(Money(self.owed, "NOK"), Money(self.later, "NOK"))
        paid = PaymentReport(P.PAID, received=Money(minor, "NOK"))
        settlement = settle(P.OPEN, paid, account=account, order=self.order)
        self.received += minor
        self.owed -= settlement.counted
        self.kept += settlement.counted
        self.back += minor if settlement.step is Step.REFUND else settlement.excess
        if settlement.step in (Step.CONFIRM, Step.RESEAT):
            self.order = Is.SETTLED
        return settlement


@given(
    total=st.integers(1, 10**9),
    share=st.integers(0, 100),
    amounts=st.lists(st.integers(1, 10**9), max_size=12),
    order=st.sampled_from(Is),
)
def test_every_unit_that_comes_counts_or_goes_back(
    total: int, share: int, amounts: list[int], order: OrderStanding
) -> None:
    ledger = Ledger(total=total, later=total * share // 100, order=order)
    confirmed = order is Is.SETTLED
    for minor in amounts:
        before = ledger.order
        settlement = ledger.take(minor)
        assert ledger.kept + ledger.back == ledger.received
        assert ledger.kept + ledger.owed == total
        assert ledger.owed >= 0
        if settlement.step in (Step.CONFIRM, Step.RESEAT):
            assert not confirmed, "an order is confirmed once"
            confirmed = True
            assert ledger.owed <= ledger.later
        if before is Is.HELD and not confirmed:
            assert ledger.owed > ledger.later
        if before is Is.GIVEN_UP:
            assert ledger.kept == 0
