"""Where ISO's events come in: three addresses, one meaning (iso.md I3, I4). Not here: the meaning.

An event is verified, kept, and answered 200 at once; the work is done in the background (S4).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.contract import INBOUND
from app.domain.guard import guarded
from app.domain.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, is_same, is_signed
from app.partners.iso.news import Envelope, NewsRefused, read_envelope
from app.parts import Parts
from app.usecases.keep_news import keep_news

LARGEST_BODY = 256 * 1024
NAME = "iso"


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """What ISO must show (S2): a signature where we have secrets, else both tokens.

    With neither set up nobody is let in.
    """

    secrets: tuple[str, ...] = field(default=(), repr=False)
    bearer: str = field(default="", repr=False)
    system_token: str = field(default="", repr=False)

    @property
    def knows_tokens(self) -> bool:
        """Whether the two tokens are what is asked for."""
        return bool(self.bearer and self.system_token)


# Flask would answer OPTIONS by itself, whoever asks.
_STRICT = {"provide_automatic_options": False}


def iso_blueprint(parts: Parts, *, paths: Sequence[str], doorkeeper: Doorkeeper) -> Blueprint:
    """Return the addresses; they need no CSRF token, their caller signs instead.

    Answers 401 to who is not ISO and 400 to what is no event, naming the field, and keeps nothing
    of either; 413 to what is too large, 415 to what does not say that it is JSON.
    """
    blueprint = Blueprint("iso", __name__)

    @guarded("signature")
    def take_event() -> ResponseReturnValue:
        request.max_content_length = LARGEST_BODY
        try:
            body = request.get_data()
        except RequestEntityTooLarge:
            return _refusal(413, "INVALID_REQUEST", "The body is too large")
        if not _is_iso(doorkeeper, body, parts):
            return _refusal(401, "UNAUTHENTICATED", "The event is not signed as agreed")
        g.let_in = True
        if request.mimetype != "application/json":
            return _refusal(
                415, "INVALID_REQUEST", "Not JSON", "Content-Type", "must be application/json"
            )
        try:
            event = read_envelope(body)
        except NewsRefused as refused:
            return _refusal(400, "INVALID_REQUEST", "Not an event", refused.field, refused.reason)
        _keep(parts, event, body)
        return jsonify(id=event.event_id, received=True)

    for number, path in enumerate(paths):
        blueprint.add_url_rule(path, f"event_{number}", take_event, methods=["POST"], **_STRICT)
    return blueprint


def _keep(parts: Parts, event: Envelope, body: bytes) -> None:
    waits = keep_news(
        parts.sessions,
        partner=NAME,
        event_id=event.event_id,
        kind=event.kind,
        body=body,
        now=parts.clock(),
    )
    parts.wake([INBOUND] if waits else [])


def _is_iso(doorkeeper: Doorkeeper, body: bytes, parts: Parts) -> bool:
    headers = request.headers
    if doorkeeper.secrets:
        return is_signed(
            body,
            signature=headers.get(SIGNATURE_HEADER, ""),
            timestamp=headers.get(TIMESTAMP_HEADER, ""),
            secrets=doorkeeper.secrets,
            now=parts.clock(),
        )
    if not doorkeeper.knows_tokens:
        return False
    scheme, _, bearer = headers.get("Authorization", "").partition(" ")
    # I9: both together, and both compared, whichever is wrong.
    shown = (is_same(bearer, doorkeeper.bearer), is_same(_system(), doorkeeper.system_token))
    return scheme.lower() == "bearer" and all(shown)


def _system() -> str:
    return request.headers.get("x-system-token", "")


def _refusal(
    status: int, code: str, message: str, field_name: str = "", reason: str = ""
) -> tuple[Response, int]:
    details = {"field": field_name, "reason": reason or message}
    return jsonify(error={"code": code, "message": message, "details": details}), status
