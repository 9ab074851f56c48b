"""Amounts and currencies as Stripe counts them. Not here: who pays whom."""

import re
from decimal import ROUND_HALF_UP, Decimal

from app.sandbox.stripe.errors import StripeError, invalid

ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())
# Written with two decimals for old programs' sake, which must both be zero.
WHOLE_ONLY = frozenset(["isk", "ugx"])
TWO_DECIMAL = frozenset(
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad "
    "cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl "
    "hrk htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt "
    "mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub "
    "sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx usd uyu uzs "
    "wst xcd yer zar zmw".split()
)
CURRENCIES = ZERO_DECIMAL | THREE_DECIMAL | TWO_DECIMAL

MINIMUM = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200,
    "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
MAXIMUM = 99_999_999

FIXED_FEE = {"nok": 200, "sek": 180, "dkk": 180, "eur": 25, "gbp": 20, "usd": 30, "chf": 30}
RATE = Decimal("0.024")
DISPUTE_FEE = {"nok": 15000, "sek": 15000, "dkk": 11000, "eur": 1500, "gbp": 2000, "usd": 1500}


def digits(currency: str) -> int:
    """Return how many decimals the smallest unit of the currency stands for."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def shown(amount: int, currency: str) -> str:
    """Return the amount for people: ``NOK 4,200.00``."""
    places = digits(currency)
    return f"{currency.upper()} {Decimal(amount).scaleb(-places):,.{places}f}"


def fee(amount: int, currency: str) -> int:
    """Return what Stripe keeps of a payment, in the smallest unit."""
    share = (amount * RATE).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    kept = min(amount, int(share) + FIXED_FEE.get(currency, 0))
    return kept - kept % _step(currency)


def known_currency(word: str, *, param: str) -> str:
    """Return the currency in lower case; raises StripeError for one Stripe does not take."""
    currency = word.lower()
    if not re.fullmatch("[a-z]{3}", currency) or currency not in CURRENCIES:
        raise invalid(f"Invalid currency: {word}.", param=param)
    return currency


def chargeable(amount: int, currency: str, *, param: str) -> int:
    """Return the amount if it can be charged; raises StripeError with Stripe's code otherwise."""
    if amount < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            param=param,
            code="parameter_invalid_integer",
        )
    if amount > MAXIMUM:
        raise invalid(
            f"Amount must be no more than {shown(MAXIMUM, currency)}",
            param=param,
            code="amount_too_large",
        )
    least = MINIMUM.get(currency, 1)
    if amount < least:
        raise invalid(
            f"Amount must be at least {shown(least, currency)}",
            param=param,
            code="amount_too_small",
        )
    rounded(amount, currency, param=param)
    return amount


def rounded(amount: int, currency: str, *, param: str) -> None:
    """Raise StripeError where the currency cannot be written in this amount.

    Three-decimal currencies end in 0 at Stripe; ISK and UGX carry two decimals that must be 00.
    """
    step = _step(currency)
    if amount % step:
        raise _uneven(currency, step, param)


def _step(currency: str) -> int:
    return 10 if currency in THREE_DECIMAL else 100 if currency in WHOLE_ONLY else 1


def _uneven(currency: str, step: int, param: str) -> StripeError:
    return invalid(
        f"Invalid amount: in {currency.upper()} it must be evenly divisible by {step}.",
        param=param,
        code="parameter_invalid_integer",
    )
