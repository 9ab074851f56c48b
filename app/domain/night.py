"""Which night it is: the day whose quiet hour came last. Pure."""

from datetime import UTC, date, datetime, timedelta

# The name under which workers are woken to read back whoever's turn has come.
NIGHT = "night"


def night_of(now: datetime, *, hour: int) -> date:
    """Return the day (UTC) whose quiet ``hour`` passed last: until then it is yesterday's night."""
    return (now.astimezone(UTC) - timedelta(hours=hour)).date()
