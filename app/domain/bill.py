"""What an order costs, line by line, as it is frozen when its seats are held. Not here: paying.

Every line belongs to one place, so that what a place costs, and what goes back of it, is a sum.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.course_class import Price, current_price
from app.domain.draft import Filled
from app.domain.money import NO_CURRENCY, Money
from app.domain.tax import UNTAXED, Tax


class LineKind(StrEnum):
    """What a line is for."""

    PLACE = "place"
    EXTRA = "extra"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``each`` is the price as it was shown, below zero for a discount.

    ``place`` is the position of the participant it is for, from 0. ``price_option_id`` is that of
    the price, 0 where it has none; so are ``extra_id`` (of an extra, and of what is taken off it)
    and ``voucher_id`` (of what is taken off).
    """

    place: int
    kind: LineKind
    label: str
    each: Money
    quantity: int = 1
    tax: Tax = UNTAXED
    price_option_id: int = 0
    extra_id: int = 0
    voucher_id: int = 0

    @property
    def net(self) -> Money:
        """What it costs without tax."""
        return Money(self.tax.on(self.each.minor * self.quantity)[0], self.each.currency)

    @property
    def tax_amount(self) -> Money:
        """The tax in it, or on it."""
        return Money(self.tax.on(self.each.minor * self.quantity)[1], self.each.currency)

    @property
    def total(self) -> Money:
        """What is charged for it."""
        return self.net + self.tax_amount


@dataclass(frozen=True, slots=True)
class Bill:
    """All lines of an order, in one currency; no lines are an order that costs nothing."""

    currency: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> Money:
        """What the order costs."""
        return self._sum(self.lines)

    @property
    def payable(self) -> bool:
        """Whether anything has to be paid."""
        return self.total.minor > 0

    def of_place(self, position: int) -> Money:
        """Return what one place costs, all that belongs to it included."""
        return self._sum(line for line in self.lines if line.place == position)

    def option_of_place(self, position: int) -> int | None:
        """Return the number of the price option a place was had for, or None."""
        chosen = (line.price_option_id for line in self.lines if line.place == position)
        return next((number for number in chosen if number), None)

    def _sum(self, lines: Iterable[Line]) -> Money:
        return sum((line.total for line in lines), Money(0, self.currency))


FREE = Bill(currency=NO_CURRENCY, lines=())


def place_line(price: Price, *, position: int) -> Line:
    """Return the line of one place at a price."""
    return Line(
        place=position,
        kind=LineKind.PLACE,
        label=price.label,
        each=price.money,
        price_option_id=price.id,
    )


def bill_of(filled: Filled, prices: Sequence[Price], *, now: datetime) -> Bill | None:
    """Return what a filled-in form costs now, or None where it cannot be had at any price.

    A class that has no prices, or whose price is nothing, is free.
    """
    if not prices:
        return FREE
    price = current_price(prices, currency=filled.currency, now=now)
    if price is None:
        return None
    if not price.money.minor:
        return FREE
    lines = (place_line(price, position=each) for each in range(len(filled.participants)))
    return Bill(currency=filled.currency, lines=tuple(lines))
