"""When and where a class is, as a mail says it. Not here: sentences, the words for a moment."""

from app.domain.class_wording import ONLINE_WORD
from app.domain.event import ClassFacts, MeetingFacts
from app.domain.wording import say_span


def meeting_lines(course_class: ClassFacts) -> tuple[str, ...]:
    """Return one line per meeting, local to the class and each with its zone."""
    whole = MeetingFacts(course_class.starts_at, course_class.ends_at)
    return tuple(
        say_span(each.starts_at, each.ends_at, course_class.timezone)
        for each in course_class.meetings or (whole,)
    )


def place_lines(course_class: ClassFacts) -> tuple[str, ...]:
    """Return the venue's name and address, a line each; ``Online`` where there is none."""
    venue = course_class.venue
    if venue is None:
        return (ONLINE_WORD,)
    city = f"{venue.postal_code} {venue.city}".strip()
    lines = (venue.name, venue.line1, venue.line2, city)
    return tuple(line for line in dict.fromkeys(lines) if line)
