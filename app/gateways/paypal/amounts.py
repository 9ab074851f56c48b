"""Amounts as PayPal writes them: decimal text, and whole numbers for some. Not here: limits."""

from collections.abc import Mapping
from decimal import Decimal

from app.domain.money import Money, MoneyError
from app.gateways.paypal.words import CURRENCIES, WHOLE


class AmountRefused(ValueError):
    """An amount that PayPal does not take."""


def to_paypal(money: Money) -> Mapping[str, str]:
    """Return PayPal's money object.

    Raises:
        AmountRefused: PayPal does not take the currency, or no such fraction of it.
    """
    if money.currency not in CURRENCIES:
        raise AmountRefused(f"PayPal does not take {money.currency}")
    amount = money.major
    if money.currency in WHOLE:
        if amount != amount.to_integral_value():
            raise AmountRefused(f"{money} is finer than PayPal takes {money.currency}")
        amount = amount.quantize(Decimal(1))
    return {"currency_code": money.currency, "value": f"{amount:f}"}


def from_paypal(said: object) -> Money:
    """Return the money that PayPal means.

    Raises:
        MoneyError: not an amount of money.
    """
    if not isinstance(said, dict):
        raise MoneyError("not PayPal's money")
    value, code = said.get("value"), said.get("currency_code")
    if not isinstance(value, str) or not isinstance(code, str):
        raise MoneyError("not PayPal's money")
    return Money.parse(value, code)
