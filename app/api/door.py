"""The API's door: whose token it is, what it allows, how often (iso.md 3, 7). Not here: tokens."""

from http import HTTPStatus

from flask import request

from app import logs
from app.api.limits import Limiter
from app.api.refused import CallRefused
from app.domain.caller import counted_as
from app.domain.client import Scope, allows, digest
from app.parts import Parts
from app.queries.api.clients import Bearer, find_bearer

_LONGEST_TOKEN = 200


class Door:
    """Lets in who has a good token with the scope that is wanted."""

    def __init__(self, parts: Parts, limiter: Limiter) -> None:
        self._parts = parts
        self._limiter = limiter

    def admit(self, wanted: Scope) -> Bearer:
        """Return who calls; one without a good token is counted by address.

        Raises:
            CallRefused: 401 no good token, 403 it lacks the scope, 429 too many calls.
        """
        bearer = self._bearer()
        if bearer is None:
            self._limiter.admit(f"address:{counted_as(request.remote_addr)}")
            raise _unauthenticated()
        # So the access log tells who asked how often (iso.md 8); who is asked about it never does.
        logs.name_client(bearer.client_id)
        self._limiter.admit(bearer.client_id)
        if not allows(bearer.scopes, wanted):
            raise CallRefused(
                HTTPStatus.FORBIDDEN,
                f"This token lacks the scope {wanted}",
                headers={
                    "WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{wanted}"'
                },
            )
        return bearer

    def _bearer(self) -> Bearer | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
            return None
        return find_bearer(self._parts.sessions, digest(token), now=self._parts.clock())


def _unauthenticated() -> CallRefused:
    said = "Authorization" in request.headers
    return CallRefused(
        HTTPStatus.UNAUTHORIZED,
        "This token is unknown, has ended or was revoked: get one at /oauth/token"
        if said
        else "Send an access token: Authorization: Bearer …",
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"' if said else "Bearer"},
    )
