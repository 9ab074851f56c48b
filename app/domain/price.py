"""Which price each place of an order is had at. Not here: what a price is (course_class.py), tax.

Nobody has to look for the cheapest price: whatever they may have is found for them. Members say so
themselves, and a voucher-only price is there for nobody without the voucher that unlocks it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.course_class import Price, PriceKind, cheapest_first


@dataclass(eq=False)
class OptionFull(Exception):
    """Fewer places can be had at a price than were asked for; ``option`` is its number."""

    option: int

    def __str__(self) -> str:
        return "This price is used up"


@dataclass(eq=False)
class LimitTooLow(Exception):
    """A price was to be limited to fewer places than are had at it; ``position`` from 0."""

    position: int
    taken: int

    def __str__(self) -> str:
        return f"must be {self.taken} or more: so many places are had at this price"


def choose(
    prices: Sequence[Price],
    members: Sequence[bool],
    *,
    currency: str,
    now: datetime,
    unlocked: Collection[int] = (),
) -> tuple[Price, ...] | None:
    """Return the price of each place, or None where not all can be had at any price.

    ``members`` says of each place whether a member takes it, ``unlocked`` holds the numbers of
    voucher-only options that a voucher of the buyer's opens. Each place has the cheapest price that
    is open to it; where one is used up half-way, the rest have the next. Those who are no members
    come first, because members have more to fall back on: so the whole costs the least that it can,
    in whatever order the participants stand.
    """
    options = sorted(
        (
            price
            for price in prices
            if price.money.currency == currency
            and price.holds(now)
            and _is_open(price, together=len(members), unlocked=unlocked)
        ),
        key=cheapest_first,
    )
    left = [price.left for price in options]
    chosen: dict[int, Price] = {}
    for position in sorted(range(len(members)), key=lambda each: members[each]):
        found = _first(options, left, member=members[position])
        if found is None:
            return None
        remaining = left[found]
        if remaining is not None:
            left[found] = remaining - 1
        chosen[position] = options[found]
    return tuple(chosen[position] for position in range(len(members)))


def _is_open(price: Price, *, together: int, unlocked: Collection[int]) -> bool:
    if price.kind is PriceKind.GROUP:
        return together >= price.least
    return price.kind is not PriceKind.VOUCHER_ONLY or price.id in unlocked


def _first(options: Sequence[Price], left: Sequence[int | None], *, member: bool) -> int | None:
    """Return where the first option stands that this place can have."""
    return next(
        (
            index
            for index, price in enumerate(options)
            if left[index] != 0 and (member or price.kind is not PriceKind.MEMBER)
        ),
        None,
    )
