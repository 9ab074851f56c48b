"""What a place leaves in its old class as it is moved: extras, and what of a voucher is lost."""

import pytest

from app.domain.bill import Line, LineKind
from app.domain.left_behind import extras_left_behind, fact_of_left_behind, left_behind
from app.domain.money import Money
from app.domain.tax import UNTAXED


def line(kind: LineKind, minor: int, *, label: str = "", quantity: int = 1, extra: int = 0) -> Line:
    """Return a line of the only place."""
    each = Money(minor, "NOK")
    return Line(0, kind, label, each, quantity=quantity, tax=UNTAXED, extra_id=extra)


PLACE = line(LineKind.PLACE, 400_00)
LUNCH = line(LineKind.EXTRA, 100_00, label="Lunch", quantity=2, extra=7)
OFF = line(LineKind.DISCOUNT, -150_00)
OFF_LUNCH = line(LineKind.DISCOUNT, -50_00, extra=7)


@pytest.mark.parametrize(
    ("lines", "whole", "charged", "left"),
    [
        ([PLACE], 500_00, 400_00, ()),
        ([PLACE, LUNCH], 500_00, 400_00, ("Lunch × 2",)),
        (
            [PLACE, LUNCH, OFF_LUNCH],
            400_00,
            400_00,
            ("Lunch × 2", "NOK 50 that a voucher took off"),
        ),
        # It gives all it gave, or more; a part of that; nothing.
        ([PLACE, OFF], 400_00, 250_00, ()),
        ([PLACE, OFF], 500_00, 250_00, ()),
        ([PLACE, OFF], 300_00, 250_00, ("NOK 100 that a voucher took off",)),
        ([PLACE, OFF], 200_00, 200_00, ("NOK 150 that a voucher took off",)),
        ([PLACE, OFF], 0, 0, ("NOK 150 that a voucher took off",)),
    ],
)
def test_what_is_left_behind_is_said(
    lines: list[Line], whole: int, charged: int, left: tuple[str, ...]
) -> None:
    facts = fact_of_left_behind(lines, charged=Money(charged, "NOK"), whole=Money(whole, "NOK"))
    assert tuple(" ".join(each.split()) for each in left_behind(facts)) == left
    # What a voucher gave is no business of whoever takes part.
    assert extras_left_behind(facts) == tuple(each for each in left if "voucher" not in each)
    assert bool(facts) is bool(left)
