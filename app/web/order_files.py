"""What an order's page hands out: its calendar file and its papers, to whoever has its token.

Not here: the page (orders.py).
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.paper.paper_pdf import paper_pdf
from app.parts import Parts
from app.queries.calendar import calendar_page, order_feed
from app.queries.papers import find_paper
from app.web.calendar_file import feed_file, order_file
from app.web.opening import has_token, opened
from app.web.papers import pdf_answer
from app.web.paying import to_order
from app.web.site import Site


class OrderFiles:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def paper(self, reference: str, paper: str) -> Response:
        """Hand out one of the order's papers as a PDF."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        found = find_paper(self._parts.sessions, paper[:40], order_reference=reference)
        if found is None:
            return to_order(self._parts, self._site, reference)
        return pdf_answer(paper_pdf(found), name=found.number)

    @guarded("order_token")
    def dates(self, reference: str) -> Response:
        """Hand out the order's dates as a feed that a calendar follows: it hears of changes."""
        if not opened(self._parts, self._site, reference):
            return unknown()
        feed = order_feed(self._parts.sessions, reference=reference)
        if feed is None:
            return to_order(self._parts, self._site, reference)
        site, host = self._site, urlsplit(self._site.base_url).hostname or ""
        made = feed_file(
            feed, site=site.name, base_url=site.base_url, host=host, at=self._parts.clock()
        )
        answer = make_response(made)
        answer.mimetype = "text/calendar"
        return answer

    @guarded("order_token")
    def calendar(self, reference: str) -> Response:
        """Hand out the confirmed order's dates as a calendar file."""
        if not opened(self._parts, self._site, reference):
            return unknown()
        page = calendar_page(self._parts.sessions, reference=reference)
        if page is None:
            return to_order(self._parts, self._site, reference)
        host = urlsplit(self._site.base_url).hostname or ""
        body = order_file(page, site=self._site.name, host=host, at=self._parts.clock())
        response = make_response(body)
        response.mimetype = "text/calendar"
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{page.sittings[0].course.code}.ics"'
        )
        return response


def unknown() -> Response:
    """Say that there is no such order, or none that is theirs to see."""
    return make_response(render_template("order/unknown.html"), HTTPStatus.NOT_FOUND)
