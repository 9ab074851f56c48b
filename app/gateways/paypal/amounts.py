"""Amounts as PayPal writes them: decimal text, whole numbers for some, and which it takes."""

from collections.abc import Mapping
from decimal import Decimal

from app.domain.money import Money, MoneyError, exponent
from app.domain.objection import Limits, Objection, no_such_currency
from app.gateways.paypal.words import CURRENCIES, WHOLE


class AmountRefused(ValueError):
    """An amount that PayPal does not take."""


def objects_to(money: Money) -> Objection | None:
    """Say why so much cannot be paid with PayPal; None where it can.

    How much one payment may be at most is the account's matter, and PayPal's page publishes no
    figure.
    """
    if money.currency not in CURRENCIES:
        return no_such_currency(money)
    step = 10 ** exponent(money.currency) if money.currency in WHOLE else 1
    return Limits(least=step, step=step).object_to(money)


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
