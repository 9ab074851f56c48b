"""The addresses of ISO: parse, ask, answer."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from app.sandbox.calls import current
from app.sandbox.clock import Clock
from app.sandbox.dials import Dials
from app.sandbox.iso.control import Desk
from app.sandbox.iso.heard import Heard
from app.sandbox.iso.programs import Programs
from app.sandbox.iso.refused import Refused, envelope, invalid
from app.sandbox.iso.registrations import Registrations
from app.sandbox.iso.sender import Sender
from app.sandbox.iso.tokens import TokenError, Tokens
from app.sandbox.part import Part
from app.sandbox.settings import Credentials
from app.sandbox.shelf import Document, Shelf

PREFIX = "/iso"


class Iso:
    """ISO's views over its tokens, programs and registrations."""

    def __init__(
        self,
        shelf: Shelf,
        clock: Clock,
        dials: Dials,
        credentials: Credentials,
        *,
        product_url: str = "",
    ) -> None:
        self.tokens = Tokens(shelf, clock, dials, credentials)
        self.programs = Programs(shelf)
        self.registrations = Registrations(shelf, clock, dials, self.programs)
        self.heard = Heard(shelf, clock, credentials.webhook_secret)
        sender = Sender(product_url, credentials.iso_webhook_secret)
        self.desk = Desk(shelf, clock, self.programs, sender)

    def part(self) -> Part:
        """Return ISO's place in the sandbox."""
        blueprint = Blueprint("iso", __name__, url_prefix=PREFIX)
        blueprint.register_error_handler(Refused, _refused)
        blueprint.register_error_handler(TokenError, _token_refused)
        add = blueprint.add_url_rule
        add("/oauth/token", view_func=self.token, methods=["POST"])
        add("/api/v1/programs", view_func=self.list_programs, methods=["GET"])
        add("/api/v1/programs/<number>", view_func=self.read_program, methods=["GET"])
        add("/api/v1/registrations", view_func=self.create, methods=["POST"])
        add("/api/v1/registrations/<number>/status", view_func=self.change, methods=["PUT"])
        add("/events", view_func=self.hear, methods=["POST"])
        return Part(
            name="iso",
            prefix=PREFIX,
            blueprint=blueprint,
            refusal=envelope,
            holdings=self.holdings,
            restock=self.programs.restock,
        )

    def holdings(self) -> dict[str, list[Document]]:
        """Return what ISO holds."""
        return {
            "registrations": self.registrations.all(),
            "programs": self.programs.all(),
            "events": self.heard.all(),
        }

    def token(self) -> Response:
        """Give out a token; credentials in the query are turned away."""
        if request.args:
            raise TokenError("invalid_request", HTTPStatus.BAD_REQUEST)
        answer = self.tokens.grant(request.form, request.authorization)
        current().judged("token given")
        response = jsonify(answer)
        response.headers["Cache-Control"] = "no-store"
        return response

    def list_programs(self) -> Response:
        """List programs, a page at a time."""
        self._enter("programs.read")
        page = self.programs.page(request.args)
        current().judged(f"{len(page['data'])} programs")
        return jsonify(page)

    def read_program(self, number: str) -> Response:
        """Read one program."""
        self._enter("programs.read")
        current().heard(number)
        return jsonify(self.programs.read(number))

    def create(self) -> Response:
        """Create a registration, or give the earlier one again for the same Idempotency-Key."""
        self._enter("programs.write")
        key = request.headers.get("Idempotency-Key", "")
        current().heard(key)
        registration, replayed = self.registrations.create(_json(), key)
        current().judged(f"{'replayed' if replayed else 'created'} {registration['id']}")
        current().warnings.extend([] if replayed else registration["warnings"])
        names = ("id", "programId", "status", "createdAt")
        response = jsonify({name: registration[name] for name in names})
        response.status_code = HTTPStatus.CREATED
        if replayed:
            response.headers["Idempotent-Replayed"] = "true"
        return response

    def change(self, number: str) -> Response:
        """Change a registration's status."""
        self._enter("programs.write")
        current().heard(number)
        registration, moved = self.registrations.change(number, _json())
        current().judged(f"{registration['status']}{'' if moved else ' already'}")
        names = ("id", "programId", "status", "createdAt", "updatedAt")
        return jsonify({name: registration[name] for name in names})

    def hear(self) -> Response:
        """Take an event of the product's; who sends it signs and needs no token."""
        body, event = request.get_data(), _json()
        current().heard(request.headers.get("X-Webhook-Id", ""))
        new = self.heard.take(
            body,
            event,
            signature=request.headers.get("X-Webhook-Signature", ""),
            timestamp=request.headers.get("X-Webhook-Timestamp", ""),
        )
        current().judged(f"{event['event']}{'' if new else ' again'}")
        return jsonify({"received": True})

    def _enter(self, scope: str) -> None:
        self.tokens.check(
            request.headers.get("Authorization", ""),
            request.headers.get("x-system-token", ""),
            scope,
        )
        if request.method == "GET" and request.get_data():
            raise invalid("", "a GET carries no body")  # I1


def _json() -> Any:
    if request.mimetype != "application/json":
        raise invalid("Content-Type", "must be application/json")
    try:
        return request.get_json()
    except (BadRequest, RecursionError) as error:
        raise invalid("", "the body is not JSON") from error


def _refused(refused: Exception) -> Response:
    if not isinstance(refused, Refused):
        raise refused
    current().judged(f"refused: {refused.message}. {refused.reason}".strip())
    return envelope(
        refused.status,
        refused.message,
        code=refused.code,
        field=refused.field,
        reason=refused.reason,
    )


def _token_refused(refused: Exception) -> Response:
    if not isinstance(refused, TokenError):
        raise refused
    current().judged(f"refused: {refused.error}")
    response = jsonify({"error": refused.error})
    response.status_code = refused.status
    return response
