"""The addresses the Connector's adapter calls: people, staff, lead sources (connector.md 8).

Here: who is let in and one call inwards each. Not here: how documents look (dialect.py), who is
who. What comes in is recorded with its effect, in one transaction, before it is acknowledged.
"""

import base64
import hmac
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from flask import Blueprint, Response, abort, g, request
from werkzeug.exceptions import HTTPException

from app import logs
from app.domain.caller import counted_as
from app.domain.guard import guarded
from app.domain.lead_source import LeadSourceRefused
from app.domain.person import Effect
from app.partners.connector import dialect as speech
from app.partners.connector.payload import Identity
from app.partners.connector.reading import GivenSource, NotTaken, read_person, read_source
from app.partners.http import is_loopback
from app.parts import Parts
from app.queries.lead_names import list_sources, list_staff
from app.usecases.take_lead_source import TakenSource, take_lead_source
from app.usecases.take_person import PersonUnknown, take_person

ORIGIN = "connector"
LARGEST_BODY = 256_000
# In a minute, from one address that is not this machine.
CALLS = 600
GUESSES = 30
_TOKEN_HEADERS = ("X-Connector-Token", "X-Api-Token")
_SCHEMA = Path(__file__).with_name("schema.xsd")


class Count(Protocol):
    """Counts in the minute (``jobs.tally``)."""

    def __call__(self, what: str, *, more: int) -> int:
        """Count so many more, and return how many there are in this minute."""


class Inbound:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, identity: Identity) -> None:
        self._parts = parts
        self._identity = identity

    @guarded("public")
    def schema(self) -> Response:
        """Give the schema of every document that we send and take."""
        return Response(_SCHEMA.read_bytes(), content_type="application/xml; charset=UTF-8")

    @guarded("partner")
    def save_person(self, record: str = "") -> Response:
        """Save a prospect or a member and answer with our id; again it is the same one."""
        body = request.get_data()
        blocks = speech.read_blocks(body, speech.spoken(request), root="user")
        given = read_person(blocks, provider=self._identity.provider)
        person = replace(given.person, code=record)
        if not (record or person.links):
            # Nothing else would tell the same call again from another person of that name.
            person = replace(person, links=(f"body:{speech.fingerprint(blocks)}",))
        taken = take_person(
            self._parts.sessions, person, origin=ORIGIN, body=body, now=self._parts.clock()
        )
        warnings = (*given.warnings, *taken.warnings)
        _note("person", taken.effect, warnings, taken.overwritten)
        status = HTTPStatus.CREATED if taken.effect is Effect.ADDED else HTTPStatus.OK
        return speech.saved(taken.code, warnings, speech.wanted(request), status)

    @guarded("partner")
    def staff(self) -> Response:
        """List our staff."""
        return speech.listed_staff(
            list_staff(self._parts.sessions), self._identity, speech.wanted(request)
        )

    @guarded("partner")
    def sources(self) -> Response:
        """List our lead sources."""
        return speech.listed_sources(list_sources(self._parts.sessions), speech.wanted(request))

    @guarded("partner")
    def save_source(self, record: str = "") -> Response:
        """Create a lead source, or find the one of that name; or change the one named."""
        body = request.get_data()
        blocks = speech.read_blocks(body, speech.spoken(request), root="leadSource")
        given = read_source(blocks.get("leadInfo", {}))
        if not record and not given.name:
            raise NotTaken({"name": "is missing"})
        taken = self._take_source(given, body, record)
        if taken is None:
            abort(HTTPStatus.NOT_FOUND, "there is no such lead source")
        _note("lead source", Effect.ADDED if taken.added else Effect.CHANGED, (), ())
        status = HTTPStatus.CREATED if taken.added else HTTPStatus.OK
        return speech.saved(taken.source.code, (), speech.wanted(request), status)

    def _take_source(self, given: GivenSource, body: bytes, record: str) -> TakenSource | None:
        try:
            return take_lead_source(
                self._parts.sessions,
                name=given.name,
                active=given.active,
                origin=ORIGIN,
                body=body,
                now=self._parts.clock(),
                code=record,
            )
        except LeadSourceRefused as error:
            if error.taken:
                abort(HTTPStatus.CONFLICT, str(error))
            raise NotTaken({"name": f"cannot be used: {error}"}) from error


def connector_blueprint(
    parts: Parts, *, identity: Identity, token: str | None, count: Count
) -> Blueprint:
    """Return the addresses given to InTouch; without a ``token`` nobody is let in."""
    blueprint = Blueprint("connector", __name__, url_prefix="/partners/connector")
    views = Inbound(parts, identity)
    for path, view, methods in (
        ("/schema.xsd", views.schema, ["GET"]),
        ("/people", views.save_person, ["POST"]),
        ("/people/<record>", views.save_person, ["PUT"]),
        ("/staff", views.staff, ["GET"]),
        ("/lead-sources", views.sources, ["GET"]),
        ("/lead-sources", views.save_source, ["POST"]),
        ("/lead-sources/<record>", views.save_source, ["PUT"]),
    ):
        name = f"{view.__name__}_{len(path.split('/'))}"
        blueprint.add_url_rule(path, name, view, methods=methods, provide_automatic_options=False)

    def check() -> None:
        if request.endpoint == "connector.schema_2":
            return
        request.max_content_length = LARGEST_BODY
        _let_in(token, count)
        g.let_in = True

    def seal(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    blueprint.before_request(check)
    blueprint.after_request(seal)
    for error in (HTTPException, NotTaken, speech.Unsupported, PersonUnknown):
        blueprint.register_error_handler(error, _refused)
    return blueprint


def _let_in(token: str | None, count: Count) -> None:
    """Let in whoever shows the token, not too often; everybody else is told nothing but no."""
    limited = not is_loopback(request.remote_addr or "")
    who = counted_as(request.remote_addr)
    if limited and count(f"connector:{who}", more=1) > CALLS:
        abort(HTTPStatus.TOO_MANY_REQUESTS, "too many calls")
    if limited and count(f"connector-guess:{who}", more=0) >= GUESSES:
        abort(HTTPStatus.TOO_MANY_REQUESTS, "too many wrong tokens")
    if token is None or not any(
        hmac.compare_digest(shown.encode(), token.encode()) for shown in _shown()
    ):
        if limited:
            count(f"connector-guess:{who}", more=1)
        abort(HTTPStatus.UNAUTHORIZED, "the token is missing or wrong")


def _shown() -> list[str]:
    """Return what was shown as the token: bearer, password of HTTP Basic, or a header."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    shown = [request.headers.get(name, "") for name in _TOKEN_HEADERS]
    if scheme.lower() in ("bearer", "token"):
        shown.append(value.strip())
    if scheme.lower() == "basic":
        try:
            shown.append(base64.b64decode(value, validate=True).decode().partition(":")[2])
        except ValueError:
            pass  # it is no user and password
    return shown


def _refused(error: Exception) -> Response:
    """Answer in the dialect that was asked for, with what is wrong and never with internals."""
    status, fields, reason = HTTPStatus.BAD_REQUEST, dict[str, str](), "VALIDATION"
    message = str(error)
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        message = error.description or status.phrase
        reason = "VALIDATION" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "UNKNOWN"
    elif isinstance(error, NotTaken):
        fields = dict(error.fields)
    elif isinstance(error, PersonUnknown):
        status, message = HTTPStatus.NOT_FOUND, "there is no such person"
    else:
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    logs.log().error("connector refused", status=int(status), fields=sorted(fields))
    response = speech.refused(message, fields, speech.wanted(request), status, reason=reason)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="connector"'
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = "60"
    return response


def _note(
    what: str, effect: Effect, warnings: tuple[str, ...], overwritten: tuple[str, ...]
) -> None:
    """Log as InTouch's operators see it: INFO, WARNING where something is missing (section 8)."""
    line = {"what": what, "effect": effect, "overwritten": list(overwritten)}
    if warnings:
        logs.log().warning("connector sent", warnings=list(warnings), **line)
    else:
        logs.log().info("connector sent", **line)
