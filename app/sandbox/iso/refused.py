"""How ISO says no: the envelope of ``iso.md`` section 7 (and I10's odd code for "not found")."""

from http import HTTPStatus

from flask import Response, jsonify

CODES = {
    HTTPStatus.BAD_REQUEST: "INVALID_REQUEST",
    HTTPStatus.UNAUTHORIZED: "UNAUTHENTICATED",
    HTTPStatus.FORBIDDEN: "FORBIDDEN",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.CONFLICT: "CONFLICT",
    HTTPStatus.TOO_MANY_REQUESTS: "RATE_LIMITED",
    HTTPStatus.INTERNAL_SERVER_ERROR: "INTERNAL_ERROR",
}


class Refused(Exception):
    """ISO turns the call down; ``field`` and ``reason`` go into the envelope's details."""

    def __init__(
        self,
        status: HTTPStatus,
        message: str,
        *,
        field: str = "",
        reason: str = "",
        code: str = "",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.field = field
        self.reason = reason
        self.code = code or CODES[status]


def invalid(field: str, reason: str) -> Refused:
    """Return the refusal of one field."""
    return Refused(HTTPStatus.BAD_REQUEST, "Invalid request", field=field, reason=reason)


def envelope(
    status: int, message: str, *, code: str = "", field: str = "", reason: str = ""
) -> Response:
    """Return ISO's error answer."""
    details = {"field": field, "reason": reason or message}
    code = code or CODES.get(HTTPStatus(status), "INVALID_REQUEST")
    response = jsonify({"error": {"code": code, "message": message, "details": details}})
    response.status_code = status
    return response
