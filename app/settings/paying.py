"""Settings of orders that are paid later: when their buyers are reminded."""

import re

from app.settings.reading import Reader, SettingError

USUAL_DAYS = (-3, 1, 7)
_MOST_DAYS = 366


def read_reminder_days(reader: Reader) -> tuple[int, ...]:
    """Read the days after money is due, below zero before, when its buyer is reminded."""
    text = reader.text("REMINDER_DAYS")
    if text is None:
        return USUAL_DAYS
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"[+-]?[0-9]{1,3}", part) for part in parts):
        raise SettingError("REMINDER_DAYS", "must be whole numbers of days, like -3,1,7")
    days = tuple(sorted({int(part) for part in parts}))
    if days[0] < -_MOST_DAYS or days[-1] > _MOST_DAYS:
        raise SettingError("REMINDER_DAYS", f"must be between -{_MOST_DAYS} and {_MOST_DAYS}")
    return days
