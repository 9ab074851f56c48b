"""The API's addresses, put together. Not here: what each of them does."""

import json
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, jsonify

from app.api.door import Door
from app.api.intents import Intents
from app.api.limits import Count, Limiter, Turn
from app.api.oauth import token_view
from app.api.programs import Programs
from app.api.refused import CallRefused, answer_refused
from app.api.registrations import Registrations
from app.api.statuses import Statuses
from app.api.terms import Terms
from app.domain.guard import guarded
from app.parts import Parts

_DOCUMENT = Path(__file__).with_name("openapi.json")


def api_blueprint(parts: Parts, terms: Terms, *, count: Count, turn: Turn) -> Blueprint:
    """Return the addresses for integrators.

    ``count`` counts calls in the minute, ``turn`` says when one more may come.
    """
    blueprint = Blueprint("api", __name__)
    limiter = Limiter(terms.allowance, count=count, turn=turn)
    door = Door(parts, limiter)
    programs = Programs(parts, terms, door)
    registrations = Registrations(parts, terms, door, limiter)
    intents, statuses = Intents(parts, terms, door), Statuses(parts, terms, door)
    one, many = "/api/v1/registrations/<registration_id>", "/api/v1/registrations"
    rules = (
        ("/oauth/token", "token", token_view(parts, limiter), "POST"),
        ("/api/v1/programs", "programs", programs.page, "GET"),
        ("/api/v1/programs/<program_id>", "program", programs.show, "GET"),
        (many, "register", registrations.make, "POST"),
        (one, "registration", registrations.show, "GET"),
        (f"{one}/intent", "intent", intents.open, "POST"),
        (f"{one}/status", "status", statuses.change, "PUT"),
        ("/api/openapi.json", "document", _document(terms), "GET"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=[method])
    blueprint.register_error_handler(CallRefused, answer_refused)
    return blueprint


def _document(terms: Terms) -> Callable[[], Response]:
    """Return the view of the API's own description, for this site."""
    document = json.loads(_DOCUMENT.read_text(encoding="utf-8"))
    document["servers"] = [{"url": terms.base_url}]

    @guarded("public")
    def document_view() -> Response:
        return jsonify(document)

    return document_view
