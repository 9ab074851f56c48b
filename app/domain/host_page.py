"""A page of somebody's site as it was fetched, and what of it matters to what it embeds.

Not here: fetching it (partners/pages.py), judging it (embed_doctor.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass(frozen=True, slots=True)
class HostPage:
    """A page that answered: its address after redirects, status, policies and text.

    ``policies`` are the values of its ``Content-Security-Policy`` headers.
    """

    address: str
    status: int
    content_type: str
    policies: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PageUnread:
    """No page could be read; ``words`` say why, to a person."""

    words: str


PageReader = Callable[[str], HostPage | PageUnread]


def nobody_reads(address: str) -> HostPage | PageUnread:
    """Read no page, where nothing may be called."""
    del address
    return PageUnread("Pages are not looked at here")


@dataclass(frozen=True, slots=True)
class Markup:
    """What a page has of ours: its scripts (address to nonce), links of ours, its own policies.

    ``modules`` are the addresses of scripts that are modules.
    """

    scripts: dict[str, str] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    links: list[Mapping[str, str]] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)


def markup_of(page: HostPage) -> Markup:
    """Return what of its markup matters; a broken page is read as far as it goes."""
    reader = _Reader(page.address)
    reader.feed(page.text)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Gathers it, element by element."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.found = Markup()
        self._base = address

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and "href" in given:
            self._base = urljoin(self._base, given["href"])
        elif tag == "script" and "src" in given:
            address = urljoin(self._base, given["src"].strip())
            self.found.scripts.setdefault(address, given.get("nonce", ""))
            if given.get("type", "").strip().lower() == "module":
                self.found.modules.add(address)
        elif tag == "a" and "data-coursedesk" in given:
            self.found.links.append(given)
        elif tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            self.found.policies.append(given.get("content", ""))
