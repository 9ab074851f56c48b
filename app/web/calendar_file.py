"""Calendar files: of a confirmed order, of a program, of a venue. Not here: who may have them.

They are in the language that is spoken as they are made.
"""

from datetime import datetime

from app.domain.said import sentence
from app.languages import say
from app.paper.calendar_file import Entry, calendar_file
from app.queries.calendar import CalendarPage, Feed, Sitting


def order_file(page: CalendarPage, *, site: str, host: str, at: datetime) -> bytes:
    """Return the file of an order with one event per meeting, made at ``at`` (UTC)."""
    about = str(say(page.title))
    entries = [_entry(each, about) for each in page.sittings]
    return calendar_file(entries, site=site, host=host, at=at)


def feed_file(feed: Feed, *, site: str, base_url: str, host: str, at: datetime) -> bytes:
    """Return a feed that calendars follow: they look again every few hours."""
    entries = [_entry(each, f"{base_url}/classes/{each.course.code}") for each in feed.sittings]
    return calendar_file(entries, site=site, host=host, at=at, feed=str(say(feed.title)))


def _entry(sitting: Sitting, about: str) -> Entry:
    """Return the meeting; a cancelled one says so in its title too.

    Not every calendar shows its status.
    """
    title = sitting.course.title
    if sitting.cancelled:
        title = str(say(sentence("Cancelled: {title}", title=title)))
    return Entry(
        sitting.course.code,
        sitting.number,
        sitting.starts_at,
        sitting.ends_at,
        title,
        str(say(sitting.address)),
        about,
        sitting.cancelled,
    )
