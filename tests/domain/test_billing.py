"""Parts of lines: however they are cut, all of them together are the line, and so is the tax."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.billing import (
    billed_anew,
    credited_lines,
    goes_on,
    left_of,
    negated,
    paid_lines,
    part_of,
    standing_of,
    total_of,
)
from app.domain.paper import EXCESS, PaperLine, tax_sums
from app.domain.tax import UNTAXED, Tax, TaxMode

MVA, LOW = Tax(TaxMode.INCLUSIVE, 2500, "MVA"), Tax(TaxMode.INCLUSIVE, 1500, "MVA")
ON_TOP = Tax(TaxMode.EXCLUSIVE, 2500, "MVA")
EXEMPT = Tax(TaxMode.EXEMPT, 2500, "MVA")


def line(key: str, price: int, tax: Tax = MVA) -> PaperLine:
    net, amount = tax.on(price)
    return PaperLine(key, "First aid", "", tax, net, amount)


taxes = some.sampled_from([UNTAXED, MVA, LOW, ON_TOP, EXEMPT])


@some.composite
def orders(draw: some.DrawFn) -> list[PaperLine]:
    """Draw an order's lines: places, each perhaps with a discount that leaves something."""
    lines = []
    for place in range(draw(some.integers(1, 4))):
        tax, price = draw(taxes), draw(some.integers(1, 5_000_000))
        lines.append(line(f"{place}.0", price, tax))
        if draw(some.booleans()):
            off = draw(some.integers(0, price - 1))
            lines.append(line(f"{place}.1", -off, tax))
    return lines


@given(orders(), some.data())
def test_a_part_is_exactly_as_much_and_never_more_of_any_line(
    lines: list[PaperLine], data: some.DataObject
) -> None:
    amount = data.draw(some.integers(0, total_of(lines)))
    part = part_of(lines, amount)
    assert total_of(part) == amount
    whole = {each.key: each for each in lines}
    for each in part:
        assert abs(each.total) <= abs(whole[each.key].total)
        assert abs(each.tax_amount) <= abs(whole[each.key].tax_amount)
        assert abs(each.net) <= abs(whole[each.key].net) + 1


@given(orders(), some.lists(some.floats(0, 1), max_size=5))
def test_all_parts_together_are_the_whole(lines: list[PaperLine], shares: list[float]) -> None:
    parts: list[PaperLine] = []
    left = left_of(lines)
    for share in [*shares, 1.0]:
        amount = int(total_of(left) * share) if share < 1 else total_of(left)
        parts += part_of(left, amount)
        left = left_of(lines, *parts)
    assert left == ()
    for key in {each.key for each in lines}:
        (whole,) = (each for each in lines if each.key == key)
        mine = [each for each in parts if each.key == key]
        assert sum(each.net for each in mine) == whole.net
        assert sum(each.tax_amount for each in mine) == whole.tax_amount


@given(orders(), some.integers(0, 9_000_000), some.integers(0, 9_000_000))
def test_a_receipt_is_over_what_came(lines: list[PaperLine], came: int, excess: int) -> None:
    paid = paid_lines([lines, ()], came + excess, excess=excess)
    assert total_of(paid) == came + excess
    over = total_of(each for each in paid if each.key == EXCESS)
    assert over == excess + max(0, came - total_of(lines))


@given(
    orders(),
    some.lists(some.integers(0, 9_000_000), max_size=6),
    some.sets(some.sampled_from("0123")),
)
def test_no_more_is_credited_than_there_was(
    lines: list[PaperLine], amounts: list[int], ended: set[str]
) -> None:
    root = paid_lines([lines], total_of(lines) + 500, excess=500)
    credited: list[PaperLine] = []
    for amount in amounts:
        left = left_of(root, *negated(credited))
        note = credited_lines(left, amount, ended=ended, lines=lines)
        assert total_of(note) == -min(amount, total_of(left))
        credited += note
    assert -total_of(credited) <= total_of(root)


@given(orders())
def test_the_sums_by_tax_are_those_of_the_lines(lines: list[PaperLine]) -> None:
    sums = tax_sums(lines)
    assert sum(each.total for each in sums) == total_of(lines)
    assert sum(each.tax_amount for each in sums) == sum(each.tax_amount for each in lines)
    assert len({each.tax for each in sums}) == len(sums)


def test_tax_within_and_on_top_is_one_sum() -> None:
    (tax,) = tax_sums([line("0.0", 12500, MVA), line("1.0", 10000, ON_TOP)])
    assert (tax.net, tax.tax_amount, tax.total) == (20000, 5000, 25000)


def test_what_is_left_goes_by_largest_remainder() -> None:
    lines = [line("0.0", 100), line("1.0", 100, LOW), line("2.0", 100, UNTAXED)]
    assert [each.total for each in part_of(lines, 200)] == [67, 67, 66]


def test_a_line_of_which_too_much_was_taken_is_used_up() -> None:
    lines = [line("0.0", 100), line("1.0", 100)]
    assert [each.key for each in left_of(lines, line("0.0", 150))] == ["1.0"]


@pytest.mark.parametrize(
    ("amount", "places"),
    [(300, ["0", "1"]), (100, ["0"]), (200, ["1"]), (150, ["0", "1", "2"])],
)
def test_what_ended_is_credited_by_its_own_lines_where_the_amount_is_theirs(
    amount: int, places: list[str]
) -> None:
    lines = [line("0.0", 100), line("1.0", 250), line("1.1", -50), line("2.0", 700)]
    note = credited_lines(lines, amount, ended={"0", "1"}, lines=lines)
    assert sorted({each.place for each in note}) == places
    assert total_of(note) == -amount


def test_what_came_on_top_is_credited_first() -> None:
    lines = [line("0.0", 1000)]
    root = paid_lines([lines], 1500, excess=0)
    note = credited_lines(root, 600, ended=(), lines=lines)
    assert [(each.key, each.total) for each in note] == [(EXCESS, -500), ("0.0", -100)]
    assert credited_lines(root, 0, ended=(), lines=lines) == ()


@given(orders(), orders(), some.floats(0, 1))
def test_what_a_place_has_no_more_is_taken_back_for_what_it_has(
    before: list[PaperLine], after: list[PaperLine], share: float
) -> None:
    lines = [replace(each, key=f"{each.key}.1") for each in after]
    receipt = part_of(before, int(total_of(before) * share))
    anew = billed_anew(receipt, lines, lines)
    assert total_of(anew) == 0
    left = standing_of([*receipt, *anew])
    assert total_of(left) == total_of(receipt)
    for place in {each.place for each in receipt}:
        old = total_of(each for each in receipt if each.place == place)
        new = total_of(each for each in lines if each.place == place)
        mine = [each for each in left if each.place == place]
        assert total_of(each for each in mine if each.key.count(".") == 2) == min(old, new)
        assert total_of(mine) == old
    assert billed_anew(left, lines, left_of(lines, *anew)) == ()


def test_what_stands_for_nothing_any_more_is_credited_before_what_does() -> None:
    lines = [line("0.0.1", 300, LOW), line("1.0", 500)]
    left = [line("0.0", 100), *lines]
    note = credited_lines(left, 150, ended=(), lines=lines)
    assert [(each.key, each.total) for each in note[:1]] == [("0.0", -100)]
    assert total_of(note) == -150
    assert credited_lines(left, 60, ended=(), lines=lines) == negated([replace_total(left[0], 60)])
    assert [each.key for each in credited_lines(left, 500, ended={"1"}, lines=lines)] == ["1.0"]


def replace_total(whole: PaperLine, total: int) -> PaperLine:
    (part,) = part_of([whole], total)
    return part


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ([MVA], [MVA], True),
        ([MVA], [ON_TOP], True),
        ([MVA], [LOW], False),
        ([MVA], [EXEMPT], False),
        ([MVA, MVA], [MVA], False),
        ([], [MVA], False),
    ],
)
def test_lines_go_on_where_they_are_as_many_and_taxed_the_same(
    before: list[Tax], after: list[Tax], same: bool
) -> None:
    assert goes_on(before, after) is same
