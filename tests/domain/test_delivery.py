"""The pace of tries (product.md, *Pace*)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.delivery import (
    BOOKING_PACE,
    PACE,
    RETRYABLE,
    UNFINISHED,
    DeliveryState,
    NotRetryable,
    next_delay,
)

HOUR = 3600
TRIES = st.integers(1, len(PACE))
JITTER = st.floats(0, 1)


def test_the_pace_is_the_one_promised() -> None:
    promised = [2, 5, 15, 60, 300, 1200, HOUR, 4 * HOUR, *[12 * HOUR] * 6]
    assert list(PACE) == promised
    assert sum(PACE[8:]) == timedelta(days=3).total_seconds()


def test_a_booking_is_asked_for_during_a_day() -> None:
    assert timedelta(hours=24) <= timedelta(seconds=sum(BOOKING_PACE)) < timedelta(hours=25)


@pytest.mark.parametrize(("attempt", "seconds"), list(enumerate(PACE, start=1)))
def test_without_jitter_the_delay_is_the_paces(attempt: int, seconds: int) -> None:
    assert next_delay(attempt, jitter=0) == timedelta(seconds=seconds)


@pytest.mark.parametrize("pace", [PACE, BOOKING_PACE])
def test_after_the_last_try_it_gives_up(pace: tuple[int, ...]) -> None:
    assert next_delay(len(pace), jitter=0, pace=pace) is not None
    assert next_delay(len(pace) + 1, jitter=0, pace=pace) is None
    late = next_delay(len(pace) + 1, jitter=0, pace=pace, retry_after=timedelta(seconds=1))
    assert late is None


@given(attempt=TRIES, jitter=JITTER)
def test_jitter_lengthens_by_a_fifth_at_most(attempt: int, jitter: float) -> None:
    delay = next_delay(attempt, jitter=jitter)
    assert delay is not None
    assert PACE[attempt - 1] <= delay.total_seconds() <= PACE[attempt - 1] * 1.2 + 1e-6


@given(attempt=TRIES, jitter=JITTER, named=st.timedeltas(timedelta(0), timedelta(days=2)))
def test_a_named_time_is_never_undercut(attempt: int, jitter: float, named: timedelta) -> None:
    delay = next_delay(attempt, jitter=jitter, retry_after=named)
    plain = next_delay(attempt, jitter=jitter)
    assert delay is not None
    assert plain is not None
    assert delay == max(plain, named)


def test_what_stands_in_the_way_and_what_may_be_tried_again() -> None:
    assert {"due", "in_flight", "unknown"} == UNFINISHED
    assert {"refused", "unknown", "dead"} == RETRYABLE


def test_a_delivery_under_way_says_why_it_is_not_tried_again() -> None:
    refusal = NotRetryable(state=DeliveryState.IN_FLIGHT)
    assert str(refusal) == "a delivery that is in flight is not tried again"
