"""The control API at /control/connector: what only the Connector's side can do.

JSON in and out; a plain HTML form is answered with the way back to the page. Not here: what the
product may call (``part``).
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Blueprint, jsonify, redirect, request
from werkzeug.wrappers import Response

from app.sandbox.connector.adapter import Adapter, Answer
from app.sandbox.connector.document import Rejected
from app.sandbox.connector.waiting import Waiting

FORM = "application/x-www-form-urlencoded"
BACK = "/#connector"


def connector_control(adapter: Adapter, waiting: Waiting) -> Blueprint:
    """Return the addresses; register them under /control/connector."""
    blueprint = Blueprint("connector_control", __name__)

    def push() -> Response:
        """Save a prospect or a member at the product."""
        given = _given()
        return _done(_said(adapter.push(given, as_json=_json_wanted(given))))

    def source() -> Response:
        """Create or change a lead source at the product."""
        given = _given()
        return _done(_said(adapter.save_source(given, as_json=_json_wanted(given))))

    def look() -> Response:
        """List the product's staff or lead sources, as the hub does to match them."""
        what = "staff" if _given().get("what") == "staff" else "lead-sources"
        return _done(_said(adapter.read(what)))

    def wait() -> Response:
        """Have a user wait to be pulled; ``uuid`` changes one who came before."""
        given = _given()
        uuid = given.get("uuid", "")
        return _done(waiting.change(uuid, given) if uuid else waiting.add(given))

    views: dict[str, Callable[[], Response]] = {
        "push": push,
        "sources": source,
        "look": look,
        "waiting": wait,
    }
    for path, view in views.items():
        blueprint.add_url_rule(f"/{path}", path, view, methods=["POST"])
    blueprint.register_error_handler(Rejected, _rejected)
    return blueprint


def _given() -> Mapping[str, str]:
    document = request.get_json() if request.mimetype == "application/json" else request.form
    return {str(name): str(value) for name, value in dict(document).items() if value is not None}


def _json_wanted(given: Mapping[str, str]) -> str:
    return "json" if given.get("format") == "json" else ""


def _said(answer: Answer) -> dict[str, object]:
    return {"status": answer.status, "answer": answer.text}


def _done(result: object) -> Response:
    if request.mimetype == FORM:
        return redirect(BACK, HTTPStatus.SEE_OTHER)
    return jsonify(result)


def _rejected(error: Exception) -> Response:
    response = jsonify({"error": str(error)})
    response.status_code = HTTPStatus.BAD_REQUEST
    return response
