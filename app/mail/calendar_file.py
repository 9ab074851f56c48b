"""The calendar file of a class, as a letter brings it. Not here: the mail around it."""

from datetime import datetime

from app.domain.event import ClassFacts, MeetingFacts
from app.languages import say
from app.mail.wording import place_lines
from app.paper.calendar_file import Entry, calendar_file


def class_file(course_class: ClassFacts, *, site: str, host: str, at: datetime) -> bytes:
    """Return the file with one event per meeting; ``at`` is when what it says happened (UTC)."""
    whole = MeetingFacts(course_class.starts_at, course_class.ends_at)
    place = course_class.online_url or ", ".join(
        str(say(line)) for line in place_lines(course_class)
    )
    entries = [
        Entry(
            course_class.code,
            number,
            meeting.starts_at,
            meeting.ends_at,
            course_class.title,
            place,
        )
        for number, meeting in enumerate(course_class.meetings or (whole,), start=1)
    ]
    return calendar_file(entries, site=site, host=host, at=at)
