"""Times in the headers of an answer: how long to leave a partner alone, what its clock says."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_RETRY_AFTER = timedelta(days=1)


def parse_retry_after(text: str, *, now: datetime) -> timedelta | None:
    """Return how long to wait, from seconds or an HTTP date; None when absent or unreadable.

    At most a day, never negative.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=min(int(text[:9]), 10**6))
    else:
        try:
            wait = parsedate_to_datetime(text).astimezone(UTC) - now
        except (ValueError, OverflowError):
            return None
    return min(max(wait, timedelta(0)), LONGEST_RETRY_AFTER)


def parse_date(text: str) -> datetime | None:
    """Return the moment at which the answer was given, by their clock; None when unreadable."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
