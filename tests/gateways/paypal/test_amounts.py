"""Amounts as PayPal writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money, MoneyError
from app.domain.objection import Against, Objection
from app.gateways.paypal.amounts import AmountRefused, from_paypal, objects_to, to_paypal
from app.gateways.paypal.words import CURRENCIES, WHOLE


@given(st.integers(0, 10**11), st.sampled_from(sorted(CURRENCIES - WHOLE)))
def test_every_amount_is_understood_as_it_was_written(minor: int, currency: str) -> None:
    assert from_paypal(to_paypal(Money(minor, currency))) == Money(minor, currency)


@pytest.mark.parametrize(
    ("money", "value"),
    [
        (Money(420050, "NOK"), "4200.50"),
        (Money(5000, "JPY"), "5000"),
        (Money(125000, "HUF"), "1250"),
        (Money(90000, "TWD"), "900"),
    ],
)
def test_some_currencies_are_whole_at_paypal(money: Money, value: str) -> None:
    assert to_paypal(money) == {"currency_code": money.currency, "value": value}
    assert from_paypal({"currency_code": money.currency, "value": value}) == money


@pytest.mark.parametrize("money", [Money(125050, "HUF"), Money(90001, "TWD"), Money(1000, "KWD")])
def test_what_paypal_does_not_take_is_refused_by_name(money: Money) -> None:
    with pytest.raises(AmountRefused, match=money.currency):
        to_paypal(money)


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"value": 1, "currency_code": "NOK"},
        {"value": "1"},
        {"value": "x", "currency_code": "NOK"},
    ],
)
def test_what_is_no_money_is_not_taken_for_some(said: object) -> None:
    with pytest.raises(MoneyError):
        from_paypal(said)


@pytest.mark.parametrize(
    ("money", "against", "bound"),
    [
        (Money(0, "NOK"), Against.TOO_LITTLE, 1),
        (Money(-500, "NOK"), Against.TOO_LITTLE, 1),
        (Money(50, "HUF"), Against.TOO_LITTLE, 100),
        (Money(125050, "HUF"), Against.TOO_FINE, 100),
        (Money(90001, "TWD"), Against.TOO_FINE, 100),
        (Money(1000, "KWD"), Against.CURRENCY, 0),
    ],
    ids=str,
)
def test_what_paypal_does_not_take_is_objected_to(
    money: Money, against: Against, bound: int
) -> None:
    assert objects_to(money) == Objection(against, Money(bound, money.currency))


@pytest.mark.parametrize("money", [Money(1, "NOK"), Money(100, "HUF"), Money(1, "JPY")], ids=str)
def test_to_what_it_takes_there_is_no_objection(money: Money) -> None:
    assert objects_to(money) is None
