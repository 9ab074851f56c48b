"""What a place costs now, currency by currency, and what it costs later. Not here: orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.course_class import Price, PriceKind, cheapest_first, current_price
from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class Offer:
    """The price of a place in one currency, as anybody has it.

    ``after`` is the price that follows once it has ended or is used up. ``members`` is what members
    pay where that is less, ``groups`` the prices of groups, the smallest group first.
    """

    price: Price
    after: Price | None = None
    members: Price | None = None
    groups: tuple[Price, ...] = ()

    @property
    def label(self) -> str:
        """The name of the price."""
        return self.price.label

    @property
    def each(self) -> Money:
        """The price as it is shown, whether its tax is in it or not."""
        return self.price.money

    @property
    def until(self) -> datetime | None:
        """When it ends (UTC), where it does."""
        return self.price.ends_at

    @property
    def later(self) -> Money | None:
        """What a place costs after that."""
        return self.after.money if self.after else None

    @property
    def currency(self) -> str:
        """Return the currency it is paid in."""
        return self.each.currency


def offers_of(prices: Sequence[Price], *, now: datetime) -> tuple[Offer, ...]:
    """Return the offer that holds now in each currency, in the order of the options."""
    offers = []
    for currency in dict.fromkeys(price.money.currency for price in prices):
        price = current_price(prices, currency=currency, now=now)
        if price is not None:
            offers.append(_offer(prices, price, now=now))
    return tuple(offers)


def _offer(prices: Sequence[Price], price: Price, *, now: datetime) -> Offer:
    after = None
    if price.ends_at is not None or price.limit is not None:
        others = [each for each in prices if each is not price]
        when = price.ends_at or now
        after = current_price(others, currency=price.money.currency, now=when)
    better = [
        each
        for each in prices
        if each.money.currency == price.money.currency
        and each.holds(now)
        and each.gross.minor < price.gross.minor
    ]
    members = [each for each in better if each.kind is PriceKind.MEMBER]
    groups = [each for each in better if each.kind is PriceKind.GROUP]
    return Offer(
        price=price,
        after=after,
        members=min(members, key=cheapest_first, default=None),
        groups=tuple(sorted(groups, key=lambda each: (each.least, *cheapest_first(each)))),
    )
