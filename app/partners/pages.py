"""Fetches a page of somebody's site, to look at it: no partner, and nothing is told.

The address is anybody's, so it may lead to what only this machine or its network may see: just
http and https, usual ports, public numbers; the number that was looked at is the one that is
called, and each redirect is looked at anew. Not here: judging the page (domain/embed_doctor.py).
"""

import socket
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from app import logs
from app.domain.host_page import HostPage, PageUnread
from app.partners.http import CONNECT_SECONDS, tls
from app.partners.watch import Watchman

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 1_000_000
MOST_REDIRECTS = 5
SECONDS = 10.0
_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")
_HEADERS = {
    "Accept": "text/html",
    "Accept-Encoding": "identity",
    "User-Agent": "Coursedesk (looks at pages that embed its forms)",
}
_WATCHMAN = Watchman()
Resolve = Callable[[str, int], Iterable[str]]


class PageRefused(Exception):
    """An address that is not called; the text says why, to a person."""


def numbers_of(host: str, port: int) -> Sequence[str]:
    """Return the numbers of a host.

    Raises:
        OSError: nobody knows it.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to call: an address, and the number of its host that was looked at."""

    parts: SplitResult
    host: str
    port: int
    number: str

    @property
    def url(self) -> str:
        shown = f"[{self.number}]" if ":" in self.number else self.number
        path = self.parts.path or "/"
        query = f"?{self.parts.query}" if self.parts.query else ""
        return f"{self.parts.scheme}://{shown}:{self.port}{path}{query}"

    @property
    def named(self) -> str:
        """Return the host as a header names it."""
        usual = self.port == _PORTS[self.parts.scheme]
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if usual else f"{host}:{self.port}"


class Pages:
    """Reads pages; ``local``: also those of this machine, as where the desk is only tried out.

    ``resolve`` finds a host's numbers, ``seconds`` is how long all of it may take.
    """

    def __init__(
        self, *, local: bool = False, resolve: Resolve = numbers_of, seconds: float = SECONDS
    ) -> None:
        self._local = local
        self._resolve = resolve
        self._seconds = seconds

    def read(self, address: str) -> HostPage | PageUnread:
        """Return the page, or why there is none to look at; it follows five redirects."""
        until = time.monotonic() + self._seconds
        try:
            for _ in range(MOST_REDIRECTS + 1):
                target = self._target(address)
                found = self._fetch(target, address, until=until)
                if isinstance(found, HostPage):
                    return found
                address = urljoin(address, found)
        except PageRefused as refused:
            return PageUnread(str(refused))
        return PageUnread(f"It leads on more than {MOST_REDIRECTS} times.")

    def _target(self, address: str) -> _Target:
        """Return where to call.

        Raises:
            PageRefused: not there.
        """
        try:
            parts = urlsplit(address)
            host, given = parts.hostname or "", parts.port
        except ValueError as error:
            raise PageRefused("This is no web address.") from error
        if parts.scheme not in _PORTS or not host:
            raise PageRefused("Only addresses that begin with http:// or https:// are looked at.")
        if parts.username or parts.password:
            raise PageRefused("An address with a name and password in it is not looked at.")
        port = given or _PORTS[parts.scheme]
        if not self._local and port not in _PORTS.values():
            raise PageRefused(f"Port {port} is none that websites are at; it is not looked at.")
        try:
            numbers = list(self._resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise PageRefused(f"There is no host called {host}.") from error
        # One that has a public number and another besides is up to something.
        if not numbers or not all(self._may_be_called(each) for each in numbers):
            raise PageRefused(f"{host} is in a private network, where nothing is looked at.")
        return _Target(parts, host, port, numbers[0])

    def _may_be_called(self, number: str) -> bool:
        found = ip_address(number.partition("%")[0])
        return is_public(found) or (self._local and found.is_loopback)

    def _fetch(self, target: _Target, address: str, *, until: float) -> HostPage | str:
        """Return the page, or the address it leads on to.

        Raises:
            PageRefused: nothing that can be read came.
        """
        import httpx

        left = max(until - time.monotonic(), 0.001)
        with httpx.Client(verify=tls(), follow_redirects=False, trust_env=False) as client:
            try:
                with (
                    _WATCHMAN.watching(until=until) as watch,
                    client.stream(
                        "GET",
                        target.url,
                        headers={**_HEADERS, "Host": target.named},
                        timeout=httpx.Timeout(left, connect=min(left, CONNECT_SECONDS)),
                        extensions={"sni_hostname": target.host, "trace": watch},
                    ) as response,
                ):
                    return _read(response, target, address)
            except (httpx.TransportError, httpx.InvalidURL) as error:
                kind = type(error).__name__
                raise PageRefused(f"{target.host} did not answer as it should ({kind}).") from error


def is_public(number: IPv4Address | IPv6Address) -> bool:
    """Say whether anybody may call the number, and not just its own network.

    An IPv4 number that an IPv6 one carries is looked at instead.
    """
    if isinstance(number, IPv6Address):
        carried = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        if carried is None and number in _NAT64:
            carried = IPv4Address(number.packed[-4:])
        if carried is not None:
            return is_public(carried)
    return number.is_global and not number.is_multicast


def _read(response: "httpx.Response", target: _Target, address: str) -> HostPage | str:
    logs.log().info("looked at a page", host=target.host, status=response.status_code)
    if response.has_redirect_location:
        return response.headers["location"]
    said = response.headers
    return HostPage(
        address=address,
        status=response.status_code,
        content_type=said.get("content-type", ""),
        policies=tuple(said.get_list("content-security-policy")),
        text=_body(response).decode(response.charset_encoding or "utf-8", "replace"),
    )


def _body(response: "httpx.Response") -> bytes:
    """Return as much of the body as is looked at, unpacked."""
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) >= MOST_BYTES:
            break
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed == "identity":
        return bytes(body[:MOST_BYTES])
    try:
        # gzip and deflate; never more than so much, however small it came.
        return zlib.decompressobj(47).decompress(bytes(body), MOST_BYTES)
    except zlib.error as error:
        raise PageRefused("It came packed, although it was asked for plain.") from error
