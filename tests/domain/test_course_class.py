"""When a class takes registrations and what it costs: deadlines include their day, DST or not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.course_class import (
    ClassClosed,
    ClassFull,
    ClassState,
    ClassStatus,
    Closed,
    Price,
    class_status,
    current_price,
    end_of_day,
    ends_with,
    why_closed,
)
from app.domain.money import Money

STARTS = datetime(2031, 3, 10, 8, tzinfo=UTC)
ENDS = datetime(2031, 3, 10, 15, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
# Clocks that change at midnight, at 01:00, by half an hour, and not at all.
ZONES = st.sampled_from(
    "Europe/Oslo America/Havana America/Asuncion Asia/Beirut Africa/Cairo Australia/Lord_Howe "
    "America/New_York Asia/Kolkata Pacific/Auckland UTC".split()
)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (STARTS - MOMENT, ClassStatus.UPCOMING),
        (STARTS, ClassStatus.ACTIVE),
        (ENDS - MOMENT, ClassStatus.ACTIVE),
        (ENDS, ClassStatus.COMPLETED),
    ],
)
def test_i5_a_class_is_upcoming_active_then_completed(now: datetime, status: ClassStatus) -> None:
    assert class_status(now, starts_at=STARTS, ends_at=ENDS) is status


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2031, 3, 1), "Europe/Oslo", datetime(2031, 3, 1, 23, tzinfo=UTC)),
        (date(2031, 3, 29), "Europe/Oslo", datetime(2031, 3, 29, 23, tzinfo=UTC)),
        # The day the clocks go forward has 23 hours, the day they go back 25.
        (date(2031, 3, 30), "Europe/Oslo", datetime(2031, 3, 30, 22, tzinfo=UTC)),
        (date(2031, 10, 26), "Europe/Oslo", datetime(2031, 10, 26, 23, tzinfo=UTC)),
        # In Havana the clocks go from 00:00 to 01:00: that midnight never was.
        (date(2026, 3, 7), "America/Havana", datetime(2026, 3, 8, 5, tzinfo=UTC)),
        # … and back at 01:00, so that midnight was twice; the first one ends the day.
        (date(2026, 10, 31), "America/Havana", datetime(2026, 11, 1, 4, tzinfo=UTC)),
        (date(2028, 2, 29), "UTC", datetime(2028, 3, 1, tzinfo=UTC)),
    ],
)
def test_s3_a_deadline_ends_with_its_day_where_the_class_is(
    day: date, zone: str, moment: datetime
) -> None:
    assert end_of_day(day, zone) == moment


@given(day=st.dates(date(2024, 1, 1), date(2037, 12, 31)), zone=ZONES)
def test_s4_the_whole_day_counts_and_nothing_of_the_next(day: date, zone: str) -> None:
    end = end_of_day(day, zone)
    assert end.tzinfo is UTC
    assert (end - MOMENT).astimezone(ZoneInfo(zone)).date() == day
    assert end.astimezone(ZoneInfo(zone)).date() == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2031, 3, 5), datetime(2031, 3, 5, 23, tzinfo=UTC)),
        (date(2031, 3, 10), datetime(2031, 3, 10, 8, tzinfo=UTC)),
        (None, datetime(2031, 3, 10, 8, tzinfo=UTC)),
    ],
)
def test_a_deadline_ends_with_its_day_and_never_after_the_class_begins(
    day: date | None, moment: datetime
) -> None:
    starts_at = datetime(2031, 3, 10, 8, tzinfo=UTC)
    assert ends_with(day, "Europe/Oslo", starts_at=starts_at) == moment


CLOSES = end_of_day(date(2031, 3, 1), "Europe/Oslo")


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (CLOSES - MOMENT, None),
        (CLOSES, Closed.DEADLINE),
        (STARTS - MOMENT, Closed.DEADLINE),
        (STARTS, Closed.STARTED),
        (ENDS - MOMENT, Closed.STARTED),
        (ENDS, Closed.OVER),
    ],
)
def test_a_class_closes_with_its_deadline_its_start_and_its_end(
    now: datetime, why: Closed | None
) -> None:
    assert (
        why_closed(
            now, state=ClassState.PUBLISHED, starts_at=STARTS, ends_at=ENDS, closes_at=CLOSES
        )
        is why
    )


def test_without_a_deadline_a_class_closes_when_it_starts() -> None:
    def why(now: datetime) -> Closed | None:
        return why_closed(
            now, state=ClassState.PUBLISHED, starts_at=STARTS, ends_at=ENDS, closes_at=None
        )

    assert why(STARTS - MOMENT) is None
    assert why(STARTS) is Closed.STARTED


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_cancelled_class_says_so_at_any_time(now: datetime) -> None:
    why = why_closed(
        now, state=ClassState.CANCELLED, starts_at=STARTS, ends_at=ENDS, closes_at=None
    )
    assert why is Closed.CANCELLED


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (CLOSES - MOMENT, Closed.WITHDRAWN),
        (CLOSES, Closed.WITHDRAWN),
        (STARTS, Closed.STARTED),
        (ENDS, Closed.OVER),
    ],
)
def test_a_withdrawn_class_takes_nobody_and_may_be_held_all_the_same(
    now: datetime, why: Closed
) -> None:
    assert (
        why_closed(
            now, state=ClassState.WITHDRAWN, starts_at=STARTS, ends_at=ENDS, closes_at=CLOSES
        )
        is why
    )


def test_refusals_say_what_a_person_needs_to_know() -> None:
    assert str(ClassClosed("FA-2031-07", Closed.OVER)) == "This class is over"
    assert str(ClassFull("FA-2031-07", wanted=3)) == "No free seats on FA-2031-07"


EARLY = Price("Early bird", Money(300000, "NOK"), ends_at=CLOSES, id=1)
STANDARD = Price("Standard", Money(420000, "NOK"), id=2)
EUROS = Price("Standard", Money(40000, "EUR"), id=3)


def test_an_early_bird_flies_until_its_moment_and_no_longer() -> None:
    prices = [STANDARD, EARLY, EUROS]
    assert current_price(prices, currency="NOK", now=CLOSES - MOMENT) == EARLY
    assert current_price(prices, currency="NOK", now=CLOSES) == STANDARD


def test_a_price_is_of_the_currency_asked_for() -> None:
    assert current_price([STANDARD, EUROS], currency="EUR", now=STARTS) == EUROS
    assert current_price([STANDARD, EUROS], currency="SEK", now=STARTS) is None
    assert current_price([EARLY], currency="NOK", now=CLOSES) is None


def test_of_two_equal_prices_the_older_option_is_taken() -> None:
    twin = Price("Same again", STANDARD.money, id=9)
    assert current_price([twin, STANDARD], currency="NOK", now=STARTS) == STANDARD
