"""What a voucher takes off a bill, line by line, exactly. Not here: whether it may be used now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.bill import Bill, Line, LineKind
from app.domain.money import Money, deal_out
from app.domain.said import sentence
from app.domain.tax import FULL_RATE, TaxMode
from app.domain.voucher import Voucher, VoucherKind, VoucherRefused
from app.domain.voucher_code import mask_code

WHOLE = 100
_LABEL = "Voucher "


@dataclass(frozen=True, slots=True)
class Share:
    """What a voucher gave to one place: so many of its uses, by whom, and so much."""

    place: int
    person: str
    uses: int
    amount: Money


@dataclass(frozen=True, slots=True)
class People:
    """Who is to be counted: the participants in their order and the buyer, by ``person_key``.

    ``used`` says how often each of them used the voucher before, ``in_class`` how often anybody
    did in their class.
    """

    participants: Sequence[str]
    buyer: str
    used: Mapping[str, int]
    in_class: int = 0


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A bill with what a voucher takes off it, and what each place has of that."""

    bill: Bill
    shares: tuple[Share, ...]


def redeem(bill: Bill, voucher: Voucher, people: People, *, opened: Sequence[int] = ()) -> Redeemed:
    """Take off a bill what a voucher gives; never more than there is.

    Where it has fewer uses left than there are places, the dearest have them. What is taken off a
    line is taxed as that line is. A value voucher gives no more than it has left. ``opened`` are
    the places had at a price that it opens: each is a use, others are none.

    Raises:
        VoucherRefused: it takes nothing off and opens nothing, or has not enough uses left.
    """
    if voucher.kind is VoucherKind.UNLOCK:
        return Redeemed(bill, _of_opened(bill, voucher, people, opened))
    covered = [line for line in bill.lines if _covers(voucher, line)]
    if voucher.by_place:
        return _by_place(bill, voucher, people, covered)
    return _by_order(bill, voucher, people, covered)


def masked_label(code: str) -> str:
    """Return what a voucher is called where only the end of its code is told."""
    return _LABEL + mask_code(code)


def say_label(label: str) -> str:
    """Return what a line is called, where it is a voucher's so that other languages can say it."""
    code = label.removeprefix(_LABEL)
    return label if code == label else sentence("Voucher {code}", code=code)


def without_code(kind: LineKind, label: str) -> str:
    """Return what a line is called that does not tell a voucher's code."""
    return masked_label(label.removeprefix(_LABEL)) if kind is LineKind.DISCOUNT else label


def masked(bill: Bill) -> Bill:
    """Return a bill that does not tell the codes of its vouchers."""
    lines = (replace(line, label=without_code(line.kind, line.label)) for line in bill.lines)
    return replace(bill, lines=tuple(lines))


def _covers(voucher: Voucher, line: Line) -> bool:
    both = voucher.extras_too or voucher.kind is VoucherKind.VALUE
    wanted = line.kind is LineKind.PLACE or (both and line.kind is LineKind.EXTRA)
    return wanted and line.total.minor > 0


def _by_place(bill: Bill, voucher: Voucher, people: People, covered: Sequence[Line]) -> Redeemed:
    percent = WHOLE if voucher.kind is VoucherKind.FREE else voucher.percent
    off = [_off(line, _percent(line, percent), voucher) for line in covered]
    taken = {position: _taken(off, position) for position in range(len(people.participants))}
    by_worth = sorted(
        (each for each in taken if taken[each]), key=lambda each: (-taken[each], each)
    )
    chosen = sorted(_who_may(voucher, people, by_worth))
    if not chosen:
        raise VoucherRefused
    lines = tuple(line for line in off if line.place in chosen and line.each.minor)
    shares = tuple(
        Share(each, people.participants[each], 1, Money(taken[each], bill.currency))
        for each in chosen
    )
    return Redeemed(replace(bill, lines=(*bill.lines, *lines)), shares)


def _by_order(bill: Bill, voucher: Voucher, people: People, covered: Sequence[Line]) -> Redeemed:
    may = list(_who_may(voucher, replace(people, participants=[people.buyer]), [0]))
    if not may or voucher.amount is None or voucher.amount.currency != bill.currency:
        raise VoucherRefused
    value = voucher.kind is VoucherKind.VALUE
    pot = voucher.balance_minor if value else voucher.amount.minor
    totals = [line.total.minor for line in covered]
    split = deal_out(min(pot, sum(totals)), totals)
    off = [
        _off(line, _shown(line, part), voucher) for line, part in zip(covered, split, strict=True)
    ]
    places = [each for each in range(len(people.participants)) if _taken(off, each)]
    if not places:
        raise VoucherRefused
    shares = tuple(
        Share(each, people.buyer, int(each == places[0]), Money(_taken(off, each), bill.currency))
        for each in places
    )
    lines = (line for line in off if line.each.minor)
    return Redeemed(replace(bill, lines=(*bill.lines, *lines)), shares)


def _of_opened(
    bill: Bill, voucher: Voucher, people: People, opened: Sequence[int]
) -> tuple[Share, ...]:
    if not opened or len(list(_who_may(voucher, people, opened))) < len(opened):
        raise VoucherRefused
    nothing = Money(0, bill.currency)
    return tuple(Share(each, people.participants[each], 1, nothing) for each in opened)


def _who_may(voucher: Voucher, people: People, places: Sequence[int]) -> Iterator[int]:
    """Give the places that still have a use of it, in the order in which they are asked for."""
    left, used = voucher.left_in_class(people.in_class), dict(people.used)
    for place in places:
        person = people.participants[place]
        most = voucher.most_per_person
        if left == 0:
            return
        if most is not None and used.get(person, 0) >= most:
            continue
        used[person] = used.get(person, 0) + 1
        left = None if left is None else left - 1
        yield place


def _percent(line: Line, percent: int) -> int:
    """Return so many percent of a line as it is shown, half a minor unit and more rounded up."""
    return (line.each.minor * line.quantity * percent + WHOLE // 2) // WHOLE


def _shown(line: Line, part: int) -> int:
    """Return what is taken off a line's shown price so that no more than so much is charged less.

    With tax on top some amounts cannot be met to the minor unit: then it is the next below.
    """
    if part == line.total.minor:
        return line.each.minor * line.quantity
    if line.tax.mode is not TaxMode.EXCLUSIVE:
        return part
    nearest = part * FULL_RATE // (FULL_RATE + line.tax.rate)
    return nearest + 1 if sum(line.tax.on(nearest + 1)) <= part else nearest


def _off(line: Line, shown: int, voucher: Voucher) -> Line:
    return replace(
        line,
        kind=LineKind.DISCOUNT,
        label=_LABEL + voucher.code,
        each=Money(-shown, line.each.currency),
        quantity=1,
        price_option_id=0,
        voucher_id=voucher.id,
    )


def _taken(off: Sequence[Line], place: int) -> int:
    return -sum(line.total.minor for line in off if line.place == place)
