"""Calendar files (RFC 5545), which a person's own calendar reads. Not here: what is in them.

Times are UTC: every calendar shows them right, whatever it knows of the class's time zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

# How often a calendar that follows a feed looks again.
LOOKS_AGAIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting of a class, in UTC and in its reader's words; ``number`` counts from 1."""

    code: str
    number: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    about: str = ""
    cancelled: bool = False


def calendar_file(
    entries: Iterable[Entry], *, site: str, host: str, at: datetime, feed: str = ""
) -> bytes:
    """Return the file, made at ``at`` (UTC); ``feed`` is the title of one that calendars follow.

    A UID is the class's code, the meeting's number and our ``host``, in every file: sent again, an
    event replaces itself, and whoever takes several files has each meeting once.
    """
    # Loaded here: most processes never make one.
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//{site}//Coursedesk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if feed:
        calendar.add("name", feed)
        calendar.add("x-wr-calname", feed)
        calendar.add("refresh-interval", LOOKS_AGAIN)
        calendar.add("x-published-ttl", LOOKS_AGAIN)
    for entry in entries:
        calendar.add_component(_filled(Event(), entry, host=host, at=at))
    return bytes(calendar.to_ical())


def _filled(event: "Event", entry: Entry, *, host: str, at: datetime) -> "Event":
    event.add("uid", f"{entry.code}-{entry.number}@{host}")
    event.add("dtstamp", at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", entry.title)
    event.add("location", entry.place)
    if entry.about:
        event.add("description", entry.about)
    if entry.cancelled:
        event.add("status", "CANCELLED")
    return event
