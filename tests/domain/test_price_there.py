"""What a place is charged in another class, and that its lines say by what it is less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bill import Line, LineKind
from app.domain.money import Money
from app.domain.price_there import There, own_lines, priced_there
from app.domain.tax import UNTAXED, Tax, TaxMode

ON_TOP = Tax(TaxMode.EXCLUSIVE, rate=2_500, name="VAT")
WITHIN = Tax(TaxMode.INCLUSIVE, rate=1_500, name="VAT")
_MINOR = st.integers(0, 10**9)
_TAX = st.builds(
    Tax,
    st.sampled_from([TaxMode.INCLUSIVE, TaxMode.EXCLUSIVE, TaxMode.EXEMPT]),
    st.integers(0, 10_000),
    st.just("VAT"),
)


def place(minor: int, tax: Tax = UNTAXED, label: str = "Standard") -> Line:
    return Line(0, LineKind.PLACE, label, Money(minor, "NOK"), tax=tax, price_option_id=3)


def off(minor: int, tax: Tax = UNTAXED, *, extra: int = 0) -> Line:
    each = Money(-minor, "NOK")
    return Line(0, LineKind.DISCOUNT, "Voucher FAIR", each, tax=tax, extra_id=extra, voucher_id=5)


def lunch(minor: int) -> Line:
    return Line(0, LineKind.EXTRA, "Lunch", Money(minor, "NOK"), quantity=2, extra_id=7)


def totals(there: There) -> list[int]:
    return [line.total.minor for line in there.lines]


HALF = [place(400), lunch(50), off(100), off(20, extra=7)]


@pytest.mark.parametrize(
    ("had", "price", "dearer", "lines"),
    [
        # Nothing is off: what it costs there, or no more than here.
        ([place(400)], 300, False, [300]),
        ([place(400)], 500, False, [400]),
        ([place(400)], 500, True, [500]),
        # The voucher gives what it gave here; the extra and what was off it stay behind.
        (HALF, 400, False, [400, -100]),
        (HALF, 400, True, [400, -100]),
        (HALF, 500, False, [400, -100]),
        (HALF, 500, True, [500, -100]),
        # Of a cheaper class it gives no more than leaves the price that was paid.
        (HALF, 350, True, [350, -50]),
        (HALF, 300, True, [300]),
        (HALF, 200, False, [200]),
        (HALF, 0, True, []),
        # All was off.
        ([place(400), off(400)], 500, False, [400, -400]),
        ([place(400), off(400)], 300, False, [300, -300]),
        ([], 500, False, []),
    ],
)
def test_what_is_less_by_a_voucher_is_a_line_of_its_own(
    had: list[Line], price: int, dearer: bool, lines: list[int]
) -> None:
    there = priced_there(had, place(price), dearer=dearer)
    assert totals(there) == lines
    assert there.cost.minor == sum(lines)
    assert there.whole.minor == price
    for line in there.lines[1:]:
        assert (line.kind, line.label, line.voucher_id) == (LineKind.DISCOUNT, "Voucher FAIR", 5)
    # Limited places are counted by the price alone.
    assert [line.price_option_id for line in there.lines] == [3, 0][: len(lines)]


def test_what_is_off_is_taxed_as_the_price_it_is_off() -> None:
    there = priced_there(
        [place(5_000, WITHIN), off(1_000, WITHIN)], place(4_800, ON_TOP), dearer=True
    )
    assert [line.tax for line in there.lines] == [ON_TOP, ON_TOP.due]
    assert totals(there) == [6_000, -1_000]
    assert [line.tax_amount.minor for line in there.lines] == [1_200, -200]


@given(price=_MINOR, here=_MINOR, given_off=_MINOR, tax=_TAX, tax_there=_TAX, dearer=st.booleans())
def test_the_lines_are_what_is_charged_to_the_minor_unit(
    price: int, here: int, given_off: int, tax: Tax, tax_there: Tax, dearer: bool
) -> None:
    first = place(here, tax)
    gave = min(first.total.minor, given_off)
    had = [first, off(gave, tax.due)] if gave else [first]
    line = place(price, tax_there, "There")
    whole, kept = line.total.minor, first.total.minor - gave
    there = priced_there(had, line, dearer=dearer)
    assert there.cost.minor == min(whole, max(kept, whole - gave) if dearer else kept)
    discounts = [-each.total.minor for each in there.lines if each.kind is LineKind.DISCOUNT]
    # What is less by the voucher is said; never more than that gave, nor than there is.
    assert discounts == [less] if (less := min(gave, whole - there.cost.minor)) else not discounts
    assert all(0 < each <= whole for each in discounts)
    assert {each.tax.due for each in there.lines} <= {tax_there.due}


@given(
    first=_MINOR, gave=_MINOR, prices=st.lists(_MINOR, min_size=1, max_size=4), dear=st.booleans()
)
def test_however_often_a_place_goes_on_its_voucher_gives_no_more_than_it_did(
    first: int, gave: int, prices: list[int], dear: bool
) -> None:
    had: list[Line] = [place(first), off(min(first, gave))]
    for price in prices:
        there = priced_there(had, place(price), dearer=dear)
        kept, before = sum(each.total.minor for each in own_lines(had)), _given(had)
        assert _given(list(there.lines)) <= before
        assert there.cost.minor <= max(kept, price - before)
        had = list(there.lines)


def _given(lines: list[Line]) -> int:
    return -sum(each.total.minor for each in lines if each.kind is LineKind.DISCOUNT)
