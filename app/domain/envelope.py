"""The envelope in which programs are told what went wrong (iso.md 7). Not here: HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

_CODES = {
    HTTPStatus.UNAUTHORIZED: "UNAUTHENTICATED",
    HTTPStatus.FORBIDDEN: "FORBIDDEN",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.CONFLICT: "CONFLICT",
    HTTPStatus.TOO_MANY_REQUESTS: "RATE_LIMITED",
    HTTPStatus.BAD_GATEWAY: "UPSTREAM_ERROR",
    HTTPStatus.GATEWAY_TIMEOUT: "UPSTREAM_ERROR",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (a dotted path, a header's name) and why."""

    field: str
    reason: str


def code_of(status: int) -> str:
    """Return the envelope's word for an HTTP status; the table of iso.md 7."""
    if status in _CODES:
        return _CODES[HTTPStatus(status)]
    return "INTERNAL_ERROR" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "INVALID_REQUEST"


def envelope(
    status: int, message: str, *, problems: Sequence[Problem] = (), **facts: str
) -> dict[str, Any]:
    """Return the envelope; ``details`` names the first problem, and all where there are several.

    ``facts`` are further details (the id of a registration that is there already).
    """
    first = problems[0] if problems else Problem("", message)
    details: dict[str, Any] = {"field": first.field, "reason": first.reason}
    if len(problems) > 1:
        details["problems"] = [{"field": each.field, "reason": each.reason} for each in problems]
    return {"error": {"code": code_of(status), "message": message, "details": details | facts}}
