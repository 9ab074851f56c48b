"""What became of a participant once a class was held, and when that may be said.

Not here: which moves are legal (registration.py), certificates (certificate.py).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.registration import RegistrationState


class Result(StrEnum):
    """How a class ended for one participant."""

    COMPLETED = "completed"
    NO_SHOW = "no_show"
    FAILED = "failed"

    @property
    def state(self) -> RegistrationState:
        """The registration's state once it has this result."""
        return RegistrationState(self.value)


@dataclass(eq=False)
class ResultRefused(Exception):
    """A result that cannot be kept; ``reason`` is one line for whoever tried."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def day_of_result(
    result: Result,
    on: date | None,
    *,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str,
    now: datetime,
) -> date:
    """Return the day of a result, in the class's zone; times are UTC.

    A completion says its day (trainingportal.md 6.6); of the others it is the last day of the class
    where none is given, or today while that is still to come.

    Raises:
        ResultRefused: no day for a completion, a day before the class or to come, or the class has
            not begun.
    """
    zone = ZoneInfo(timezone)
    first, today = starts_at.astimezone(zone).date(), now.astimezone(zone).date()
    if now < starts_at:
        raise ResultRefused("The class has not begun, so nobody has a result")
    if on is None:
        if result is Result.COMPLETED:
            raise ResultRefused("Say on which day it was completed")
        return likely_day(ends_at=ends_at, timezone=timezone, now=now)
    if on > today:
        raise ResultRefused("The day of a result cannot be one to come")
    if on < first:
        raise ResultRefused("The day of a result cannot be before the class began")
    return on


def likely_day(*, ends_at: datetime, timezone: str, now: datetime) -> date:
    """Return the class's last day in its zone, or today while that is still to come."""
    zone = ZoneInfo(timezone)
    return min(ends_at.astimezone(zone).date(), now.astimezone(zone).date())
