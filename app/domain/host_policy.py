"""A host's Content-Security-Policy: what it lets in, and the line that lets ours in (CSP3).

Not here: anything else of its page (host_page.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

# What decides, the first one that a policy has.
SCRIPTS = ("script-src-elem", "script-src", "default-src")
FRAMES = ("frame-src", "child-src", "default-src")
_USUAL: dict[tuple[str, ...], str] = {SCRIPTS: "script-src", FRAMES: "frame-src"}
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: sources by directive. All of a page's policies must let a thing in."""

    directives: dict[str, tuple[str, ...]]

    def deciding(self, names: tuple[str, ...]) -> str | None:
        """Return the directive that decides, or None where everything is let in."""
        return next((name for name in names if name in self.directives), None)

    def lets_in(self, names: tuple[str, ...], address: str, *, page: str, nonce: str = "") -> bool:
        """Say whether the page at ``page`` may load the address; ``nonce`` is its element's."""
        name = self.deciding(names)
        if name is None:
            return True
        sources = self.directives[name]
        if nonce and f"'nonce-{nonce}'" in sources:
            return True
        if names is SCRIPTS and self.trusts_nonces_alone(name):
            return False
        there, here = urlsplit(address), urlsplit(page)
        return any(_matches(source, there, here) for source in sources)

    def trusts_nonces_alone(self, name: str) -> bool:
        """Say whether the directive passes over addresses, as *strict-dynamic* does."""
        return "'strict-dynamic'" in self.directives[name]

    def mended(self, names: tuple[str, ...], source: str) -> str:
        """Return the directive as it would let the source in, with everything it lets in now.

        Where *default-src* decides, a directive of its own is made for it.
        """
        name = self.deciding(names) or names[0]
        own = _USUAL[names] if name == "default-src" else name
        kept = [each for each in self.directives.get(name, ()) if each != "'none'"]
        return " ".join((own, *kept, source))


def policies_from(values: Sequence[str]) -> tuple[Policy, ...]:
    """Return the policies of headers, each of which may hold several, with a comma between."""
    each = (part for value in values for part in value.split(","))
    return tuple(Policy(dict(_directives(text))) for text in each if text.strip())


def _directives(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    seen = set()
    for part in text.split(";"):
        name, *sources = part.split() or [""]
        # Of two that have one name the first counts.
        if name and name.lower() not in seen:
            seen.add(name.lower())
            yield name.lower(), tuple(sources)


def _matches(source: str, there: SplitResult, page: SplitResult) -> bool:
    """Say whether a source lets an address in (CSP3 6.7.2.8)."""
    if source == "*":
        return there.scheme in _DEFAULT_PORTS or there.scheme == page.scheme
    if source.lower() == "'self'":
        return _same_scheme(page.scheme, there.scheme) and _place(page) == _place(there)
    if source.startswith("'"):
        return False
    if source.endswith(":") and "/" not in source:
        return _same_scheme(source[:-1].lower(), there.scheme)
    return _host_matches(source, there, page)


def _host_matches(source: str, there: SplitResult, page: SplitResult) -> bool:
    scheme, found, rest = source.partition("://")
    if not found:
        scheme, rest = page.scheme, source
    place, slash, path = rest.partition("/")
    host, _, port = place.partition(":") if not place.startswith("[") else (place, "", "")
    own = there.hostname or ""
    wild = host.startswith("*.")
    fits = own.endswith(host[1:].lower()) if wild else own == host.lower()
    if not (_same_scheme(scheme.lower(), there.scheme) and fits):
        return False
    if port != "*" and int(port or _DEFAULT_PORTS[there.scheme]) != _port(there):
        return False
    wanted = f"{slash}{path}"
    return not wanted or _path_fits(wanted, there.path)


def _path_fits(wanted: str, path: str) -> bool:
    return path.startswith(wanted) if wanted.endswith("/") else path == wanted


def _same_scheme(wanted: str, scheme: str) -> bool:
    return wanted == scheme or (wanted, scheme) == ("http", "https")


def _place(parts: SplitResult) -> tuple[str, int | None]:
    return parts.hostname or "", _port(parts)


def _port(parts: SplitResult) -> int | None:
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)
