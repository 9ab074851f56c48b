"""The one place that calls out to partners over HTTP, and what can come of a call, as values.

Here: what is sent, how long it may take, what is logged, whether an effect is possible. Not here:
what a body means; each partner's ``reply`` says that.
The client is loaded with the first call: every process knows the partners, and only workers call.
"""

import json
import logging
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from app import logs
from app.domain.contract import Trouble, Unreachable
from app.domain.exchange import Direction, Exchange
from app.partners.pace import Pace
from app.partners.retry_after import parse_date, parse_retry_after
from app.partners.watch import Watchman

if TYPE_CHECKING:
    import httpx

LARGEST_ANSWER = 1_000_000
LONGEST_WORDS = 300
CONNECT_SECONDS = 5.0
# How long a partner that does not accept *us* is left alone: nothing changes until a person acts.
CONFIGURATION_PAUSE = timedelta(seconds=60)

# The client's own log lines carry whole addresses and headers; ours below replace them.
for _chatty in ("httpx", "httpcore"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)


class AddressRefused(ValueError):
    """A base address that must not be called; the text names the setting."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request; ``path`` is a template filled from ``values``, ``until`` a monotonic moment."""

    method: str
    path: str
    key: str
    until: float
    values: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody answered; ``body`` is empty where it could not be used."""

    status: int
    body: bytes
    retry_after: timedelta | None = None
    date: datetime | None = field(default=None, compare=False)

    @property
    def ok(self) -> bool:
        """Whether the status says success."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class NotSent:
    """Not one byte of the request went out: nothing took effect."""

    words: str


@dataclass(frozen=True, slots=True)
class Lost:
    """It went out and no usable answer came back: it may have taken effect."""

    words: str


Reply = Answer | NotSent | Lost

_WATCHMAN = Watchman()


def deadline(time_out: timedelta) -> float:
    """Return the monotonic moment at which ``time_out`` is used up."""
    return time.monotonic() + time_out.total_seconds()


class Caller:
    """Calls one base address; threads may share it.

    Each call opens its own connection: on a kept one, a server that closes it just then makes a
    lost answer out of a request it never read.

    Args:
        base: the address that every path is added to.
        setting: the setting it comes from, for the refusal's words.
        pace: says when the next call may go out; without one each goes at once.
        partner: whom it calls, for what is kept of it.
        keep: is handed every call with its answer; it must neither wait nor fail.

    Raises:
        AddressRefused: not an address, or plain HTTP outside loopback.
    """

    def __init__(
        self,
        base: str,
        *,
        setting: str,
        pace: Pace | None = None,
        partner: str = "",
        keep: Callable[[Exchange], None] = lambda _: None,
    ) -> None:
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AddressRefused(f"{setting} must be an http(s) address")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise AddressRefused(f"{setting} must be https: plain HTTP is for loopback only")
        self._pace = pace
        self._partner, self._keep = partner, keep
        self._base = base.rstrip("/")
        self._host = parts.netloc.rpartition("@")[2]
        self._prefix = parts.path.rstrip("/")

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx

        return httpx.Client(
            verify=tls(),
            follow_redirects=False,
            trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def admit(self) -> bool:
        """Wait some seconds for the turn of this thread's next call, or say that too many wait."""
        return self._pace is None or self._pace.admit()

    def send(self, call: Call) -> Reply:
        """Send the request once, log it without anything personal, and return what came of it."""
        if self._pace is not None:
            self._pace.wait()
        at, started = datetime.now(UTC), time.monotonic()
        reply = self._exchange(call)
        took = round((time.monotonic() - started) * 1000)
        logs.log().info(
            "called out",
            method=call.method,
            host=self._host,
            path=self._prefix + call.path,
            status=reply.status if isinstance(reply, Answer) else type(reply).__name__,
            key=call.key,
            milliseconds=took,
        )
        self._keep(self._kept(call, reply, at=at, milliseconds=took))
        return reply

    def _kept(self, call: Call, reply: Reply, *, at: datetime, milliseconds: int) -> Exchange:
        answer = reply if isinstance(reply, Answer) else None
        return Exchange(
            at=at,
            partner=self._partner,
            direction=Direction.OUT,
            method=call.method,
            address=f"{self._host}{self._prefix}{call.path}",
            status=answer.status if answer else None,
            ending="" if isinstance(reply, Answer) else reply.words,
            milliseconds=milliseconds,
            key=call.key,
            delivery=logs.delivery(),
            sent=call.body,
            received=answer.body if answer else b"",
        )

    def _exchange(self, call: Call) -> Reply:
        import httpx

        left = call.until - time.monotonic()
        if left <= 0:
            return NotSent("there was no time left to call")
        with _WATCHMAN.watching(until=call.until) as watch:
            try:
                with self._client.stream(
                    call.method,
                    self._base + _fill(call.path, call.values),
                    headers={"Accept-Encoding": "identity", **call.headers},
                    content=call.body or None,
                    timeout=httpx.Timeout(left, connect=min(left, CONNECT_SECONDS)),
                    extensions={"trace": watch},
                ) as response:
                    return _answer(response)
            except httpx.TransportError as error:
                kind = type(error).__name__
                if watch.sent:
                    return Lost(f"sent, but no usable answer came ({kind})")
                return NotSent(f"no connection ({kind})")


@cache
def tls() -> ssl.SSLContext:
    """Return what certificates are checked with; made once."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def is_loopback(host: str) -> bool:
    """Say whether the host is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fill(template: str, values: Mapping[str, str]) -> str:
    # A value of dots alone would climb out of its place in the path.
    quoted = {name: quote(value, safe="") for name, value in values.items()}
    safe = {name: v.replace(".", "%2E") if not v.strip(".") else v for name, v in quoted.items()}
    return template.format_map(safe)


def _answer(response: "httpx.Response") -> Reply:
    body = _body(response)
    if body is None and response.is_success:
        return Lost("sent, but the answer is too large or packed")
    after = parse_retry_after(response.headers.get("retry-after", ""), now=datetime.now(UTC))
    return Answer(
        status=response.status_code,
        body=body or b"",
        retry_after=after,
        date=parse_date(response.headers.get("date", "")),
    )


def _body(response: "httpx.Response") -> bytes | None:
    """Return the body as sent; None when over the limit, or packed although we asked for plain."""
    if response.headers.get("content-encoding", "identity") != "identity":
        return None
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            return None
    return bytes(body)


def read_json(body: bytes) -> Any:
    """Return what the JSON says, or None when it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def one_line(text: object) -> str:
    """Return a partner's words as one printable line of at most 300 characters."""
    line = " ".join(str(text).split())
    return "".join(letter for letter in line if letter.isprintable())[:LONGEST_WORDS]


def not_now(answer: Answer, *, partner: str, words: str) -> Unreachable | None:
    """Return the outcome of the statuses that say nothing took effect and time may mend it.

    401 and 403 are ours to mend: the words say so, and the partner is left alone for a minute.
    Redirects are not followed (somebody else would read what we send). None for all others.
    """
    if answer.status in (401, 403):
        return configuration(partner, f"{answer.status} {words}")
    if answer.status < 200 or 300 <= answer.status < 400:
        return Unreachable(f"{partner} answered {answer.status}: redirects are not followed")
    if answer.status in (408, 425, 429) or answer.status >= 500:
        return Unreachable(
            f"{partner} answered {answer.status} {words}".strip(), answer.retry_after
        )
    return None


def configuration(partner: str, words: str) -> Unreachable:
    """Return the outcome when a partner does not accept us: a person must look at our settings."""
    said = words.strip()
    return Unreachable(
        f"configuration: {partner} does not accept our credentials ({said})",
        CONFIGURATION_PAUSE,
        trouble=Trouble.CONFIGURATION,
    )
