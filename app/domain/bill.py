"""What an order costs, line by line, as it is frozen when its seats are held. Not here: paying.

Every line belongs to one place, so that what a place costs, and what goes back of it, is a sum.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.course_class import Price, PriceKind
from app.domain.draft import Filled
from app.domain.line_kind import LineKind as LineKind
from app.domain.money import NO_CURRENCY, Money
from app.domain.price import choose
from app.domain.tax import UNTAXED, Tax, TaxMode


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

    def capped(self, total: Money) -> "Line":
        """Return the line of one with that for its total; tax that was on top is within it then."""
        return replace(self, each=total, quantity=1, tax=self.tax.due)


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

    @property
    def priced(self) -> bool:
        """Whether it has a currency: what can only be free has none, and its money is not said."""
        return self.currency != NO_CURRENCY

    @property
    def items(self) -> tuple["Item", ...]:
        """The lines as people read them."""
        return items_of(self.lines)

    @property
    def taxes(self) -> tuple["TaxSum", ...]:
        """How much tax there is, by its name and rate."""
        return taxes_of(self.lines)

    @property
    def options(self) -> tuple[int, ...]:
        """The numbers of the price options that its places are had at, one for each place."""
        return tuple(line.price_option_id for line in self.lines if line.price_option_id)

    def of_place(self, position: int) -> Money:
        """Return what one place costs, all that belongs to it included."""
        return self._sum(line for line in self.lines if line.place == position)

    def option_of_place(self, position: int) -> int | None:
        """Return the number of the price option a place was had for, or None."""
        chosen = (line.price_option_id for line in self.lines if line.place == position)
        return next((number for number in chosen if number), None)

    def _sum(self, lines: Iterable[Line]) -> Money:
        return sum((line.total for line in lines), Money(0, self.currency))


@dataclass(frozen=True, slots=True)
class Item:
    """Equal lines of several places in one; ``tax_amount`` and ``total`` are the sums of theirs."""

    kind: LineKind
    label: str
    each: Money
    quantity: int
    tax: Tax
    tax_amount: Money
    total: Money


@dataclass(frozen=True, slots=True)
class TaxSum:
    """How much of one tax there is: each line's own, rounded there, added up."""

    tax: Tax
    amount: Money


def items_of(lines: Iterable[Line]) -> tuple[Item, ...]:
    """Return the lines with equal ones put together: places, extras, then what is taken off.

    What a voucher takes off may differ from place to place: it is added up, ``each`` the first's.
    """
    found: dict[tuple[object, ...], Item] = {}
    for line in sorted(lines, key=lambda line: list(LineKind).index(line.kind)):
        off = line.kind is LineKind.DISCOUNT
        key = (line.kind, line.label, None if off else line.each, line.tax)
        new = Item(
            kind=line.kind,
            label=line.label,
            each=line.each,
            quantity=line.quantity,
            tax=line.tax,
            tax_amount=line.tax_amount,
            total=line.total,
        )
        old = found.get(key)
        found[key] = new if old is None else _together(old, new)
    # Of what is given up again nothing is left to read.
    return tuple(each for each in found.values() if each.quantity or each.total.minor)


def _together(one: Item, other: Item) -> Item:
    return replace(
        one,
        quantity=one.quantity + other.quantity,
        tax_amount=one.tax_amount + other.tax_amount,
        total=one.total + other.total,
    )


def taxes_of(lines: Iterable[Line]) -> tuple[TaxSum, ...]:
    """Return the taxes that are on lines; one that is exempted is named with nothing.

    The same tax within a price and on top of one is one tax, as on papers.
    """
    sums: dict[tuple[str, int, bool], TaxSum] = {}
    for line in lines:
        if line.tax.mode is not TaxMode.NONE:
            key = (line.tax.name, line.tax.rate, line.tax.mode is TaxMode.EXEMPT)
            old = sums.get(key) or TaxSum(line.tax, Money(0, line.each.currency))
            sums[key] = replace(old, amount=old.amount + line.tax_amount)
    return tuple(sums.values())


FREE = Bill(currency=NO_CURRENCY, lines=())


def place_line(price: Price, *, position: int) -> Line:
    """Return the line of one place at a price."""
    return Line(
        place=position,
        kind=LineKind.PLACE,
        label=price.label,
        each=price.money,
        tax=price.tax,
        price_option_id=price.id,
    )


def place_lines(prices: Sequence[Price]) -> tuple[Line, ...]:
    """Return the lines of places at these prices, by position.

    What costs nothing has a line only where so many places are counted.
    """
    return tuple(
        place_line(price, position=position)
        for position, price in enumerate(prices)
        if price.money.minor or price.limit is not None
    )


def bill_of(
    filled: Filled,
    prices: Sequence[Price],
    *,
    now: datetime,
    unlocked: Collection[int] = (),
) -> Bill | None:
    """Return what a filled-in form costs now, or None where it cannot be had at any price.

    A class that has no prices, or whose price is nothing, is free. ``unlocked``: the voucher-only
    options that a voucher of the buyer's opens.
    """
    if not prices:
        return FREE
    chosen = _chosen(filled, prices, now=now, unlocked=unlocked)
    if chosen is None:
        return None
    lines = place_lines(chosen)
    return Bill(currency=filled.currency, lines=lines) if lines else FREE


def places_by_key(
    filled: Filled, prices: Sequence[Price], *, now: datetime, unlocked: Collection[int]
) -> tuple[int, ...]:
    """Return the positions of the places that are had at a voucher-only option, as on the bill."""
    chosen = _chosen(filled, prices, now=now, unlocked=unlocked) or ()
    return tuple(
        position for position, price in enumerate(chosen) if price.kind is PriceKind.VOUCHER_ONLY
    )


def _chosen(
    filled: Filled, prices: Sequence[Price], *, now: datetime, unlocked: Collection[int]
) -> tuple[Price, ...] | None:
    return choose(
        offered_to(prices, vat_number=filled.vat_number),
        [bool(each.membership) for each in filled.participants],
        currency=filled.currency,
        now=now,
        unlocked=unlocked,
    )


def cost_of_places(
    prices: Sequence[Price],
    members: Sequence[bool],
    *,
    currency: str,
    vat_number: str,
    now: datetime,
    unlocked: Collection[int] = (),
) -> Money | None:
    """Return what places alone cost now, or None where they cannot be had; as ``bill_of`` does."""
    if not prices:
        return Money(0, currency)
    chosen = choose(
        offered_to(prices, vat_number=vat_number),
        members,
        currency=currency,
        now=now,
        unlocked=unlocked,
    )
    return None if chosen is None else sum((each.gross for each in chosen), Money(0, currency))


def offered_to(prices: Sequence[Price], *, vat_number: str) -> Sequence[Price]:
    """Return prices as this buyer pays them: with a VAT number without the tax, where so said."""
    return [price.exempted() for price in prices] if vat_number else prices
