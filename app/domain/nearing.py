"""When people are reminded of a class that is near. Not here: who is written to, and what."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# Nobody has to be reminded so long before.
MOST_DAYS = 60
# The site's own, where an operator says nothing else.
USUAL_DAYS = 2


def reminder_at(starts_at: datetime, timezone: str, *, days: int) -> datetime:
    """Return when people are reminded (UTC): so many days before, at the hour at which it begins.

    The hour is the one on the clocks of the class's zone, whether those are moved in between or
    not. ``starts_at`` is UTC.
    """
    local = starts_at.astimezone(ZoneInfo(timezone)) - timedelta(days=days)
    return local.astimezone(UTC)


def is_near(starts_at: datetime, timezone: str, *, days: int, now: datetime) -> bool:
    """Say whether it is time to remind: not before, never once it begins, and never of 0 days."""
    return days > 0 and reminder_at(starts_at, timezone, days=days) <= now < starts_at
