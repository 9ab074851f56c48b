"""Pages for what goes wrong, and the one catch of everything unforeseen. Not here: refusals."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app import logs
from app.domain.envelope import envelope
from app.domain.said import sentence
from app.parts import Parts
from app.web.site import Site

# Whoever asks here is a program: it gets the envelope of iso.md 7.
_FOR_PROGRAMS = (
    "/api/",
    "/oauth/",
    "/webhooks/",
    "/partners/",
    "/payments/",
    "/email/",
    "/crm/",
    "/healthz",
    "/readyz",
    "/metrics",
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a page says of a status: its heading, what happened, and what to do now."""

    title: str
    text: str
    search: bool = False


_TROUBLES = {
    400: Trouble(
        sentence("We could not read that"),
        sentence(
            "The address or the form that reached us was not complete. Go back and try again."
        ),
    ),
    403: Trouble(
        sentence("You cannot see this page"),
        sentence("It is for somebody else, or you are not signed in any more."),
    ),
    404: Trouble(
        sentence("We cannot find that page"),
        sentence(
            "The address may be mistyped or cut off, or what was here is no longer on offer. "
            "Looking for a program or a class? Search for it."
        ),
        search=True,
    ),
    405: Trouble(
        sentence("This page cannot be used that way"),
        sentence(
            "The address is right, but it is not one to send a form to. Open it again from its "
            "link."
        ),
    ),
    413: Trouble(
        sentence("That was too much at once"),
        sentence(
            "What you sent is more than we can take. Shorten the texts in the form and send it "
            "again."
        ),
    ),
    429: Trouble(
        sentence("Too many tries at once"),
        sentence("Wait a minute, then try again. Nothing that you sent before is lost."),
    ),
    500: Trouble(
        sentence("Something went wrong on our side"),
        sentence(
            "We have been told. Try again in a moment. If you were paying, look at your order "
            "first: a payment that reached us is never lost."
        ),
    ),
}
_STALE = Trouble(
    sentence("This form had been open for too long"),
    sentence(
        "For your safety a form can be sent only for a while after it was opened. Go back, reload "
        "the page and send it again."
    ),
)


def build(parts: Parts, site: Site) -> Blueprint:
    """Return a blueprint without pages of its own that answers every error of the app."""
    del parts, site  # every web module is built alike
    blueprint = Blueprint("errors", __name__)

    @blueprint.app_errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return _answer(error)

    @blueprint.app_errorhandler(Exception)
    def failed(error: Exception) -> Response:
        logs.log().error("unexpected", exc_info=error)
        return _answer(InternalServerError())

    return blueprint


def trouble_of(error: HTTPException) -> Trouble:
    """Return what to say of an error; a status without words of its own is told as its kind."""
    if isinstance(error, CSRFError):
        return _STALE
    status = error.code or 500
    return _TROUBLES.get(status) or _TROUBLES[500 if status >= 500 else 400]


def _answer(error: HTTPException) -> Response:
    trouble = trouble_of(error)
    if request.path.startswith(_FOR_PROGRAMS):
        response = jsonify(envelope(error.code or 500, error.description or trouble.title))
    else:
        response = Response(render_template("errors/trouble.html", trouble=trouble))
    response.status_code = error.code or 500
    for name, value in error.get_headers():
        if name != "Content-Type":
            response.headers[name] = value
    return response
