"""What is kept of somebody, on a page of their order: what they agreed to, taking it back.

The file of it is handed out here as well. Not here: the order's page (orders.py), erasing it
(erasing.py).
"""

import json

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from app.domain.consent import Wish
from app.domain.guard import guarded
from app.languages import reader, say
from app.logs import request_id
from app.parts import Parts
from app.queries.order.consents import order_consents
from app.queries.order.own_data import own_data
from app.usecases.change_consent import change_consent
from app.usecases.note_taken_away import note_taken_away
from app.web.erasing import Erasing
from app.web.opening import opened
from app.web.order_files import unknown
from app.web.privacy import keep_private
from app.web.site import Site

_WISHES = {each.value: each for each in Wish}


class OwnData:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def show(self, reference: str) -> Response:
        """Show what was agreed to, and what can be done with what is kept."""
        if not self._fits(reference):
            return unknown()
        return self._page(reference)

    @guarded("order_token")
    def consent(self, reference: str) -> Response:
        """Take a consent back, or give it again."""
        if not self._fits(reference):
            return unknown()
        wish, parts = _WISHES.get(request.form.get("wish", "")), self._parts
        changed = wish is not None and change_consent(
            parts.sessions,
            reference=reference,
            where=request.form.get("where", ""),
            key=request.form.get("key", ""),
            wish=wish,
            seal=parts.seal,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )
        return _see(reference, news=wish.value if changed and wish else None)

    @guarded("order_token")
    def take(self, reference: str) -> Response:
        """Hand out all that is kept, as a file; that it was is written down first."""
        if not self._fits(reference):
            return unknown()
        parts, asked_by = self._parts, request_id() or ""
        note_taken_away(parts.sessions, reference=reference, now=parts.clock(), request_id=asked_by)
        language = reader().code
        document = own_data(parts.sessions, reference, seal=parts.seal, language=language)
        if document is None:
            return unknown()
        answer = make_response(json.dumps(_said(document), ensure_ascii=False, indent=2))
        answer.mimetype = "application/json"
        answer.headers["Content-Disposition"] = f'attachment; filename="{reference}.json"'
        return answer

    def forged(self, error: CSRFError) -> Response:
        """Answer a button that was not pressed on our page: nothing was done."""
        del error
        reference = str((request.view_args or {}).get("reference", ""))
        if not self._fits(reference):
            return unknown()
        answer = self._page(reference, news="forged")
        answer.status_code = 400
        return answer

    def _fits(self, reference: str) -> bool:
        return opened(self._parts, self._site, reference)

    def _page(self, reference: str, *, news: str = "") -> Response:
        parts = self._parts
        page = render_template(
            "order/data.html",
            reference=reference,
            token=request.values["token"],
            consents=order_consents(parts.sessions, reference, seal=parts.seal),
            news=news or request.args.get("news", ""),
        )
        return make_response(page)


def _said(value: object) -> object:
    """Return a document with its sentences in the reader's language."""
    match value:
        case dict():
            return {name: _said(each) for name, each in value.items()}
        case list():
            return [_said(each) for each in value]
        case _:
            return say(value)


def _see(reference: str, *, news: str | None = None) -> Response:
    token = request.form["token"]
    return redirect(url_for("own_data.show", reference=reference, token=token, news=news), 303)


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the addresses of what is kept of somebody."""
    blueprint = Blueprint("own_data", __name__)
    views, erasing = OwnData(parts, site), Erasing(parts, site)
    address = "/orders/<reference>/data"
    blueprint.add_url_rule(address, "show", views.show, methods=["GET"])
    blueprint.add_url_rule(f"{address}/consents", "consent", views.consent, methods=["POST"])
    blueprint.add_url_rule(f"{address}/file", "take", views.take, methods=["POST"])
    erase = f"{address}/erase"
    blueprint.add_url_rule(erase, "ask_to_erase", erasing.ask, methods=["GET"])
    blueprint.add_url_rule(erase, "erase", erasing.erase, methods=["POST"])
    blueprint.register_error_handler(CSRFError, views.forged)
    blueprint.after_request(keep_private)
    return blueprint
