"""ISO's bearer token: fetched with client credentials, kept, renewed (iso.md S1).

One form post through our own ``Caller``, and not Authlib's client session: that is an HTTP client
of its own, so the limits, the log and the line between not sent and lost that ``partners.http``
draws would not hold.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from app.domain.contract import Unreachable
from app.partners.http import (
    Answer,
    Call,
    Caller,
    configuration,
    not_now,
    one_line,
    read_json,
)

EARLY_SECONDS = 60
# Where no life is stated, RFC 6749 leaves it open; short enough to be harmless.
UNSTATED_LIFE = 300
_LONGEST_LIFE = 86_400


@dataclass(frozen=True, slots=True)
class Credentials:
    """What ISO gave us; ``scopes`` is space-separated (I2: from configuration)."""

    client_id: str
    client_secret: str
    scopes: str


class TokenDesk:
    """Hands out the one token all threads share.

    Args:
        caller: calls the token address itself.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        caller: Caller,
        credentials: Credentials,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._caller = caller
        self._credentials = credentials
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0

    def token(self, *, key: str, until: float, refused: str = "") -> str | Unreachable:
        """Return a token good for another minute; ``refused`` is one ISO just answered 401 to."""
        if not self._lock.acquire(timeout=max(until - time.monotonic(), 0)):
            return Unreachable("ISO: waited too long for a token")
        try:
            if self._token in ("", refused) or self._clock() >= self._renew_at:
                return self._fetch(key, until)
            return self._token
        finally:
            self._lock.release()

    def _fetch(self, key: str, until: float) -> str | Unreachable:
        self._token = ""
        mine = self._credentials
        form = {
            "grant_type": "client_credentials",
            "client_id": mine.client_id,
            "client_secret": mine.client_secret,
            "scope": mine.scopes,
        }
        reply = self._caller.send(
            Call(
                "POST",
                "",
                key=key,
                until=until,
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept": "application/json",
                },
                body=urlencode(form).encode(),
            )
        )
        if not isinstance(reply, Answer):
            return Unreachable(f"ISO token: {reply.words}")
        return self._read(reply)

    def _read(self, answer: Answer) -> str | Unreachable:
        found = read_json(answer.body)
        said = found if isinstance(found, dict) else {}
        words = one_line(said.get("error_description") or said.get("error") or "")
        if later := not_now(answer, partner="ISO token", words=words):
            return later
        if not answer.ok:
            return configuration("ISO token", f"{answer.status} {words}")
        token = said.get("access_token")
        if not isinstance(token, str) or not token.isascii() or not _one_word(token):
            return Unreachable("ISO token: the answer holds no token")
        self._token = token
        self._renew_at = self._clock() + _life(said.get("expires_in")) - EARLY_SECONDS
        return token


def _one_word(text: str) -> bool:
    return bool(text) and text.isprintable() and " " not in text


def _life(stated: object) -> float:
    if isinstance(stated, int | float) and 0 < stated <= _LONGEST_LIFE:
        return stated
    return UNSTATED_LIFE
