"""ISO's OAuth2 tokens: client credentials, two scopes and no other (I2)."""

import hmac
import secrets
from collections.abc import Mapping
from http import HTTPStatus

from werkzeug.datastructures import Authorization

from app.sandbox.clock import Clock
from app.sandbox.dials import Dials
from app.sandbox.iso.refused import Refused
from app.sandbox.settings import Credentials
from app.sandbox.shelf import Document, Shelf

SCOPES = frozenset({"programs.read", "programs.write"})
COLLECTION = "iso/tokens"


class TokenError(Exception):
    """The token address turns the client away in OAuth2's own words (RFC 6749, 5.2)."""

    def __init__(self, error: str, status: HTTPStatus) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


class Tokens:
    """Tokens given out, good until the sandbox's clock passes their end."""

    def __init__(self, shelf: Shelf, clock: Clock, dials: Dials, credentials: Credentials) -> None:
        self._shelf = shelf
        self._clock = clock
        self._dials = dials
        self._credentials = credentials

    def grant(self, form: Mapping[str, str], basic: Authorization | None) -> Document:
        """Return the token answer; TokenError for a wrong grant, client or scope."""
        if form.get("grant_type") != "client_credentials":
            raise TokenError("unsupported_grant_type", HTTPStatus.BAD_REQUEST)
        shown = (form.get("client_id", ""), form.get("client_secret", ""))
        if basic is not None and basic.type == "basic":
            shown = (basic.username or "", basic.password or "")
        expected = (self._credentials.iso_client_id, self._credentials.iso_client_secret)
        if not all(map(_same, shown, expected)):
            raise TokenError("invalid_client", HTTPStatus.UNAUTHORIZED)
        scopes = set(form.get("scope", "").split()) or set(SCOPES)
        if not scopes <= SCOPES:
            raise TokenError("invalid_scope", HTTPStatus.BAD_REQUEST)
        return self._issue(" ".join(sorted(scopes)))

    def check(self, authorization: str, system_token: str, scope: str) -> None:
        """Refuse with 401 or 403 unless the bearer token is good and covers the scope.

        ``x-system-token`` is looked at only when the sandbox was given one to expect (I9).
        """
        token = authorization.removeprefix("Bearer ")
        kept = self._shelf.get(COLLECTION, token) if token != authorization else None
        if kept is None or kept["until"] <= self._clock.now() or self._is_used_up(kept):
            raise Refused(HTTPStatus.UNAUTHORIZED, "Token missing, unknown or expired")
        expected = self._credentials.iso_system_token
        if expected and not _same(system_token, expected):
            raise Refused(HTTPStatus.UNAUTHORIZED, "x-system-token missing or wrong")
        if scope not in kept["scope"].split():
            raise Refused(HTTPStatus.FORBIDDEN, f"Scope {scope} is needed")

    def _is_used_up(self, kept: Document) -> bool:
        """Count a use, and say whether the token ends early: after so many (0: never)."""
        most = int(self._dials.habit("iso", "token_uses"))
        uses: int = kept.get("uses", 0) + 1
        self._shelf.put(COLLECTION, kept["token"], kept | {"uses": uses})
        return 0 < most < uses

    def expire(self) -> None:
        """End every token now, long before the time it was promised for."""
        for kept in self._shelf.all(COLLECTION):
            self._shelf.put(COLLECTION, kept["token"], kept | {"until": 0})

    def _issue(self, scope: str) -> Document:
        token = secrets.token_urlsafe(24)
        seconds = int(self._dials.habit("iso", "token_seconds"))
        self._shelf.put(
            COLLECTION,
            token,
            {"token": token, "scope": scope, "until": self._clock.now() + seconds},
        )
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": seconds,
            "scope": scope,
        }


def _same(shown: str, expected: str) -> bool:
    return hmac.compare_digest(shown.encode(), expected.encode())
