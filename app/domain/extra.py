"""Extras: what can be had besides a place, each with a stock of its own. Not here: counting it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.bill import FREE, Bill, Line, LineKind
from app.domain.draft import Filled, FormChanged
from app.domain.money import NO_CURRENCY, Money
from app.domain.tax import UNTAXED, Tax


@dataclass(eq=False)
class ExtraGone(FormChanged):
    """An extra that was chosen is sold out, or is not offered any more."""

    label: str = ""

    def __str__(self) -> str:
        return f"There is not enough left of: {self.label}"


@dataclass(eq=False)
class TooFewExtras(Exception):
    """A stock below what is taken; ``number`` is the extra's position in its class, from 0."""

    number: int
    label: str
    taken: int

    def __str__(self) -> str:
        return f"must be {self.taken} or more: so many of {self.label} are ordered"


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra of a class.

    ``amounts`` are its prices in minor units by currency; none at all is free. ``stock`` is how
    many there are and ``left`` how many of them nobody has, None where nobody counts.
    ``most_per_place`` is how many one participant can have. ``tax`` is paid by everybody: food and
    rooms are taxed where they are had, whoever buys. ``withdrawn``: whoever has it keeps it, and
    nobody else can have one.
    """

    code: str
    label: str
    amounts: Mapping[str, int] = field(default_factory=dict)
    tax: Tax = UNTAXED
    stock: int | None = None
    most_per_place: int = 1
    left: int | None = None
    id: int = 0
    withdrawn: bool = False

    @property
    def sold_out(self) -> bool:
        """Whether nobody can have one."""
        return self.left is not None and self.left <= 0

    def price(self, currency: str) -> Money | None:
        """Return what one costs, or None where it cannot be had in that currency."""
        if not self.amounts:
            return Money(0, currency or NO_CURRENCY)
        minor = self.amounts.get(currency)
        return None if minor is None else Money(minor, currency)


def wanted(filled: Filled) -> dict[str, int]:
    """Return how many of each extra are wanted by all together, by code."""
    total: dict[str, int] = {}
    for participant in filled.participants:
        for code, quantity in participant.extras.items():
            total[code] = total.get(code, 0) + quantity
    return total


def without_gone(filled: Filled, extras: Sequence[Extra]) -> Filled:
    """Return the form without what cannot be had any more, in the currency of the order.

    What is left of an extra goes to the participants in their order.
    """
    currency = currency_with(filled, FREE, extras)
    offered = {each.code: each for each in extras if each.price(currency) is not None}
    left = {code: each.left for code, each in offered.items()}
    participants = []
    for participant in filled.participants:
        had = {}
        for code, quantity in participant.extras.items():
            if code in offered:
                stock = left[code]
                most = min(quantity, offered[code].most_per_place)
                had[code] = most if stock is None else min(most, stock)
                left[code] = None if stock is None else stock - had[code]
        kept = {code: quantity for code, quantity in had.items() if quantity > 0}
        participants.append(replace(participant, extras=kept))
    return replace(filled, participants=tuple(participants))


def currency_with(filled: Filled, bill: Bill, extras: Sequence[Extra]) -> str:
    """Return the currency of the order: the bill's, else the chosen one, else that of an extra.

    A class that is free may have extras that are not.
    """
    if bill.currency != NO_CURRENCY:
        return bill.currency
    chosen = wanted(filled)
    costing = (code for each in extras if each.code in chosen for code in each.amounts)
    return filled.currency or next(costing, NO_CURRENCY)


def with_extras(bill: Bill, filled: Filled, extras: Sequence[Extra], *, class_code: str) -> Bill:
    """Return the bill with a line for each extra that a participant chose.

    Raises:
        ExtraGone: one of them is not offered, not in this currency, or not so many are left.
    """
    chosen = wanted(filled)
    if not chosen:
        return bill
    offered = {each.code: each for each in extras}
    for code, quantity in chosen.items():
        extra = offered.get(code)
        if extra is None or (extra.left is not None and quantity > extra.left):
            raise ExtraGone(class_code, label=extra.label if extra else code)
    currency = currency_with(filled, bill, extras)
    lines = (*bill.lines, *_lines(filled, offered, currency, class_code))
    return Bill(currency, lines)


def _lines(
    filled: Filled, offered: Mapping[str, Extra], currency: str, class_code: str
) -> Iterable[Line]:
    for position, participant in enumerate(filled.participants):
        for code, quantity in participant.extras.items():
            extra = offered[code]
            each = extra.price(currency)
            if each is None or quantity > extra.most_per_place:
                raise ExtraGone(class_code, label=extra.label)
            yield taken_up(extra, quantity, place=position, each=each)


def taken_up(extra: Extra, quantity: int, *, place: int, each: Money) -> Line:
    """Return the line of so many of an extra, for the place at that position (counted from 0)."""
    return Line(
        place=place,
        kind=LineKind.EXTRA,
        label=extra.label,
        each=each,
        quantity=quantity,
        tax=extra.tax,
        extra_id=extra.id,
    )
