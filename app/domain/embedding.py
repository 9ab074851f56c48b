"""Forms and lists inside somebody else's site: which sites may, where back to, what the host says.

Not here: the pages (web/embed), looking at a host's page (embed_doctor.py).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlencode, urlsplit

SITE_LIMIT = 255
BACK_LIMIT = 500
# Where the script is; another version that behaves otherwise has another address.
SCRIPT = "/embed/v1.js"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


class EmbedKind(StrEnum):
    """What can be embedded: the form of a class, or the classes of a program or at a venue."""

    CLASS = "class"
    PROGRAM = "program"
    VENUE = "venue"


@dataclass(eq=False)
class SiteRefused(ValueError):
    """An address that cannot be a site; ``reason`` is shown to whoever wrote it."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False)
class FormSentAlready(Exception):
    """The embedded form was sent before, with other answers: it makes one order and no second."""

    def __str__(self) -> str:
        return "This form was sent already"


def clean_site(text: str) -> str:
    """Return the origin of a site's address, as browsers write it: ``https://www.example.org``.

    Raises:
        SiteRefused: no address, one for several sites, or plain HTTP outside this machine.
    """
    written = " ".join(text.split())
    if not written:
        raise SiteRefused("Enter the address of the site, like https://www.example.org")
    if "*" in written:
        raise SiteRefused("Enter each site by itself: * would let in sites that are not theirs")
    parts = _split(written if "//" in written else f"https://{written}")
    if parts is None or parts.scheme not in _DEFAULT_PORTS:
        raise SiteRefused("Enter a web address, like https://www.example.org")
    if parts.username or parts.password:
        raise SiteRefused("Enter the address without a name and password in it")
    site = _origin(parts)
    if len(site) > SITE_LIMIT:
        raise SiteRefused(f"The address must be {SITE_LIMIT} characters or fewer")
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise SiteRefused(
            "The site must have https: what is typed into a page on plain HTTP can be read and"
            " changed on its way"
        )
    return site


def site_of(address: str) -> str:
    """Return the origin of an address, or nothing where it is none that could be a site's."""
    try:
        return clean_site(address) if "://" in address else ""
    except SiteRefused:
        return ""


def origin_of(address: str) -> str:
    """Return the origin of any web address, ours on plain HTTP too; nothing where it is none."""
    parts = _split(address)
    return _origin(parts) if parts is not None and parts.scheme in _DEFAULT_PORTS else ""


def allowed_back(address: str, *, site: str) -> str:
    """Return the address to lead back to, if it is on that very site; else nothing."""
    told = address.strip()
    if not site or len(told) > BACK_LIMIT or not told.isprintable() or '"' in told:
        return ""
    return told if site_of(told) == site else ""


def frame_ancestors(sites: Iterable[str]) -> str:
    """Return the directive of a page that only these sites may show in a frame."""
    return "frame-ancestors " + (" ".join(sites) or "'none'")


def host_lines(base_url: str) -> tuple[str, str]:
    """Return what a strict Content-Security-Policy of the host's has to have, a directive each."""
    desk = origin_of(base_url)
    return f"script-src {desk}{SCRIPT}", f"frame-src {desk}"


def is_this_machine(host: str) -> bool:
    """Say whether a host is the machine itself, by name or number."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address, or None where it has no host or a port that is none."""
    try:
        parts = urlsplit(address)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        return None
    return parts if host and port != 0 else None


def _origin(parts: SplitResult) -> str:
    host = _host(parts.hostname or "")
    port = parts.port
    shown = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def _host(written: str) -> str:
    """Return a host's name in plain letters, an IPv6 number in brackets; nothing where none."""
    try:
        number = ip_address(written)
    except ValueError:
        host = written.rstrip(".").encode("idna").decode().lower()
        return host if _HOST.fullmatch(host) else ""
    return f"[{number}]" if number.version == 6 else str(number)


@dataclass(frozen=True, slots=True)
class Snippet:
    """What a host puts into its page: a link that works by itself, made a form by our script.

    ``text`` is what the link says; ``source`` a lead source's code, ``language`` a language tag and
    ``back`` an address on the host's site, each empty where it is left out.
    """

    kind: EmbedKind
    code: str
    text: str
    source: str = ""
    language: str = ""
    back: str = ""

    def link(self, base_url: str) -> str:
        """Return the address that the link leads to where no script runs."""
        asked = {"source": self.source} if self.source else {}
        if self.kind is EmbedKind.CLASS:
            return _address(f"{base_url}/classes/{quote(self.code, safe='')}/register", asked)
        more = {"of": self.kind.value, **asked}
        return _address(f"{base_url}/embed/{quote(self.code, safe='')}", more)

    def attributes(self) -> tuple[tuple[str, str], ...]:
        """Return the link's further attributes, those that are not empty."""
        given = {
            "data-coursedesk": self.code,
            "data-of": self.kind.value,
            "data-source": self.source,
            "data-lang": self.language,
            "data-back": self.back,
        }
        return tuple((name, value) for name, value in given.items() if value)

    def html(self, base_url: str) -> str:
        """Return it as it is pasted."""
        said = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes())
        link = f'<a href="{escape(self.link(base_url))}"{said}>{escape(self.text)}</a>'
        return f"{link}\n{script_tag(base_url)}"


def script_tag(base_url: str) -> str:
    """Return the element that loads our script."""
    return f'<script src="{escape(base_url)}{SCRIPT}" async></script>'


def _address(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
