"""What goes back of a cancelled place: in steps, by the last day to cancel, or by nobody's rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.domain.refund_rule import (
    BackAs,
    RefundStep,
    RuleNow,
    part_of,
    rule_now,
    say_rule,
    say_rule_to_buyer,
    say_steps,
    steps_from,
)

FIRST = date(2031, 3, 10)
STEPS = (RefundStep(14, 100), RefundStep(7, 50), RefundStep(0, 10))


@pytest.mark.parametrize(
    ("days_before", "percent"), [(30, 100), (14, 100), (13, 50), (7, 50), (6, 10), (0, 10), (-1, 0)]
)
def test_a_step_holds_to_the_end_of_its_day(days_before: int, percent: int) -> None:
    today = FIRST - timedelta(days=days_before)
    assert rule_now(STEPS, today=today, first_day=FIRST, deadline=None).percent == percent


@pytest.mark.parametrize(("days_late", "percent"), [(-1, 100), (0, 100), (1, 0)])
def test_without_steps_the_last_day_to_cancel_decides(days_late: int, percent: int) -> None:
    deadline = FIRST - timedelta(days=20)
    today = deadline + timedelta(days=days_late)
    assert rule_now((), today=today, first_day=FIRST, deadline=deadline).percent == percent


def test_without_any_rule_somebody_decides() -> None:
    assert rule_now((), today=FIRST, first_day=FIRST, deadline=None).percent is None


def test_the_steps_count_and_not_the_last_day_where_both_are_said() -> None:
    today = FIRST - timedelta(days=8)
    assert rule_now(STEPS, today=today, first_day=FIRST, deadline=date(2031, 1, 1)).percent == 50


@pytest.mark.parametrize(
    ("minor", "percent", "back"), [(420000, 50, 210000), (1, 50, 1), (99, 33, 33), (5, 10, 1)]
)
def test_half_a_minor_unit_and_more_is_rounded_up(minor: int, percent: int, back: int) -> None:
    assert part_of(Money(minor, "NOK"), percent) == Money(back, "NOK")


@given(st.integers(0, 10**12), st.integers(0, 100))
def test_a_part_is_never_more_than_the_whole_nor_off_by_a_unit(minor: int, percent: int) -> None:
    back = part_of(Money(minor, "JPY"), percent)
    assert 0 <= back.minor <= minor
    assert abs(back.minor * 100 - minor * percent) <= 50


def test_the_steps_are_said_as_a_sentence() -> None:
    assert say_steps(STEPS) == (
        "You get back everything until 14 days before the class starts, 50 % until 7 days before "
        "the class starts, 10 % until the day the class starts; after that nothing."
    )
    assert "1 day before" in say_steps((RefundStep(1, 100),))
    assert say_steps(()) == ""


def test_a_step_may_give_a_voucher_instead_of_money() -> None:
    steps = (RefundStep(14, 50), RefundStep(3, 100, BackAs.VOUCHER))
    assert steps_from([step.document() for step in steps]) == steps
    assert "100 % as a voucher" not in say_steps(steps)
    assert "everything as a voucher until 3 days before" in say_steps(steps)
    found = rule_now(steps, today=FIRST - timedelta(days=5), first_day=FIRST, deadline=None)
    assert found == RuleNow(100, BackAs.VOUCHER)
    assert rule_now(steps, today=FIRST, first_day=FIRST, deadline=None) == RuleNow(0)


def test_staff_read_what_a_class_with_a_last_day_or_without_any_rule_gives_back() -> None:
    assert say_rule(STEPS, deadline=FIRST) == say_steps(STEPS)
    assert say_rule((), deadline=FIRST).startswith("Until then everything goes back")
    assert say_rule((), deadline=None).endswith("staff decide each time.")


def test_whoever_cancelled_reads_the_steps_else_the_last_day_else_nothing() -> None:
    day = date(2031, 3, 1)
    assert say_rule_to_buyer((RefundStep(7, 50),), deadline=day).startswith("You get back 50 %")
    assert say_rule_to_buyer((), deadline=day) == (
        "You get back everything until Saturday 1 March 2031; after that nothing."
    )
    assert say_rule_to_buyer((), deadline=None) == ""


def test_a_voucher_for_everything_is_called_that() -> None:
    steps = (RefundStep(7, 100, BackAs.VOUCHER), RefundStep(0, 50, BackAs.VOUCHER))
    assert say_steps(steps) == (
        "You get back everything as a voucher until 7 days before the class starts, "
        "50 % as a voucher until the day the class starts; after that nothing."
    )
