"""Claims about when people are reminded of a class."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.nearing import is_near, reminder_at

STARTS = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)
OSLO = "Europe/Oslo"
SECOND = timedelta(seconds=1)


def test_it_is_so_many_days_before_at_the_same_hour() -> None:
    assert reminder_at(STARTS, OSLO, days=2) == STARTS - timedelta(days=2)


@pytest.mark.parametrize(
    ("starts_at", "zone", "expected"),
    [
        # Clocks go forward on 30 March 2031 in Oslo: nine o'clock is seven in UTC from then on.
        (
            datetime(2031, 3, 31, 7, 0, tzinfo=UTC),
            OSLO,
            datetime(2031, 3, 29, 8, 0, tzinfo=UTC),
        ),
        # They go back on 26 October.
        (
            datetime(2031, 10, 27, 8, 0, tzinfo=UTC),
            OSLO,
            datetime(2031, 10, 25, 7, 0, tzinfo=UTC),
        ),
        # In Auckland it is the next day already; nothing is moved that week.
        (
            datetime(2031, 3, 9, 20, 0, tzinfo=UTC),
            "Pacific/Auckland",
            datetime(2031, 3, 7, 20, 0, tzinfo=UTC),
        ),
    ],
)
def test_the_hour_is_that_of_the_clocks_where_the_class_is(
    starts_at: datetime, zone: str, expected: datetime
) -> None:
    assert reminder_at(starts_at, zone, days=2) == expected


@pytest.mark.parametrize(
    ("days", "now", "near"),
    [
        (2, STARTS - timedelta(days=2) - SECOND, False),
        (2, STARTS - timedelta(days=2), True),
        (2, STARTS - SECOND, True),
        (2, STARTS, False),
        (1, STARTS - timedelta(days=2), False),
        (0, STARTS - SECOND, False),
    ],
)
def test_it_is_near_from_then_until_it_begins(days: int, now: datetime, near: bool) -> None:
    assert is_near(STARTS, OSLO, days=days, now=now) is near
