"""Lengths of time as pages say them, and staff's counts. Not here: money, days (language.py)."""

from datetime import timedelta

from app.domain.said import sentence, sentences


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 place", "2 places"; ``many`` where it is not the one with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def length(time: timedelta) -> str:
    """Return "29 minutes", "2 hours", "less than a minute": what is certainly left, in words."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return sentence("less than a minute")
    if minutes < 120:
        return sentences("{number} minute", "{number} minutes", number=minutes)
    return sentences("{number} hour", "{number} hours", number=minutes // 60)
