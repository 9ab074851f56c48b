"""The calendar file of a class: what a person's own calendar needs. Not here: the mail around it.

Times are UTC: every calendar shows them right, whatever it knows of the class's time zone.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.event import ClassFacts, MeetingFacts
from app.languages import say
from app.mail.wording import place_lines

if TYPE_CHECKING:
    from icalendar import Event


def calendar_file(course_class: ClassFacts, *, site: str, host: str, at: datetime) -> bytes:
    """Return the file with one event per meeting.

    A UID is the class's code, the meeting's number and our ``host``: sent again, an event replaces
    itself. ``at`` is when what it says happened (UTC).
    """
    # Loaded here: most processes never make one.
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//{site}//Coursedesk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    whole = MeetingFacts(course_class.starts_at, course_class.ends_at)
    for number, meeting in enumerate(course_class.meetings or (whole,), start=1):
        calendar.add_component(
            _filled(Event(), course_class, meeting, f"{course_class.code}-{number}@{host}", at)
        )
    return bytes(calendar.to_ical())


def _filled(
    event: "Event", course_class: ClassFacts, meeting: MeetingFacts, uid: str, at: datetime
) -> "Event":
    event.add("uid", uid)
    event.add("dtstamp", at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", course_class.title)
    event.add(
        "location",
        course_class.online_url or ", ".join(str(say(line)) for line in place_lines(course_class)),
    )
    return event
