"""What a place is charged in a class that it goes on in, line by line. Pure.

Not here: which price it is had at there, what does not go along (left_behind.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.bill import Line, LineKind
from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class There:
    """The lines of a place in the other class, none for nothing; ``whole`` is its price there."""

    lines: tuple[Line, ...]
    whole: Money

    @property
    def cost(self) -> Money:
        """What it is charged."""
        return sum((line.total for line in self.lines), Money(0, self.whole.currency))


def own_lines(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of the place itself: without its extras, and what was taken off them."""
    return [line for line in lines if not line.extra_id]


def is_own_discount(line: Line) -> bool:
    """Say whether that is what a voucher took off the place itself."""
    return line.kind is LineKind.DISCOUNT and not line.extra_id


def priced_there(had: Sequence[Line], line: Line, *, dearer: bool) -> There:
    """Return what a place with those lines is charged, where its line there is that one.

    Never more than it costs here without its extras, unless the difference is charged (``dearer``):
    then its price there, less what a voucher took off it here. What it is charged less there is
    by the voucher as far as that gave so much, and is a line of its own, so that its price is
    explained; it is taxed as the price is.
    """
    currency = line.total.currency
    off = [each for each in had if is_own_discount(each)]
    given = -_sum(off)
    whole, most = line.total.minor, _sum(own_lines(had))
    cost = min(whole, max(most, whole - given) if dearer else most)
    by_voucher = min(whole - cost, given)
    shown = cost + by_voucher
    if not shown:
        return There((), line.total)
    price = line if shown == whole else line.capped(Money(shown, currency))
    if not by_voucher:
        return There((price,), line.total)
    return There((price, _less(price, off[0], Money(-by_voucher, currency))), line.total)


def _less(price: Line, off: Line, total: Money) -> Line:
    """Return what is off a price as a line of the voucher that took it off."""
    return replace(off, place=price.place, tax=price.tax).capped(total)


def _sum(lines: Sequence[Line]) -> int:
    return sum(line.total.minor for line in lines)
