"""Which lines a paper has: parts of an order's price that were paid, credited, or are left. Pure.

Every part of a line carries its part of the tax, exactly: all parts of a line together are the
line. Not here: when a paper is issued, numbers.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import product

from app.domain.money import deal_out
from app.domain.paper import EXCESS, PaperLine
from app.domain.tax import UNTAXED, Tax


def left_of(lines: Sequence[PaperLine], *others: PaperLine) -> tuple[PaperLine, ...]:
    """Return what is left of each line, once others about the same are taken off.

    A line of which more was taken than there was is used up: it never turns into its opposite.
    """
    left = []
    for line in lines:
        taken = [each for each in others if each.key == line.key]
        rest = replace(
            line,
            net=line.net - sum(each.net for each in taken),
            tax_amount=line.tax_amount - sum(each.tax_amount for each in taken),
        )
        if rest.total * line.total > 0:
            left.append(rest)
    return tuple(left)


def standing_of(lines: Sequence[PaperLine]) -> tuple[PaperLine, ...]:
    """Return what is left of lines once those that come later under the same keys are added."""
    firsts = {line.key: line for line in reversed(lines)}
    later = [line for line in lines if line is not firsts[line.key]]
    return left_of([line for line in lines if line is firsts[line.key]], *negated(later))


def goes_on(before: Sequence[Tax], after: Sequence[Tax]) -> bool:
    """Say whether a place's lines go on as those after them: as many, and taxed the same.

    Then only a difference is billed. Else what was billed is taken back at its rate, and what
    stands in its place is billed at its own.
    """
    return [each.due for each in before] == [each.due for each in after]


def billed_anew(
    left: Sequence[PaperLine], lines: Sequence[PaperLine], unbilled: Sequence[PaperLine]
) -> tuple[PaperLine, ...]:
    """Return what takes back what is ``left`` of a paper and stands for no line any more.

    As much of the ``lines`` of the same place as is ``unbilled`` is billed in its stead, so that
    all of it adds up to nothing.
    """
    anew: list[PaperLine] = []
    gone = outdated(left, lines)
    for place in sorted({line.place for line in gone}):
        old = [line for line in gone if line.place == place]
        new = [line for line in unbilled if line.place == place]
        amount = min(total_of(old), total_of(new))
        if amount > 0:
            anew += negated(part_of(old, amount))
            anew += part_of(new, amount)
    return tuple(anew)


def outdated(left: Iterable[PaperLine], lines: Iterable[PaperLine]) -> tuple[PaperLine, ...]:
    """Return what of a paper stands for none of an order's ``lines`` any more."""
    keys = {EXCESS, *(line.key for line in lines)}
    return tuple(line for line in left if line.key not in keys)


def total_of(lines: Iterable[PaperLine]) -> int:
    """Return what lines add up to."""
    return sum(line.total for line in lines)


def negated(lines: Iterable[PaperLine]) -> tuple[PaperLine, ...]:
    """Return the lines with the other sign."""
    return tuple(replace(line, net=-line.net, tax_amount=-line.tax_amount) for line in lines)


def part_of(lines: Sequence[PaperLine], amount: int) -> tuple[PaperLine, ...]:
    """Return parts of the lines that add up to exactly the amount, from 0 to what they are over.

    Each gives the same share; the units that rounding leaves go to the largest remainders. The tax
    in a part is its share of the line's tax, to the nearest unit.
    """
    whole = total_of(lines)
    if amount == whole:
        return tuple(lines)
    totals = deal_out(amount, [line.total for line in lines])
    return tuple(_cut(line, total) for line, total in zip(lines, totals, strict=True) if total != 0)


def paid_lines(
    unbilled: Iterable[Sequence[PaperLine]], amount: int, *, excess: int
) -> tuple[PaperLine, ...]:
    """Return the lines of a payment: its part of what no paper was about yet, and the rest.

    ``unbilled`` are such lines, those first that are paid first. ``excess`` of the amount is for
    nothing of the order in any case: it goes back.
    """
    lines: list[PaperLine] = []
    rest = amount - excess
    for some in unbilled:
        part = max(0, min(rest, total_of(some)))
        lines += part_of(some, part) if part else ()
        rest -= part
    if rest + excess:
        lines.append(PaperLine(EXCESS, "", "", UNTAXED, rest + excess, 0))
    return tuple(lines)


def credited_lines(
    left: Sequence[PaperLine],
    amount: int,
    *,
    ended: Collection[str],
    lines: Sequence[PaperLine],
    about: Collection[str] = (),
) -> tuple[PaperLine, ...]:
    """Return the lines of a credit note: below zero, never more than is ``left`` of the paper.

    What was paid in excess is credited first. ``about`` are the places that it is for, where that
    is known. Where the amount is exactly what is left of those, else of the places that ``ended``,
    or of one of them, it is that; else first what is of the places it is about, then what stands
    for none of the order's ``lines`` any more, then a part of everything.
    """
    amount = max(0, min(amount, total_of(left)))
    over = [line for line in left if line.key == EXCESS]
    first = part_of(over, min(amount, total_of(over)))
    rest = amount - total_of(first)
    places = [line for line in left if line.key != EXCESS]
    old = outdated(places, lines)
    meant = _exactly(places, rest, ended=about or ended) if rest else ()
    return negated((*first, *(meant or _in_turn(places, rest, old=old, about=about))))


def credited_among(
    papers: Sequence[Sequence[PaperLine]],
    amount: int,
    *,
    shares: Iterable[tuple[str, int]],
    ended: Collection[str],
    lines: Sequence[PaperLine],
) -> Sequence[tuple[PaperLine, ...]]:
    """Return the lines of a credit note for each of the papers: what is left of them is given.

    ``shares`` say how much is for which place, where that is known: that is first off the place's
    own lines, on whichever paper they are, so that it has their tax: what stands for none of the
    order's ``lines`` any more before the others. What they do not have, and what is for none, is
    dealt out as ``credited_lines`` does, the first paper before the others.
    """
    credited: list[tuple[PaperLine, ...]] = [() for _ in papers]
    rest = amount
    for place, minor in (*shares, (None, amount)):
        open_ = min(minor, rest)
        for past, number in product((True, False) if place else (False,), range(len(papers))):
            left = left_of(papers[number], *negated(credited[number]))
            mine = [line for line in left if place in (None, line.place)]
            if past:
                mine = list(outdated(mine, lines))
            about = (place,) if place else ()
            more = credited_lines(mine, open_, ended=ended, lines=lines, about=about)
            credited[number] = _together((*credited[number], *more))
            open_ += total_of(more)
            rest += total_of(more)
    return credited


def _together(lines: Sequence[PaperLine]) -> tuple[PaperLine, ...]:
    """Return the lines with those of one key as one."""
    sums: dict[str, PaperLine] = {}
    for line in lines:
        known = sums.get(line.key, replace(line, net=0, tax_amount=0))
        net, tax_amount = known.net + line.net, known.tax_amount + line.tax_amount
        sums[line.key] = replace(known, net=net, tax_amount=tax_amount)
    return tuple(sums.values())


def _exactly(
    lines: Sequence[PaperLine], amount: int, *, ended: Collection[str]
) -> tuple[PaperLine, ...]:
    for some in (ended, *([place] for place in sorted(ended))):
        meant = tuple(line for line in lines if line.place in some)
        if total_of(meant) == amount:
            return meant
    return ()


def _in_turn(
    lines: Sequence[PaperLine], amount: int, *, old: Sequence[PaperLine], about: Collection[str]
) -> tuple[PaperLine, ...]:
    """Return parts of the lines: of those places first, and what is ``old`` before the rest."""
    chosen: list[PaperLine] = []
    for mine, past in product((True, False), repeat=2):
        some = [line for line in lines if (line.place in about, line in old) == (mine, past)]
        part = max(0, min(amount - total_of(chosen), total_of(some)))
        chosen += part_of(some, part) if part else ()
    return tuple(chosen)


def _cut(line: PaperLine, total: int) -> PaperLine:
    if total == line.total:
        return line
    tax = _nearest(line.tax_amount * total, line.total)
    return replace(line, net=total - tax, tax_amount=tax)


def _nearest(amount: int, by: int) -> int:
    """Return the quotient to the nearest whole number; halves go away from zero."""
    quotient = (2 * abs(amount) + abs(by)) // (2 * abs(by))
    return quotient if (amount < 0) == (by < 0) else -quotient
