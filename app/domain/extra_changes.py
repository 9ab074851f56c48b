"""Extras that a place has more or fewer of once it is answered otherwise: lines, cost. Pure.

What is given up is taken back by a line of its own, as a line is never changed. Not here: whether
there are enough of them, doing it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import sha256

from app.domain.bill import Line, LineKind
from app.domain.event import Answer, Fact
from app.domain.form.question import Question
from app.domain.form.taking import taken_by
from app.domain.money import Money
from app.domain.money_of_end import UNDECIDED
from app.domain.replacing import Unchangeable, say_to_buyer
from app.domain.said import Said, sentence

_BEFORE, _AFTER, _MORE, _LESS = (
    f"price_{each}_minor" for each in ("before", "after", "more", "less")
)
# Why it stays as it was answered, where something is other than of a place that goes elsewhere.
_WHY: Mapping[Unchangeable, Said] = {
    Unchangeable.NOT_CONFIRMED: sentence(
        "An answer that costs something else can be changed once the place is certain."
    ),
    Unchangeable.KEPT: sentence(
        "This costs less, and what comes back is no longer all of it. Answer any mail of ours if "
        "it is to be different all the same."
    ),
    Unchangeable.NO_PRICE: sentence(
        "This cannot be paid in the currency of this registration: choose another answer."
    ),
}


@dataclass(frozen=True, slots=True)
class ExtraChange:
    """So many more of an extra for the place at a number (1, 2, …), fewer below zero.

    ``minor`` is what that costs more, or less below zero, in minor units of a currency: what a
    voucher took off what is given up is gone with it.
    """

    place: int
    label: str
    quantity: int
    minor: int
    currency: str

    @property
    def cost(self) -> Money:
        """So much it is more, or less."""
        return Money(abs(self.minor), self.currency)


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What follows for an order whose buyer answers otherwise, all in its currency.

    It costs ``after`` instead of ``before``: so much ``more`` is owed, or so much need not be paid
    any more (``forgiven``) and so much goes ``back``: ``undecided`` where no rule says that it
    does, and staff decide. ``paid`` is what it paid by now, ``owed`` what it owes then in all.
    """

    changes: tuple[ExtraChange, ...]
    before: Money
    after: Money
    paid: Money
    more: Money
    forgiven: Money
    back: Money
    owed: Money
    undecided: bool = False

    @property
    def mark(self) -> str:
        """What tells it from any other price, "" where no money moves: nobody has to agree."""
        if self.before == self.after:
            return ""
        return sha256(repr(astuple(self)).encode()).hexdigest()


@dataclass(eq=False)
class PriceChanged(Exception):
    """Something else would be owed, or go back, than was shown; nothing was done."""


def say_why(why: Unchangeable) -> Said:
    """Return why what costs something stays as it was answered, for whoever ordered."""
    return _WHY.get(why) or say_to_buyer(why)


def difference(
    questions: Sequence[Question],
    before: Mapping[str, Answer],
    after: Mapping[str, Answer],
    *,
    had: Mapping[str, int],
) -> dict[str, int]:
    """Return how many more of each extra answers take after, by code; fewer are below zero.

    Whoever a place was given to answered nothing of what it ``had`` by then, by code: where they
    answer now, that is what they have more or fewer of.
    """
    was, now = taken_by(questions, before), taken_by(questions, after)
    for question in questions:
        if _is_empty(before.get(question.key)) and not _is_empty(after.get(question.key)):
            there = {option.extra for option in question.options if option.extra}
            was |= {code: max(was.get(code, 0), had.get(code, 0)) for code in there}
    codes = dict.fromkeys((*was, *now))
    return {code: more for code in codes if (more := now.get(code, 0) - was.get(code, 0))}


def _is_empty(answer: Answer) -> bool:
    return answer in (None, "", [])


def standing_numbers(lines: Sequence[Line]) -> list[list[int]]:
    """Return which of a place's lines stand, by number.

    Those of one extra that were taken back, or had again, stand together, the first of them first;
    of what is given up altogether there are none.
    """
    found: dict[tuple[object, ...], list[int]] = {}
    for number, line in enumerate(lines):
        found.setdefault(_same(line) if line.extra_id else (number,), []).append(number)
    return [
        numbers
        for numbers in found.values()
        if not lines[numbers[0]].extra_id or _is_left([lines[each] for each in numbers])
    ]


def standing(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines as they are once what was given up is off them."""
    return tuple(_one([lines[each] for each in numbers]) for numbers in standing_numbers(lines))


def _same(line: Line) -> tuple[object, ...]:
    """Return what tells an extra's lines from those of another; those of one are taken together."""
    each = None if line.kind is LineKind.DISCOUNT else line.each
    return (line.place, line.kind, line.extra_id, line.voucher_id, line.label, each, line.tax)


def _is_left(lines: Sequence[Line]) -> bool:
    if lines[0].kind is LineKind.DISCOUNT:
        return bool(sum(each.each.minor * each.quantity for each in lines))
    return bool(sum(each.quantity for each in lines))


def _one(lines: Sequence[Line]) -> Line:
    first, *others = lines
    if not others:
        return first
    if first.kind is LineKind.DISCOUNT:
        off = sum(each.each.minor * each.quantity for each in lines)
        return replace(first, each=Money(off, first.each.currency), quantity=1)
    return replace(first, quantity=sum(each.quantity for each in lines))


def quantity_of(lines: Sequence[Line], extra_id: int) -> int:
    """Return how many of an extra a place with those lines has."""
    return sum(
        line.quantity for line in lines if line.kind is LineKind.EXTRA and line.extra_id == extra_id
    )


def given_up(had: Sequence[Line], extra_id: int, quantity: int) -> tuple[Line, ...]:
    """Return the lines that take back up to so many of an extra, the newest first.

    What a voucher took off them goes along, in proportion.
    """
    mine = [line for line in standing(had) if line.extra_id == extra_id]
    lines = [line for line in mine if line.kind is LineKind.EXTRA]
    there = sum(line.quantity for line in lines)
    gone = min(quantity, there)
    if not gone:
        return ()
    off = [line for line in mine if line.kind is LineKind.DISCOUNT]
    return (*_newest(lines, gone), *(_on_again(line, gone, there) for line in off))


def _newest(lines: Sequence[Line], quantity: int) -> Iterator[Line]:
    for line in reversed(lines):
        gone = min(quantity, line.quantity)
        quantity -= gone
        if gone:
            yield replace(line, quantity=-gone)


def _on_again(off: Line, gone: int, there: int) -> Line:
    """Return what takes back a voucher's part: as much stays off as what is left has of it."""
    whole = off.each.minor * off.quantity
    left = whole * (there - gone) // there
    return replace(off, each=Money(whole - left, off.each.currency), quantity=-1)


def fact_of_price(price: NewPrice) -> dict[str, Fact]:
    """Return as facts of an event what an order costs then; none where that is as before."""
    if price.before == price.after:
        return {}
    return {
        _BEFORE: price.before.minor,
        _AFTER: price.after.minor,
        _MORE: price.more.minor,
        _LESS: price.forgiven.minor,
        **({UNDECIDED: 1} if price.undecided else {}),
    }


@dataclass(frozen=True, slots=True)
class TheNewPrice:
    """What ``fact_of_price`` says: so much ``more`` is owed, or so much ``forgiven``."""

    before: Money
    after: Money
    more: Money
    forgiven: Money


def price_in(facts: Mapping[str, object], currency: str) -> TheNewPrice | None:
    """Read back what ``fact_of_price`` gave; None where nothing costs otherwise."""
    minor = [facts.get(each) for each in (_BEFORE, _AFTER, _MORE, _LESS)]
    if not all(isinstance(each, int) for each in minor):
        return None
    return TheNewPrice(*(Money(int(str(each)), currency) for each in minor))
