"""Reading one setting: what is well formed, and the one line said about what is not.

Here: text from the environment turned into checked values. Not here: which settings there are.
"""

import ipaddress
import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parents[2]

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingError(Exception):
    """A setting is missing or malformed; the text is one line that names it, never its value."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Reader:
    """The environment, one checked setting at a time; an empty value counts as unset."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str | None:
        """Return the trimmed value, or None when unset; control characters are refused."""
        value = self._environment.get(name, "").strip()
        if any(ord(character) < 32 for character in value):
            raise SettingError(name, "must be one line of text")
        return value or None

    def required(self, name: str, *, because: str) -> str:
        """Return the value; unset raises SettingError with the reason given."""
        value = self.text(name)
        if value is None:
            raise SettingError(name, f"is required {because}")
        return value

    def one_of(self, name: str, choices: Sequence[str]) -> str:
        """Return one of the choices; the first when it is not set."""
        value = self.text(name) or choices[0]
        if value not in choices:
            raise SettingError(name, f"must be one of {', '.join(choices)}")
        return value

    def many(self, name: str) -> tuple[str, ...]:
        """Return the words of the value, parted by commas or spaces."""
        return tuple(word for word in re.split(r"[,\s]+", self.text(name) or "") if word)

    def command(self, name: str) -> tuple[str, ...]:
        """Return a command with its arguments, as a shell would part them; empty when unset.

        Raises:
            SettingError: a quotation that does not end, or no such program.
        """
        try:
            words = tuple(shlex.split(self.text(name) or ""))
        except ValueError as error:
            raise SettingError(name, "must be a command with its arguments") from error
        if words and shutil.which(words[0]) is None:
            raise SettingError(name, "must begin with a program that is installed here")
        return words

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number within the bounds, or the default when unset."""
        value = self.text(name)
        if value is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise SettingError(name, f"must be a whole number from {least} to {most}")
        return int(value)

    def number(self, name: str, default: float, *, most: float) -> float:
        """Return a number above nought and up to `most`, or the default when unset."""
        value = self.text(name)
        if value is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", value) or not 0 < float(value) <= most:
            raise SettingError(name, f"must be a number above 0 and up to {most:g}")
        return float(value)

    def networks(self, name: str) -> tuple[IPNetwork, ...]:
        """Return IP addresses and networks, parted by commas or spaces."""
        try:
            return tuple(ipaddress.ip_network(word) for word in self.many(name))
        except ValueError as error:
            raise SettingError(name, "must be IP addresses or networks") from error

    def web_address(self, name: str) -> str | None:
        """Return an absolute http(s) address without its last slash, or None when unset."""
        value = self.text(name)
        if value is None:
            return None
        parts = split_address(name, value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingError(name, "must be an address that begins with http:// or https://")
        if parts.query or parts.fragment or parts.username or parts.password or " " in value:
            raise SettingError(name, "must be a plain address without user, query or fragment")
        return value.rstrip("/")

    def partner_address(self, name: str) -> str | None:
        """Return an address to call out to; plain http is refused except on loopback."""
        value = self.web_address(name)
        if value is not None and value.startswith("http:") and not on_loopback(value):
            raise SettingError(name, "must begin with https:// (http only on this machine)")
        return value

    def database_address(self, name: str) -> str:
        """Return an SQLAlchemy address; a relative SQLite path starts at the project's root."""
        value = self.required(name, because="(sqlite:///… or postgresql://…)")
        parts = split_address(name, value)
        if parts.scheme in ("postgres", "postgresql", "postgresql+psycopg"):
            if len(parts.path) < 2:
                raise SettingError(name, "must name a database: postgresql://user@host/database")
            return f"postgresql+psycopg://{value.split('://', 1)[1]}"
        if parts.scheme != "sqlite" or not value.startswith("sqlite:///"):
            raise SettingError(name, "must begin with sqlite:/// or postgresql://")
        path = value.removeprefix("sqlite:///")
        # Each process would see a database of its own in memory, and nothing would be kept.
        if not path or path.startswith((":memory:", "file:")) or "?" in path:
            raise SettingError(name, "must name a file: sqlite:///instance/coursedesk.db")
        return f"sqlite:///{ROOT / path}"


def split_address(name: str, value: str) -> SplitResult:
    """Split an address, its port checked; nonsense raises SettingError."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 -- reading it is the check: a port out of range raises
    except ValueError as error:
        raise SettingError(name, "is not an address") from error
    return parts


def on_loopback(address: str) -> bool:
    """Whether an address stays on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
