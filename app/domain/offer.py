"""What a place costs now, currency by currency, and what it costs later. Not here: orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.course_class import Price, current_price
from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class Offer:
    """The price of a place in one currency; ``later`` is what it costs once ``until`` has come."""

    label: str
    each: Money
    until: datetime | None = None
    later: Money | None = None

    @property
    def currency(self) -> str:
        """Return the currency it is paid in."""
        return self.each.currency

    def total(self, places: int) -> Money:
        """Return what so many places cost."""
        return self.each * places


def offers_of(prices: Sequence[Price], *, now: datetime) -> tuple[Offer, ...]:
    """Return the offer that holds now in each currency, in the order of the options."""
    offers = []
    for currency in dict.fromkeys(price.money.currency for price in prices):
        price = current_price(prices, currency=currency, now=now)
        if price is not None:
            offers.append(_offer(prices, price))
    return tuple(offers)


def _offer(prices: Sequence[Price], price: Price) -> Offer:
    later = None
    if price.ends_at is not None:
        later = current_price(prices, currency=price.money.currency, now=price.ends_at)
    return Offer(
        label=price.label,
        each=price.money,
        until=price.ends_at,
        later=later.money if later else None,
    )
