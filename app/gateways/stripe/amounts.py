"""Amounts as Stripe counts them, which is not always as ISO 4217 does, and which it takes."""

from app.domain.money import Money, exponent
from app.domain.objection import Limits, Objection, no_such_currency
from app.gateways.stripe.words import CURRENCIES

# Decimals where Stripe departs from ISO 4217 (its page "Supported currencies", special cases):
# krónur and Ugandan shillings are sent with two, always 00; ariary without any.
_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}


# Its page "Supported currencies": the least of a payment, as Stripe counts. It is in the currency
# of the account's bank, so of the others none is known here.
_LEAST = {
    **dict.fromkeys("AUD BRL CAD CHF EUR INR JPY NZD SGD USD".split(), 50),
    **dict.fromkeys("AED MYR PLN RON".split(), 200),
    **dict.fromkeys("NOK SEK".split(), 300),
    **dict.fromkeys("MXN THB".split(), 1000),
    "CZK": 1500,
    "DKK": 250,
    "GBP": 30,
    "HKD": 400,
    "HUF": 17_500,
}
# Eight digits, and a few currencies of small worth more: which is the more lenient reading, because
# Stripe checks this itself too.
_MOST_DIGITS = {"COP": 10, "HUF": 10, "IDR": 12, "INR": 9, "JPY": 10, "LBP": 12}
_USUAL_DIGITS = 8


class AmountRefused(ValueError):
    """An amount that cannot be written on the other side."""


def objects_to(money: Money) -> Objection | None:
    """Say why so much cannot be paid at Stripe; None where it can.

    Amounts with three decimals end in 0 there, and ariary are whole.
    """
    code = money.currency
    if code not in CURRENCIES:
        return no_such_currency(money)
    finer = _finer_at_stripe(code)
    step = 10 if exponent(code) == 3 else 10 ** max(-finer, 0)
    most = 10 ** _MOST_DIGITS.get(code, _USUAL_DIGITS) - 1
    ours = most // 10**finer if finer >= 0 else most * 10**-finer
    return Limits(least=_LEAST.get(code, step), most=ours - ours % step, step=step).object_to(money)


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
