"""Times, places and money as a mail says them, in English. Not here: sentences."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_name

from app.domain.event import ClassFacts, MeetingFacts
from app.domain.wording import is_all_day

_LOCALE = "en"
_DAY = "EEEE d MMMM y"
_CLOCK = "HH:mm"
_UNTIL = "\N{EN DASH}"


def meeting_lines(course_class: ClassFacts) -> tuple[str, ...]:
    """Return one line per meeting, local to the class."""
    zone = ZoneInfo(course_class.timezone)
    whole = MeetingFacts(course_class.starts_at, course_class.ends_at)
    return tuple(_meeting(each, zone) for each in course_class.meetings or (whole,))


def _meeting(meeting: MeetingFacts, zone: ZoneInfo) -> str:
    starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    if starts.date() == ends.date() and is_all_day(starts, ends):
        return f"{_said(starts, _DAY)}, all day"
    if starts.date() == ends.date():
        return f"{_said(starts, _DAY)}, {_said(starts, _CLOCK)}{_UNTIL}{_said(ends, _CLOCK)}"
    return f"{moment_line(starts, zone)} {_UNTIL} {moment_line(ends, zone)}"


def moment_line(moment: datetime, zone: ZoneInfo) -> str:
    """Return a day and a time in the zone."""
    return _said(moment.astimezone(zone), f"{_DAY}, {_CLOCK}")


def _said(moment: datetime, pattern: str) -> str:
    return format_datetime(moment, pattern, locale=_LOCALE)


def zone_line(course_class: ClassFacts) -> str:
    """Return the zone as people name it then: ``Oslo, Central European Summer Time``.

    Both names where the meetings lie on both sides of a change of clocks.
    """
    zone = ZoneInfo(course_class.timezone)
    starts = [each.starts_at for each in course_class.meetings] or [course_class.starts_at]
    names = dict.fromkeys(
        get_timezone_name(each.astimezone(zone), locale=_LOCALE) for each in starts
    )
    _, _, city = course_class.timezone.rpartition("/")
    return f"{city.replace('_', ' ')}, {' and '.join(names)}"


def place_lines(course_class: ClassFacts) -> tuple[str, ...]:
    """Return the venue's name and address, a line each; ``Online`` where there is none."""
    venue = course_class.venue
    if venue is None:
        return ("Online",)
    city = f"{venue.postal_code} {venue.city}".strip()
    lines = (venue.name, venue.line1, venue.line2, city)
    return tuple(line for line in dict.fromkeys(lines) if line)
