"""Amounts as PayPal takes them. Not here: what is paid for."""

import re
from decimal import Decimal
from typing import Any

from app.sandbox.paypal.errors import PayPalError
from app.sandbox.shelf import Document

CURRENCIES = frozenset(
    (
        "AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP RUB SGD SEK "
        "CHF THB USD"
    ).split()
)
NO_DECIMALS = frozenset({"HUF", "JPY", "TWD"})
_VALUE = re.compile(r"((-?[0-9]+)|(-?([0-9]+)?[.][0-9]+))")


def read(money: Any, *, field: str) -> Decimal:
    """Return a money object's value; PayPalError says what is wrong with it."""
    if not isinstance(money, dict):
        raise PayPalError(400, "MISSING_REQUIRED_PARAMETER", "A required field is missing.", field)
    value, code = money.get("value"), money.get("currency_code")
    if not isinstance(code, str) or len(code) != 3:
        raise PayPalError(
            400, "INVALID_PARAMETER_SYNTAX", "Not a currency.", f"{field}/currency_code"
        )
    if code not in CURRENCIES:
        raise PayPalError(
            422, "CURRENCY_NOT_SUPPORTED", "Currency code is not currently supported.", field
        )
    if not isinstance(value, str) or len(value) > 32 or not _VALUE.fullmatch(value):
        raise PayPalError(400, "INVALID_PARAMETER_SYNTAX", "Not an amount.", f"{field}/value")
    amount = Decimal(value)
    if amount < 0:
        raise PayPalError(422, "CANNOT_BE_NEGATIVE", "Must be 0 or more.", f"{field}/value")
    places = 0 if code in NO_DECIMALS else 2
    if -int(amount.as_tuple().exponent) > places:
        raise PayPalError(
            422,
            "DECIMAL_PRECISION",
            "The value of the field has too many decimals.",
            f"{field}/value",
        )
    return amount


def written(amount: Decimal, code: str) -> Document:
    """Return a money object."""
    places = 0 if code in NO_DECIMALS else 2
    return {"currency_code": code, "value": f"{amount:.{places}f}"}
