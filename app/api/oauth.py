"""The token endpoint: client credentials in, a bearer token out (RFC 6749, 4.4; iso.md S1).

Tokens are opaque and kept as digests, not signed: each call looks its token up anyway, so whoever
revokes a client ends its tokens at that moment, and there is no key to keep or to change. Authlib
speaks the protocol; errors have the protocol's own shape.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from authlib.integrations.flask_oauth2.authorization_server import AuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Payload
from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from flask import Request, Response, abort, request
from werkzeug.datastructures import ImmutableMultiDict

from app.api.limits import Limiter
from app.domain.caller import counted_as
from app.domain.client import TOKEN_LIFE, Scope, digest, new_secret, secret_fits
from app.domain.guard import guarded
from app.parts import Parts
from app.queries.api.clients import KnownClient, find_client
from app.usecases.issue_token import issue_token

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 8_192
# In a minute: of one client from one address, and of one address. A token lasts for an hour.
TOKENS = 60
TRIES = 300
_METHODS = ("client_secret_basic", "client_secret_post")

# It would say what it issued.
logging.getLogger("authlib").setLevel(logging.INFO)


class _Client(ClientMixin):
    """A client as the library asks about it; one that is not there fits no secret."""

    def __init__(self, known: KnownClient) -> None:
        self.known = known

    def check_client_secret(self, client_secret: str) -> bool:
        return secret_fits(client_secret, self.known.digests)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in _METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == ClientCredentialsGrant.GRANT_TYPE

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return what is granted of what was asked for; all where nothing was, None for nothing."""
        asked = (scope or "").split() or self.known.scopes
        return " ".join(each for each in self.known.scopes if each in asked) or None


class _Payload(FlaskOAuth2Payload):
    """What was sent in the body: in the address it would be in everybody's logs."""

    @property
    def data(self) -> ImmutableMultiDict[str, str]:
        return self._request.form


class _TokenRequest(OAuth2Request):
    """A request for a token, as the library reads it."""

    def __init__(self, sent: Request) -> None:
        # The library insists on TLS in the address; that is for the proxy in front to end.
        super().__init__(method=sent.method, uri="https://token", headers=_readable(sent))
        self._sent = sent
        self.payload: Any = _Payload(sent)
        self.client: Any = None

    @property
    def form(self) -> ImmutableMultiDict[str, str]:
        return self._sent.form


class _Grant(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = list(_METHODS)  # noqa: RUF012 -- as the library has it

    def validate_token_request(self) -> None:
        """Refuse a parameter that is given twice (RFC 6749, 3.2): which one counts is a guess."""
        payload: Any = self.request.payload
        if any(len(values) > 1 for values in payload.datalist.values()):
            said = "A parameter is given more than once."
            raise InvalidRequestError(said)  # type: ignore[no-untyped-call]  # it has no types
        super().validate_token_request()  # type: ignore[no-untyped-call]  # it has no types


class _Server(AuthorizationServer):
    def __init__(self, parts: Parts) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # it has no types
        self._parts = parts
        self.load_config(  # type: ignore[no-untyped-call]  # it has no types
            {
                "OAUTH2_SCOPES_SUPPORTED": [scope.value for scope in Scope],
                "OAUTH2_ACCESS_TOKEN_GENERATOR": lambda **_: new_secret(),
                "OAUTH2_TOKEN_EXPIRES_IN": {
                    _Grant.GRANT_TYPE: int(TOKEN_LIFE.total_seconds()),
                },
            }
        )
        self.register_grant(_Grant)  # type: ignore[no-untyped-call]  # it has no types

    def create_oauth2_request(self, _request: object) -> _TokenRequest:
        return _TokenRequest(request)

    def query_client(self, client_id: str) -> _Client:
        # Never None: whether there is such a client is nobody's business.
        if not client_id.isprintable():
            return _Client(KnownClient(client_id))
        return _Client(find_client(self._parts.sessions, client_id, now=self._parts.clock()))

    def save_token(self, token: dict[str, Any], asked: _TokenRequest) -> None:
        issue_token(
            self._parts.sessions,
            client_number=asked.client.known.number,
            token=token["access_token"],
            scope=token["scope"],
            now=self._parts.clock(),
        )


def token_view(parts: Parts, limiter: Limiter) -> Callable[[], Response]:
    """Return the view of /oauth/token."""
    server = _Server(parts)

    @guarded("client")
    def token() -> Response:
        request.max_content_length = MOST_BYTES
        if request.mimetype != FORM:
            abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send {FORM}")
        caller = counted_as(request.remote_addr)
        limiter.admit_a_minute(f"tokens:{_who()}:{caller}", TOKENS)
        limiter.admit_a_minute(f"tries:{caller}", TRIES)
        answer = server.create_token_response()  # type: ignore[no-untyped-call]  # it has no types
        return cast(Response, answer)

    return token


def _readable(sent: Request) -> dict[str, str]:
    """Return the header that a client signs in with, where there is one that can be read."""
    if sent.authorization is None:
        return {}
    return {"Authorization": sent.headers["Authorization"]}


def _who() -> str:
    """Return the client's id as it was sent, so that no more than a digest of it is kept."""
    basic = request.authorization
    given = (basic.username if basic else None) or request.form.get("client_id", "")
    return digest(given)[:16]
