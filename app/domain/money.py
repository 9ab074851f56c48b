"""Money as integer minor units of an ISO 4217 currency. Not here: how a page shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# ISO 4217 currencies whose minor unit is not a hundredth (list one, active currencies).
_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
# Few enough digits that decimal arithmetic never rounds one away (its precision is 28).
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_THREE_LAST = re.compile(r"-?[0-9]{1,3}[.,][0-9]{3}")


THREE_DECIMALS = 3

# What ISO 4217 calls no currency: of an order that costs nothing here; no amount is shown in it.
NO_CURRENCY = "XXX"


class MoneyError(ValueError):
    """An amount or currency that cannot be money."""


class CurrencyMismatch(MoneyError):
    """Two amounts in different currencies were put together."""


def exponent(currency: str) -> int:
    """Return how many decimals the currency's minor unit has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (øre, cents; yen for JPY) of one currency.

    Raises:
        MoneyError: the currency is not three capital letters.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        code = self.currency
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise MoneyError(f"not an ISO 4217 currency: {code!r}")

    @classmethod
    def parse(cls, amount: str, currency: str) -> "Money":
        """Read a decimal in major units ("4200.00"), exactly.

        Raises:
            MoneyError: not plain digits, or finer than the currency's minor unit.
        """
        if not _AMOUNT.fullmatch(amount):
            raise MoneyError(f"not an amount: {amount!r}")
        minor = Decimal(amount).scaleb(exponent(currency))
        if minor != minor.to_integral_value():
            raise MoneyError(f"{amount} is finer than the smallest unit of {currency}")
        return cls(minor=int(minor), currency=currency)

    @property
    def major(self) -> Decimal:
        """Return the amount in major units, with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def __str__(self) -> str:
        return f"{self.major:f} {self.currency}"

    def _same_currency(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be put together")


def reads_two_ways(amount: str, currency: str) -> bool:
    """Say whether what was written may be meant as thousands or as decimals: ``1.000`` of NOK.

    Where the currency has three decimals, a point is theirs.
    """
    decimals = "." in amount and exponent(currency) >= THREE_DECIMALS
    return bool(_THREE_LAST.fullmatch(amount)) and not decimals


def deal_out(minor: int, weights: Sequence[int]) -> list[int]:
    """Deal so many minor units out by weights, to the last one; nothing where they sum to nothing.

    Each has its share rounded down; the units that are left go to the largest remainders, the
    first of equal ones before the others.
    """
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    shares = [minor * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda each: (-(minor * weights[each] % whole), each)
    )
    for each in by_remainder[: minor - sum(shares)]:
        shares[each] += 1
    return shares
