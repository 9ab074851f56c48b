"""Tax on a line of an order: within the price, on top of it, or none. Not here: prices, totals."""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.money import Money

# A rate is kept in hundredths of a percent: 25 % is 2500.
FULL_RATE = 10_000
# What a catalogue may call VAT in any of our languages: each says it in its own word.
VAT_NAMES = frozenset(
    {"vat", "mva", "merverdiavgift", "ust", "umsatzsteuer", "mwst", "mehrwertsteuer"}
)


class TaxMode(StrEnum):
    """How tax meets a price.

    ``exempt``: it would be taxed, and is not: because of who buys (a company abroad with a number),
    or for everybody, where the price itself is said to be exempt.
    """

    NONE = "none"
    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Tax:
    """How a price is taxed; ``rate`` in hundredths of a percent, ``name`` as papers show it."""

    mode: TaxMode = TaxMode.NONE
    rate: int = 0
    name: str = ""

    def on(self, minor: int) -> tuple[int, int]:
        """Return net and tax, in minor units, of a price that is shown as so much.

        Half a minor unit and more rounds away from zero, so that what is taken off a line again is
        exactly what was on it.
        """
        if self.mode is TaxMode.INCLUSIVE:
            tax = _divided(minor * self.rate, FULL_RATE + self.rate)
            return minor - tax, tax
        if self.mode is TaxMode.EXCLUSIVE:
            return minor, _divided(minor * self.rate, FULL_RATE)
        return minor, 0

    @property
    def due(self) -> "Tax":
        """The tax as it is owed to the state: within the price or on top of it, it is the same."""
        on_top = self.mode is TaxMode.EXCLUSIVE
        return replace(self, mode=TaxMode.INCLUSIVE) if on_top else self

    def exempted(self, price: Money) -> tuple[Money, "Tax"]:
        """Return a price and its tax as whoever need not pay the tax has them."""
        if self.mode is TaxMode.NONE:
            return price, self
        net, _ = self.on(price.minor)
        return Money(net, price.currency), replace(self, mode=TaxMode.EXEMPT)


UNTAXED = Tax()


def _divided(amount: int, by: int) -> int:
    """Return the quotient rounded to the nearest whole number, halves away from zero."""
    quotient = (2 * abs(amount) + by) // (2 * by)
    return quotient if amount >= 0 else -quotient
