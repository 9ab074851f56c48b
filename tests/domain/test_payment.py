"""What a gateway's news means: the whole table, and what holds for any sequence of news."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.domain.payment import (
    OrderStanding,
    PaymentReport,
    PaymentState,
    Settlement,
    Step,
    settle,
)

P, Is = PaymentState, OrderStanding
PRICE = Money(420000, "NOK")
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
    settlement = settle(current, report(news), expected=PRICE, order=order)
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
    settlement = settle(current, report(P.PROCESSING), expected=PRICE, order=order)
    assert settlement == Settlement(P.PROCESSING, step)


@pytest.mark.parametrize("current", UNPAID)
@pytest.mark.parametrize(
    ("order", "step", "reason"),
    [
        (Is.HELD, Step.CONFIRM, ""),
        (Is.LAPSED, Step.RESEAT, ""),
        (Is.SETTLED, Step.REFUND, "paid twice"),
        (Is.GIVEN_UP, Step.REFUND, "cancelled before it was paid"),
    ],
)
def test_the_right_money_confirms_reseats_or_goes_back(
    current: PaymentState, order: OrderStanding, step: Step, reason: str
) -> None:
    settlement = settle(current, report(P.PAID), expected=PRICE, order=order)
    assert settlement == Settlement(P.PAID, step, reason=reason)


@pytest.mark.parametrize("current", UNPAID)
@pytest.mark.parametrize("order", list(Is))
@pytest.mark.parametrize(
    "received",
    [PRICE - Money(1, "NOK"), PRICE + Money(1, "NOK"), Money(PRICE.minor, "SEK"), None],
)
def test_the_wrong_money_goes_back_whatever_the_order_needs(
    current: PaymentState, order: OrderStanding, received: Money | None
) -> None:
    settlement = settle(current, report(P.PAID, received), expected=PRICE, order=order)
    assert settlement == Settlement(P.PAID, Step.REFUND, reason="wrong amount")


@pytest.mark.parametrize("news", list(P))
@pytest.mark.parametrize("order", list(Is))
def test_a_late_failure_does_not_undo_a_payment(news: PaymentState, order: OrderStanding) -> None:
    settlement = settle(P.PAID, report(news), expected=PRICE, order=order)
    assert settlement == Settlement(P.PAID, Step.NOTHING)


NEWS = st.builds(
    report, st.sampled_from(P), st.sampled_from([PRICE, Money(1, "NOK"), Money(1, "EUR")])
)


@given(news=st.lists(NEWS, max_size=12), order=st.sampled_from(Is))
def test_however_often_and_in_whatever_order_news_comes_money_acts_once(
    news: list[PaymentReport], order: OrderStanding
) -> None:
    state, steps = P.OPEN, []
    for item in news:
        settlement = settle(state, item, expected=PRICE, order=order)
        state = settlement.state
        steps.append(settlement.step)
    acted = [step for step in steps if step in (Step.CONFIRM, Step.RESEAT, Step.REFUND)]
    paid = any(item.state is P.PAID for item in news)
    assert len(acted) == (1 if paid else 0)
    assert (state is P.PAID) == paid
