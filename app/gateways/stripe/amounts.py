"""Amounts as Stripe counts them, which is not always as ISO 4217 does.

Not here: the smallest and largest amount, and the rule that three-decimal amounts end in 0. Those
Stripe checks itself, and says no in words.
"""

from app.domain.money import Money, exponent

# Decimals where Stripe departs from ISO 4217 (its page "Supported currencies", special cases):
# krónur and Ugandan shillings are sent with two, always 00; ariary without any.
_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}


class AmountRefused(ValueError):
    """An amount that cannot be written on the other side."""


def to_stripe(money: Money) -> int:
    """Return the whole number Stripe takes for the money.

    Raises:
        AmountRefused: finer than what Stripe takes of the currency.
    """
    amount = _shifted(money.minor, _finer_at_stripe(money.currency))
    if amount is None:
        raise AmountRefused(f"{money} is finer than Stripe takes {money.currency}")
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """Return the money Stripe means; it writes currencies in small letters.

    Raises:
        AmountRefused: finer than the currency itself.
    """
    code = currency.upper()
    minor = _shifted(amount, -_finer_at_stripe(code))
    if minor is None:
        raise AmountRefused(f"Stripe's {amount} is finer than {code} goes")
    return Money(minor, code)


def nearest_from_stripe(amount: int, currency: str) -> Money:
    """Return the money nearest to what Stripe means: of figures that nobody pays, as fees.

    One that cannot be written here does not add up any more, which is shown; to refuse it would be
    to read nothing of the account.
    """
    places = _finer_at_stripe(currency.upper())
    step = 10 ** max(places, 0)
    return from_stripe(amount // step * step, currency)


def _finer_at_stripe(currency: str) -> int:
    iso = exponent(currency)
    return _DECIMALS.get(currency, iso) - iso


def _shifted(amount: int, places: int) -> int | None:
    scale: int = 10 ** abs(places)
    if places >= 0:
        return amount * scale
    whole, rest = divmod(amount, scale)
    return None if rest else whole
