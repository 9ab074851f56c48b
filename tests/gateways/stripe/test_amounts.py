"""Stripe counts some currencies otherwise than ISO 4217 does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.domain.objection import Against, Objection
from app.gateways.stripe.amounts import (
    AmountRefused,
    from_stripe,
    nearest_from_stripe,
    objects_to,
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


@pytest.mark.parametrize(
    ("money", "against", "bound"),
    [
        (Money(299, "NOK"), Against.TOO_LITTLE, 300),
        (Money(49, "USD"), Against.TOO_LITTLE, 50),
        (Money(49, "JPY"), Against.TOO_LITTLE, 50),
        (Money(1, "KWD"), Against.TOO_LITTLE, 10),
        (Money(-300, "NOK"), Against.TOO_LITTLE, 300),
        (Money(0, "ZAR"), Against.TOO_LITTLE, 1),
        (Money(100_000_000, "NOK"), Against.TOO_MUCH, 99_999_999),
        (Money(1_000_000, "ISK"), Against.TOO_MUCH, 999_999),
        (Money(100_000_000, "KWD"), Against.TOO_MUCH, 99_999_990),
        (Money(5121, "KWD"), Against.TOO_FINE, 10),
        (Money(550, "MGA"), Against.TOO_FINE, 100),
        (Money(500, "XXX"), Against.CURRENCY, 0),
        (Money(500, "BTN"), Against.CURRENCY, 0),
    ],
    ids=str,
)
def test_what_stripe_does_not_take_is_objected_to(
    money: Money, against: Against, bound: int
) -> None:
    assert objects_to(money) == Objection(against, Money(bound, money.currency))


@pytest.mark.parametrize(
    "money",
    [
        *(Money(300, "NOK"), Money(99_999_999, "NOK"), Money(50, "JPY"), Money(1, "ZAR")),
        *(Money(5120, "KWD"), Money(999_999, "ISK"), Money(600, "MGA"), Money(10**9, "HUF")),
    ],
    ids=str,
)
def test_to_what_it_takes_there_is_no_objection(money: Money) -> None:
    assert objects_to(money) is None
