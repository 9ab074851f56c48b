"""When a result may be recorded, and of which day it is."""

from datetime import UTC, date, datetime

import pytest

from app.domain.registration import RESULTS
from app.domain.result import Result, ResultRefused, day_of_result

STARTS = datetime(2031, 3, 10, 8, tzinfo=UTC)
ENDS = datetime(2031, 3, 11, 15, tzinfo=UTC)
AFTER = datetime(2031, 3, 20, 12, tzinfo=UTC)


def day(result: Result, on: date | None, *, now: datetime = AFTER) -> date:
    return day_of_result(
        result, on, starts_at=STARTS, ends_at=ENDS, timezone="Europe/Oslo", now=now
    )


def test_every_result_is_a_state_of_a_registration() -> None:
    assert {result.state for result in Result} == RESULTS


def test_check_6_a_completion_needs_its_day() -> None:
    with pytest.raises(ResultRefused, match="Say on which day"):
        day(Result.COMPLETED, None)
    assert day(Result.COMPLETED, date(2031, 3, 11)) == date(2031, 3, 11)


@pytest.mark.parametrize("result", [Result.NO_SHOW, Result.FAILED])
def test_other_results_are_of_the_last_day_of_the_class_unless_that_is_to_come(
    result: Result,
) -> None:
    assert day(result, None) == date(2031, 3, 11)
    assert day(result, None, now=STARTS) == date(2031, 3, 10)
    assert day(result, date(2031, 3, 10)) == date(2031, 3, 10)


@pytest.mark.parametrize(
    ("on", "now", "words"),
    [
        (date(2031, 3, 10), datetime(2031, 3, 10, 7, 59, tzinfo=UTC), "has not begun"),
        (date(2031, 3, 9), AFTER, "before the class began"),
        (date(2031, 3, 21), AFTER, "one to come"),
        # Half past midnight in Oslo.
        (date(2031, 3, 12), datetime(2031, 3, 11, 22, 30, tzinfo=UTC), "one to come"),
    ],
)
def test_a_day_that_cannot_be_is_refused(on: date, now: datetime, words: str) -> None:
    with pytest.raises(ResultRefused, match=words):
        day(Result.COMPLETED, on, now=now)


def test_days_are_those_where_the_class_is() -> None:
    late = datetime(2031, 3, 11, 23, 30, tzinfo=UTC)
    assert day(Result.COMPLETED, date(2031, 3, 12), now=late) == date(2031, 3, 12)
