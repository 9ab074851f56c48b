"""The pages for people: every partner side by side, one message, one partner's calls.

Here: views that read. What a button does is in ``control``; what is shown in ``panels``.
"""

import base64
import hashlib
import re
from html import unescape
from http import HTTPStatus

from flask import Blueprint, abort, render_template
from lxml import etree, html
from werkzeug.wrappers import Response

from app.sandbox import mail
from app.sandbox.calls import instant
from app.sandbox.dials import PARTNERS, Mode
from app.sandbox.iso.control import SENT
from app.sandbox.iso.programs import STATUSES
from app.sandbox.iso.sender import EVENTS, MANNERS
from app.sandbox.panels import changeable, habits_of, panels
from app.sandbox.shelf import Document
from app.sandbox.world import ASKED, World

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CALLS_SHOWN = 200


class Pages:
    """The pages over the whole of the sandbox."""

    def __init__(self, world: World) -> None:
        self._world = world

    def blueprint(self) -> Blueprint:
        """Return the addresses."""
        blueprint = Blueprint("pages", __name__)
        for path, view in (
            ("/", self.overview),
            ("/calls/<partner>", self.calls),
            ("/mail/<number>", self.message),
            ("/mail/<number>/html", self.message_html),
        ):
            blueprint.add_url_rule(path, view_func=view, methods=["GET"])
        return blueprint

    def overview(self) -> Response:
        """Show every partner side by side."""
        world = self._world
        shown = panels(world)
        return _page(
            "control/overview.html",
            panels=shown,
            habits={panel.name: habits_of(world, panel.name) for panel in shown},
            broken=[panel for panel in shown if panel.dial.mode is not Mode.OK],
            asked=world.shelf.latest(ASKED, 3),
            pushed=world.adapter.pushed(3),
            sent=world.shelf.latest(SENT, 3),
            events=EVENTS,
            manners=MANNERS,
            statuses=STATUSES,
            now=instant(world.clock.now())[:19].replace("T", " "),
            ahead=world.clock.ahead,
            classes=[each["externalId"] for each in world.trainingportal.classes.all()],
            changeable={panel.name: changeable(panel.name) for panel in shown},
            product_url=world.product_url,
        )

    def calls(self, partner: str) -> Response:
        """Show a partner's newest calls."""
        if partner not in PARTNERS:
            abort(HTTPStatus.NOT_FOUND)
        newest = self._world.calls.newest(partner, CALLS_SHOWN)
        return _page("control/calls.html", partner=partner, calls=newest)

    def message(self, number: str) -> Response:
        """Show one message: headers, text, HTML in a frame, attachments, source."""
        message = self._read(number)
        return _page(
            "control/message.html",
            message=message,
            links=_links(message),
            reported=self._world.bouncer.reported(number),
        )

    def message_html(self, number: str) -> Response:
        """Give the message's HTML to the frame: no script, nothing loaded, only its own styles."""
        text = self._read(number)["html"]
        response = Response(text, mimetype="text/html")
        allowed = " ".join(_style_hashes(text)) or "'none'"
        response.headers["Content-Security-Policy"] = (
            f"sandbox; default-src 'none'; img-src data:; style-src {allowed}; "
            "frame-ancestors 'self'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _read(self, number: str) -> Document:
        kept = self._world.shelf.get(mail.COLLECTION, number)
        if kept is None:
            abort(HTTPStatus.NOT_FOUND)
        return mail.read(kept)


def guarded(response: Response) -> Response:
    """Return the page with the headers every page of the sandbox carries."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    # With no-referrer a browser would send these pages' own forms with the origin "null".
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(template: str, **shown: object) -> Response:
    return guarded(Response(render_template(template, **shown), mimetype="text/html"))


def _links(message: Document) -> list[str]:
    """Return the web addresses in the message, each once; the frame lets nobody follow them."""
    words = f"{message['text']} {unescape(message['html'])}"
    found = re.findall(r"""https?://[^\s"'<>]+""", words)
    return list(dict.fromkeys(link.rstrip(".,;)") for link in found))


def _style_hashes(text: str) -> list[str]:
    """Return the hashes that let a message's own style elements, and nothing else, be applied."""
    if not text.strip():
        return []
    try:
        styles = html.document_fromstring(text).iter("style")
    except (etree.ParserError, ValueError):
        return []
    digests = (hashlib.sha256((style.text or "").encode()).digest() for style in styles)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
