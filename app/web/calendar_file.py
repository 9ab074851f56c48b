"""The calendar file of a confirmed order. Not here: who may have it.

Times are UTC: every calendar shows them right, whatever it knows of the class's time zone.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from app.queries.order_calendar import CalendarPage, Sitting

if TYPE_CHECKING:
    from icalendar import Event


def calendar_file(page: CalendarPage, *, site: str, host: str, at: datetime) -> bytes:
    """Return the file with one event per meeting, made at ``at`` (UTC).

    A UID is the class's code, the meeting's number and our ``host``, as in the mail's file: whoever
    takes both has each meeting once.
    """
    # Loaded here: most processes never make one.
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//{site}//Coursedesk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for sitting in page.sittings:
        uid = f"{sitting.course.code}-{sitting.number}@{host}"
        calendar.add_component(_filled(Event(), page, sitting, uid=uid, at=at))
    return bytes(calendar.to_ical())


def _filled(
    event: "Event", page: CalendarPage, sitting: Sitting, *, uid: str, at: datetime
) -> "Event":
    event.add("uid", uid)
    event.add("dtstamp", at)
    event.add("dtstart", sitting.starts_at)
    event.add("dtend", sitting.ends_at)
    event.add("summary", sitting.course.title)
    event.add("location", sitting.address)
    event.add("description", f"Order {page.reference}")
    return event
