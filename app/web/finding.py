"""Finding an order again: by e-mail address and reference, with a code that is mailed to its buyer.

Nobody learns whether an order is there: every answer is the same. Not here: its page (orders.py).
"""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.said import sentence
from app.domain.tries import TooOften
from app.parts import Parts
from app.usecases.ask_for_code import ask_for_code
from app.usecases.use_code import use_code
from app.web.paying import to_order
from app.web.privacy import keep_private
from app.web.site import Site

_WRONG = sentence("This code is not right, or cannot be used any more")
_STALE = sentence("This page had been open for too long, so nothing was done. Try again")


class Finding:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("public")
    def form(self) -> Response:
        """Ask which order it is."""
        return _form({})

    @guarded("public")
    def ask(self) -> Response:
        """Have a code mailed, if there is such an order."""
        given = {name: request.form.get(name, "").strip() for name in ("email", "reference")}
        lacking = {name: _LACKING[name] for name, text in given.items() if not text}
        if lacking:
            return _form(lacking)
        try:
            asking = ask_for_code(
                self._parts.sessions,
                **given,
                address=request.remote_addr or "",
                secret=self._site.secret,
                wake=self._parts.wake,
                now=self._parts.clock(),
            )
        except TooOften as refused:
            return _form({"email": refused.said}, HTTPStatus.TOO_MANY_REQUESTS)
        return redirect(url_for("finding.code", asking=asking), HTTPStatus.SEE_OTHER)

    @guarded("public")
    def code(self, asking: str) -> Response:
        """Ask for the code."""
        return _code(asking)

    @guarded("public")
    def use(self, asking: str) -> Response:
        """Lead to the order whose code this is."""
        typed = request.form.get("code", "")
        if not typed.strip():
            return _code(asking, sentence("Enter the code from the mail"))
        reference = use_code(
            self._parts.sessions,
            asking=asking[:64],
            typed=typed[:40],
            secret=self._site.secret,
            now=self._parts.clock(),
        )
        return (
            _code(asking, _WRONG)
            if reference is None
            else to_order(self._parts, self._site, reference)
        )


_LACKING = {
    "email": sentence("Enter the e-mail address that you ordered with"),
    "reference": sentence("Enter the reference of your order"),
}


def _form(
    errors: Mapping[str, str], status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
) -> Response:
    page = render_template("order/find.html", errors=errors, given=request.form)
    return make_response(page, status if errors else HTTPStatus.OK)


def _code(asking: str, error: str = "") -> Response:
    errors = {"code": error} if error else {}
    page = render_template("order/code.html", asking=asking, errors=errors)
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK)


def _forged(error: CSRFError) -> Response:
    """Answer a form that was not sent from our page, or from one open for too long."""
    del error
    asking = (request.view_args or {}).get("asking")
    answer = _form({"email": _STALE}) if asking is None else _code(asking, _STALE)
    answer.status_code = HTTPStatus.BAD_REQUEST
    return answer


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the addresses at which an order is found again."""
    blueprint = Blueprint("finding", __name__)
    views = Finding(parts, site)
    blueprint.add_url_rule("/orders", "form", views.form, methods=["GET"])
    blueprint.add_url_rule("/orders", "ask", views.ask, methods=["POST"])
    code = "/orders/code/<asking>"
    blueprint.add_url_rule(code, "code", views.code, methods=["GET"])
    blueprint.add_url_rule(code, "use", views.use, methods=["POST"])
    blueprint.register_error_handler(CSRFError, _forged)
    blueprint.after_request(keep_private)
    return blueprint
