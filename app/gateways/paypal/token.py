"""PayPal's bearer token: fetched with our credentials, kept, renewed. Not here: what it is for."""

import base64
import threading
import time
from collections.abc import Callable

from app.domain.gateway import GatewayUnreachable
from app.gateways.paypal.wire import Answer, Wire

EARLY_SECONDS = 60
# Where no life is stated; short enough to be harmless.
UNSTATED_LIFE = 300
_LONGEST_LIFE = 86_400


class TokenDesk:
    """Hands out the one token that all threads share; ``clock`` gives monotonic seconds."""

    def __init__(
        self,
        wire: Wire,
        *,
        client_id: str,
        client_secret: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wire = wire
        self._basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0

    def token(self, *, refused: str = "") -> str | GatewayUnreachable:
        """Return a token good for another minute; ``refused`` is one that PayPal turned away."""
        with self._lock:
            if self._token in ("", refused) or self._clock() >= self._renew_at:
                return self._fetch()
            return self._token

    def _fetch(self) -> str | GatewayUnreachable:
        self._token = ""
        reply = self._wire.send(
            "POST",
            "/v1/oauth2/token",
            headers={
                "Authorization": f"Basic {self._basic}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body=b"grant_type=client_credentials",
        )
        if not isinstance(reply, Answer):
            return GatewayUnreachable(reply.words)
        if reply.status in (400, 401, 403):
            return GatewayUnreachable(
                "PayPal does not accept our credentials, PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET"
                f" ({reply.status})"
            )
        said = reply.said if isinstance(reply.said, dict) else {}
        token = said.get("access_token")
        if not reply.ok or not isinstance(token, str) or not _is_a_token(token):
            return GatewayUnreachable(f"PayPal gives no usable answer ({reply.status})")
        self._token = token
        self._renew_at = self._clock() + _life(said.get("expires_in")) - EARLY_SECONDS
        return token


def _is_a_token(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def _life(stated: object) -> float:
    if isinstance(stated, int | float) and 0 < stated <= _LONGEST_LIFE:
        return stated
    return UNSTATED_LIFE
