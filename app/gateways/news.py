"""What every gateway's notice goes through: is it JSON, has it the names. Not here: trust."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.news import GatewayNews

NO_EVENT = "not an event"
# The text of a header by its name, whatever its case; empty where there is none.
Header = Callable[[str], str]
NewsReader = Callable[[bytes, Header], GatewayNews]


@dataclass(eq=False)
class NewsRefused(ValueError):
    """What came is not an event that the gateway sent us; ``reason`` is for its sender."""

    reason: str

    def __str__(self) -> str:
        return self.reason


class NewsUnproven(Exception):
    """Whether the gateway sent it cannot be found out now: it is to come again."""


def read_event(body: bytes) -> dict[str, Any]:
    """Return the event; NewsRefused where the body is no JSON object."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NewsRefused(NO_EVENT) from error
    if not isinstance(event, dict):
        raise NewsRefused(NO_EVENT)
    return event


def text_of(event: object, *path: str, limit: int = 255) -> str:
    """Return the text at a path of names; NewsRefused where it is missing or no name."""
    value = found(event, *path)
    if value is None:
        raise NewsRefused(f"{NO_EVENT}: {'.'.join(path)} is missing")
    return name_of(value, ".".join(path), limit=limit)


def found(event: object, *path: str) -> object:
    """Return whatever is at a path of names, or None."""
    value: Any = event
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def name_of(value: object, path: str, *, limit: int = 255) -> str:
    """Return a value that can be a name; NewsRefused where it cannot."""
    # Half a surrogate pair or a NUL is kept by no database, nor is more than a column's length.
    if not isinstance(value, str) or len(value) > limit or not value.isprintable():
        raise NewsRefused(f"{NO_EVENT}: {path} is no name")
    return value
