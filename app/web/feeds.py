"""Feeds that calendars follow: all dates of a program, all dates at a venue.

Not here: the file of somebody's own order (order_files.py).
"""

from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort

from app.domain.guard import guarded
from app.languages import language_of, speaking
from app.parts import Parts
from app.queries.calendar import Feed, program_feed, venue_feed
from app.web.calendar_file import feed_file
from app.web.kept_pages import KeptPages
from app.web.site import Site


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the blueprint of the feeds, which everybody sees alike."""
    blueprint = Blueprint("feeds", __name__)
    sessions, kept = parts.sessions, KeptPages(parts)

    @blueprint.get("/programs/<slug>/calendar.ics")
    @guarded("public")
    def program(slug: str) -> Response:
        return _calendar(
            kept.answer(
                ("program", slug),
                lambda now, _: _file(program_feed(sessions, slug=slug, now=now), now, site),
            )
        )

    @blueprint.get("/venues/<venue>/calendar.ics")
    @guarded("public")
    def at_venue(venue: str) -> Response:
        return _calendar(
            kept.answer(
                ("venue", venue),
                lambda now, _: _file(venue_feed(sessions, code=venue, now=now), now, site),
            )
        )

    return blueprint


def _file(feed: Feed | None, now: datetime, site: Site) -> str:
    if feed is None:
        abort(404)
    host = urlsplit(site.base_url).hostname or site.name
    # A calendar that follows it is nobody's in particular.
    with speaking(language_of(site.language)):
        made = feed_file(feed, site=site.name, base_url=site.base_url, host=host, at=now)
    return made.decode()


def _calendar(answer: Response) -> Response:
    answer.mimetype = "text/calendar"
    return answer
