"""One call to PayPal over HTTP, and what can come of it. Not here: what an answer means.

The client is loaded with the first call. Redirects are not followed: somebody else would read what
we send.
"""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

LARGEST_ANSWER = 1_000_000
LONGEST_CONNECT = 5.0

# The client's own log lines carry whole addresses.
for _chatty in ("httpx", "httpcore"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """PayPal answered; ``said`` is its JSON, or None where that cannot be read."""

    status: int
    said: Any

    @property
    def ok(self) -> bool:
        """Whether the status says success."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No answer came, or none that can be used: it may have taken effect all the same."""

    words: str


Reply = Answer | NoAnswer


class Wire:
    """Calls one base address, each call within ``time_out``; threads may share it."""

    def __init__(self, base: str, *, time_out: timedelta) -> None:
        self._base = base.rstrip("/")
        self._seconds = time_out.total_seconds()

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx

        return httpx.Client(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(self._seconds, connect=min(self._seconds, LONGEST_CONNECT)),
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """Send once and return what came of it."""
        import httpx

        until = time.monotonic() + self._seconds
        try:
            with self._client.stream(
                method,
                self._base + path,
                headers={"Accept": "application/json", "Accept-Encoding": "identity", **headers},
                content=body or None,
            ) as response:
                read = _read(response, until=until)
                status = response.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return NoAnswer(f"No answer from PayPal ({type(error).__name__})")
        if read is None:
            return NoAnswer("PayPal's answer is too large, or too slow")
        return Answer(status, _json(read))


def _read(response: "httpx.Response", *, until: float) -> bytes | None:
    """Return the body; None where it is too large, or drips beyond the call's time."""
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > LARGEST_ANSWER or time.monotonic() > until:
            return None
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
