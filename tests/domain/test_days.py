"""Claims about whole months, quarters and years, and the days before and after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import dates, sampled_from

from app.domain.days import Days, usual, whole


def days(text: str) -> Days:
    """Return the days of ``2031-01-01 2031-01-31``."""
    first, last = map(date.fromisoformat, text.split())
    return Days(first, last)


@pytest.mark.parametrize(
    ("here", "before", "after"),
    [
        ("2031-01-01 2031-01-31", "2030-12-01 2030-12-31", "2031-02-01 2031-02-28"),
        ("2032-03-01 2032-03-31", "2032-02-01 2032-02-29", "2032-04-01 2032-04-30"),
        ("2031-01-01 2031-03-31", "2030-10-01 2030-12-31", "2031-04-01 2031-06-30"),
        ("2031-01-01 2031-12-31", "2030-01-01 2030-12-31", "2032-01-01 2032-12-31"),
        ("2031-02-01 2031-04-30", "2030-11-04 2031-01-31", "2031-05-01 2031-07-28"),
        ("2031-01-10 2031-01-10", "2031-01-09 2031-01-09", "2031-01-11 2031-01-11"),
        ("2031-01-10 2031-01-16", "2031-01-03 2031-01-09", "2031-01-17 2031-01-23"),
    ],
)
def test_what_is_beside_a_whole_one_is_whole_and_else_as_long(
    here: str, before: str, after: str
) -> None:
    assert days(here).before == days(before)
    assert days(here).after == days(after)


@given(dates(date(2000, 1, 1), date(2199, 12, 31)), sampled_from((1, 3, 12)))
def test_whole_ones_have_each_day_once_and_lead_back_to_each_other(day: date, months: int) -> None:
    found = whole(months, day)
    assert found.first <= day <= found.last
    assert found.before.last + timedelta(days=1) == found.first
    assert found.after.first - timedelta(days=1) == found.last
    assert found.after.before == found == found.before.after


def test_books_are_looked_at_for_months_a_quarter_and_a_year() -> None:
    assert dict(usual(date(2031, 1, 10))) == {
        "This month": days("2031-01-01 2031-01-31"),
        "Last month": days("2030-12-01 2030-12-31"),
        "This quarter": days("2031-01-01 2031-03-31"),
        "This year": days("2031-01-01 2031-12-31"),
    }
