"""PayPal's errors, in its own shape. Not here: when one is due."""

import secrets
from typing import Any

from flask import Response, jsonify

_NAMES = {
    400: ("INVALID_REQUEST", "Request is not well-formed, or violates schema."),
    401: ("AUTHENTICATION_FAILURE", "Authentication failed due to missing authorization header."),
    404: ("RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    405: ("METHOD_NOT_SUPPORTED", "The server does not implement the requested HTTP method."),
    409: ("RESOURCE_CONFLICT", "The server has detected a conflict while processing this request."),
    422: (
        "UNPROCESSABLE_ENTITY",
        "The requested action could not be performed, semantically incorrect, or failed business "
        "validation.",
    ),
    429: ("RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting."),
}  # fmt: skip
_INTERNAL = ("INTERNAL_SERVER_ERROR", "An internal server error occurred.")


class PayPalError(Exception):
    """PayPal says no; ``issue`` is its code for why, ``field`` what of the request is meant."""

    def __init__(
        self, status: int, issue: str = "", description: str = "", field: str = ""
    ) -> None:
        super().__init__(issue or str(status))
        self.status = status
        self.issue = issue
        self.description = description
        self.field = field


class TokenError(Exception):
    """The bearer token, or the client that asks for one, is not known."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


def answer(error: PayPalError) -> Response:
    """Return the error as PayPal's body."""
    return refusal(
        error.status, "", issue=error.issue, description=error.description, field=error.field
    )


def refusal(
    status: int, message: str, *, issue: str = "", description: str = "", field: str = ""
) -> Response:
    """Return an error body for a status."""
    name, usual = _NAMES.get(status, _INTERNAL)
    body: dict[str, Any] = {
        "name": name,
        "message": usual if status in _NAMES else message or usual,
        "debug_id": secrets.token_hex(7)[:13],
    }
    if issue:
        detail = {"issue": issue, "description": description or issue}
        body["details"] = [detail | ({"field": field} if field else {})]
    response = jsonify(body)
    response.status_code = status
    return response


def token_answer(error: TokenError) -> Response:
    """Return the error of a token in OAuth's words."""
    response = jsonify({"error": error.error, "error_description": error.description})
    response.status_code = 401
    return response
