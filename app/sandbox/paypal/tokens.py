"""PayPal's bearer tokens: given to whoever knows the client's secret."""

import hmac
import secrets

from werkzeug.datastructures import Authorization

from app.sandbox.paypal.errors import TokenError
from app.sandbox.paypal.world import World
from app.sandbox.shelf import Document

TOKENS = "paypal/tokens"
SECONDS = 32_400
SCOPE = "https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/payments/refund"


def grant(world: World, shown: Authorization | None, grant_type: str) -> Document:
    """Return the answer to a request for a token; TokenError for a stranger."""
    given = (
        (shown.username or "", shown.password or "")
        if shown and shown.type == "basic"
        else ("", "")
    )
    expected = (world.client_id, world.client_secret)
    if not all(
        hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(given, expected, strict=True)
    ):
        raise TokenError("invalid_client", "Client Authentication failed")
    if grant_type != "client_credentials":
        raise TokenError("unsupported_grant_type", "Grant Type is not supported")
    token = f"A21AA{secrets.token_urlsafe(48)}"
    world.shelf.put(TOKENS, token, {"token": token, "until": world.clock.now() + SECONDS})
    return {
        "scope": SCOPE,
        "access_token": token,
        "token_type": "Bearer",
        "app_id": "APP-80W284485P519543T",
        "expires_in": SECONDS,
        "nonce": f"{world.stamp()}{secrets.token_urlsafe(24)}",
    }


def check(world: World, authorization: str) -> None:
    """Let in whoever shows a token that is good; TokenError turns all others away."""
    kind, _, token = authorization.partition(" ")
    kept = world.shelf.get(TOKENS, token) if kind == "Bearer" and token else None
    if kept is None or kept["until"] <= world.clock.now():
        raise TokenError("invalid_token", "Token signature verification failed")


def end_all(world: World) -> None:
    """End every token before its time."""
    with world.shelf.together():
        for kept in world.shelf.all(TOKENS):
            world.shelf.delete(TOKENS, kept["token"])
