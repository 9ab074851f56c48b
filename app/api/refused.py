"""A call that cannot be answered as it asks, and the answer it gets (iso.md 7)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Response, jsonify

from app.domain.envelope import Problem, envelope


class CallRefused(Exception):
    """What is wrong with a call; ``message`` and reasons are for whoever wrote the caller.

    They hold nothing that was sent, for it may be somebody's.
    """

    def __init__(
        self,
        status: HTTPStatus,
        message: str,
        *,
        problems: Sequence[Problem] = (),
        facts: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)
        self.facts = dict(facts or {})
        self.headers = dict(headers or {})


def invalid(*problems: Problem) -> CallRefused:
    """Return the refusal of a call with these mistakes, of which the first stands in front."""
    return CallRefused(HTTPStatus.BAD_REQUEST, problems[0].reason, problems=problems)


def conflict(
    message: str, *, field: str, headers: Mapping[str, str] | None = None, **facts: str
) -> CallRefused:
    """Return the refusal of what cannot be done as things stand."""
    problems = [Problem(field, message)]
    return CallRefused(
        HTTPStatus.CONFLICT, message, problems=problems, facts=facts, headers=headers
    )


def not_found(field: str, what: str) -> CallRefused:
    """Return the refusal of a call about something that is not there, or not the caller's."""
    return CallRefused(
        HTTPStatus.NOT_FOUND,
        f"Unknown {what}",
        problems=[Problem(field, f"There is no such {what}")],
    )


def answer_refused(refused: CallRefused) -> Response:
    """Return the envelope."""
    body = envelope(refused.status, refused.message, problems=refused.problems, **refused.facts)
    response = jsonify(body)
    response.status_code = refused.status
    response.headers.update(refused.headers)
    return response
