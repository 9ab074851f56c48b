"""Everything once more inside the frame, sending it, and what became of it.

What is paid for is paid in the window itself: a form that leads there leaves the frame. Not here:
the same pages on our own site (checking.py), paying (paying.py).
"""

from http import HTTPStatus

from flask import g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.embedding import FormSentAlready
from app.domain.guard import guarded
from app.domain.link import order_address
from app.domain.money import Money
from app.parts import Parts
from app.queries.order.link import link_turn
from app.queries.order.page import order_page
from app.usecases.claim_embedded_form import claim_embedded_form
from app.usecases.release_embedded_form import release_embedded_form
from app.web.addresses import address_of
from app.web.checking import Checking, gone
from app.web.embed.form import FramedBarredPage
from app.web.embed.token import Wrong
from app.web.site import Site

# Sent by a form that leaves the frame.
WINDOW, TOP = "window", "top"


class EmbeddedCheck(Checking):
    """The views; the door has let them in."""

    def __init__(self, parts: Parts, site: Site) -> None:
        super().__init__(parts, site)
        self._barred = FramedBarredPage(parts)

    @guarded("draft_token")
    def send(self, code: str, token: str) -> Response:
        """Register; the form makes this order and, with other answers, no second."""
        key, sessions = g.embedding.key, self._parts.sessions
        try:
            claim_embedded_form(
                sessions,
                form_key=key,
                draft_token=token,
                site=g.embedding.site,
                back=g.embedding.back,
                now=self._parts.clock(),
            )
        except FormSentAlready:
            page = render_template("embed/refused.html", why=Wrong.SENT, code=code, found=None)
            return make_response(page, HTTPStatus.CONFLICT)
        answer = super().send(code, token)
        # Where an order came of it this does nothing.
        release_embedded_form(sessions, form_key=key, draft_token=token)
        return answer

    def _pay(self, reference: str, asked: Money | None) -> Response:
        """Lead to where the order is paid, where the whole window comes along."""
        return super()._pay(reference, asked) if _at_top() else self._done(reference)

    def _done(self, reference: str) -> Response:
        """Show what was made of the draft; in the window itself, the order's own page."""
        if _at_top():
            return super()._done(reference)
        arguments = request.view_args or {}
        code, token = arguments["code"], arguments["token"]
        if request.method == "POST":
            # So that reloading the frame shows it again instead of sending anew.
            address = address_of("registering.check", code=code, token=token)
            return redirect(address, HTTPStatus.SEE_OTHER)
        sessions, site = self._parts.sessions, self._site
        order = order_page(sessions, reference=reference, now=self._parts.clock())
        # Whoever has the form may be a stranger, once its order's link was renewed.
        if order is None or link_turn(sessions, reference):
            return gone(code)
        page = render_template(
            "embed/done.html",
            order=order,
            address=order_address(site.base_url, site.secret, reference),
            step="done",
            outcome=order.state.value,
        )
        return make_response(page)


def _at_top() -> bool:
    return request.form.get(WINDOW) == TOP
