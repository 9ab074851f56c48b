"""A night is the day whose quiet hour came last."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.domain.night import night_of

TENTH = date(2031, 1, 10)


@pytest.mark.parametrize(
    ("hour", "minute", "quiet", "night"),
    [
        (2, 0, 2, TENTH),
        (1, 59, 2, date(2031, 1, 9)),
        (23, 59, 2, TENTH),
        (0, 0, 0, TENTH),
        (22, 59, 23, date(2031, 1, 9)),
    ],
)
def test_until_the_quiet_hour_it_is_the_night_before(
    hour: int, minute: int, quiet: int, night: date
) -> None:
    assert night_of(datetime(2031, 1, 10, hour, minute, tzinfo=UTC), hour=quiet) == night


def test_the_hour_is_of_utc_wherever_the_clock_stands() -> None:
    oslo = timezone(timedelta(hours=1))
    assert night_of(datetime(2031, 1, 10, 2, 30, tzinfo=oslo), hour=2) == date(2031, 1, 9)
