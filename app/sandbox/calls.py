"""The calls each partner received: an append-only log, so that history can be seen, not only state.

Here: one call, the log, and how a view adds what it knows. Not here: bodies, queries, names.
"""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import request

from app.sandbox.shelf import Document, Shelf

ENVIRON_KEY = "sandbox.call"


@dataclass(slots=True)
class Call:
    """One call as a partner would write it in its own log.

    ``key`` is the product's key of what the call was about; ``template`` the address without its
    values; ``verdict`` what came of it in a few words; ``fault`` the dial that was met.
    """

    partner: str
    method: str
    at: str
    template: str
    key: str = ""
    verdict: str = ""
    status: int = 0
    milliseconds: float = 0.0
    fault: str = ""
    warnings: list[str] = field(default_factory=list)

    def heard(self, key: object) -> None:
        """Note the product's key of what the call is about."""
        self.key = str(key or "")[:200]

    def judged(self, verdict: str) -> None:
        """Note what came of the call."""
        self.verdict = verdict


def instant(seconds: float) -> str:
    """Return seconds since 1970 UTC as ``yyyy-MM-ddTHH:mm:ss.SSSZ``."""
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def current() -> Call:
    """Return the call being answered, inside a view."""
    call: Call = request.environ[ENVIRON_KEY]
    return call


class Calls:
    """The log of all partners' calls."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def record(self, call: Call) -> None:
        """Append the finished call."""
        self._shelf.append(f"calls/{call.partner}", asdict(call))

    def of(self, partner: str) -> list[Document]:
        """Return every call the partner received, oldest first."""
        return self._shelf.all(f"calls/{partner}")

    def newest(self, partner: str, count: int) -> list[dict[str, Any]]:
        """Return the partner's newest calls, newest first."""
        return self._shelf.latest(f"calls/{partner}", count)
