"""Calendar files: of a confirmed order, of a program, of a venue. Not here: who may have them.

Times are UTC: every calendar shows them right, whatever it knows of the class's time zone.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.queries.calendar import CalendarPage, Feed, Sitting

if TYPE_CHECKING:
    from icalendar import Calendar, Event

# How often a calendar that follows a feed looks again.
LOOKS_AGAIN = timedelta(hours=6)


def calendar_file(page: CalendarPage, *, site: str, host: str, at: datetime) -> bytes:
    """Return the file of an order with one event per meeting, made at ``at`` (UTC).

    A UID is the class's code, the meeting's number and our ``host``, as in the mail's file: whoever
    takes both has each meeting once.
    """
    calendar = _calendar(site)
    _fill(calendar, page.sittings, lambda _: f"Order {page.reference}", host=host, at=at)
    return bytes(calendar.to_ical())


def feed_file(feed: Feed, *, site: str, base_url: str, host: str, at: datetime) -> bytes:
    """Return a feed that calendars follow: they look again every few hours.

    UIDs are those of an order's file, so that whoever takes part has a meeting once. One that was
    cancelled says so in its title too, because not every calendar shows its status.
    """
    calendar = _calendar(site)
    calendar.add("name", feed.title)
    calendar.add("x-wr-calname", feed.title)
    calendar.add("refresh-interval", LOOKS_AGAIN)
    calendar.add("x-published-ttl", LOOKS_AGAIN)
    _fill(
        calendar,
        feed.sittings,
        lambda sitting: f"{base_url}/classes/{sitting.course.code}",
        host=host,
        at=at,
    )
    return bytes(calendar.to_ical())


def _calendar(site: str) -> "Calendar":
    # Loaded here: most processes never make one.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{site}//Coursedesk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _fill(
    calendar: "Calendar",
    sittings: Sequence[Sitting],
    about: Callable[[Sitting], str],
    *,
    host: str,
    at: datetime,
) -> None:
    from icalendar import Event

    for sitting in sittings:
        uid = f"{sitting.course.code}-{sitting.number}@{host}"
        event = _filled(Event(), sitting, uid=uid, at=at)
        event.add("description", about(sitting))
        calendar.add_component(event)


def _filled(event: "Event", sitting: Sitting, *, uid: str, at: datetime) -> "Event":
    title = sitting.course.title
    event.add("uid", uid)
    event.add("dtstamp", at)
    event.add("dtstart", sitting.starts_at)
    event.add("dtend", sitting.ends_at)
    event.add("summary", f"Cancelled: {title}" if sitting.cancelled else title)
    event.add("location", sitting.address)
    if sitting.cancelled:
        event.add("status", "CANCELLED")
    return event
