"""Stripe counts some currencies otherwise than ISO 4217 does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.gateways.stripe.amounts import (
    AmountRefused,
    from_stripe,
    nearest_from_stripe,
    to_stripe,
)


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(420000, "NOK"), 420000),
        (Money(500, "JPY"), 500),
        (Money(5120, "KWD"), 5120),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(500, "MGA"), 5),
        (Money(0, "EUR"), 0),
    ],
)
def test_an_amount_goes_out_as_stripe_counts_it(money: Money, amount: int) -> None:
    assert to_stripe(money) == amount
    assert from_stripe(amount, money.currency.lower()) == money


def test_a_fraction_stripe_does_not_take_is_refused() -> None:
    with pytest.raises(AmountRefused, match=r"5\.50 MGA is finer than Stripe takes MGA"):
        to_stripe(Money(550, "MGA"))
    with pytest.raises(AmountRefused, match="Stripe's 550 is finer than ISK goes"):
        from_stripe(550, "isk")


@given(
    minor=st.integers(0, 10**10),
    currency=st.sampled_from("NOK EUR USD JPY KWD ISK UGX XOF TND".split()),
)
def test_what_goes_out_comes_back_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert from_stripe(to_stripe(money), currency.lower()) == money


@pytest.mark.parametrize(
    ("amount", "currency", "money"),
    [
        (2160, "isk", Money(21, "ISK")),
        (2160, "nok", Money(2160, "NOK")),
        (-2160, "isk", Money(-22, "ISK")),
        (5, "mga", Money(500, "MGA")),
    ],
)
def test_a_figure_that_nobody_pays_is_read_to_the_nearest(
    amount: int, currency: str, money: Money
) -> None:
    assert nearest_from_stripe(amount, currency) == money
