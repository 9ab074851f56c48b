"""Exchanges with partners, in both directions, and what of their bodies may be kept. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# A body is kept up to here; what is longer is cut, and says so.
LONGEST_BODY = 64_000
REDACTED = "…"
# Shorter ones would black out ordinary words.
SHORTEST_SECRET = 5
_CUT = b"\n... (cut)"

# So much more is looked at, so that no half of a secret is left at the end.
_MARGIN = 4_000
# Bounded: else a body of nothing but such words takes the square of its length.
_AROUND = r"[\w.-]{0,24}"
_SECRET = (
    rf"{_AROUND}(?:pass(?:word|wd)?|secret|token|signature|authorization|credential|api[_-]?key"
    rf"|username|user_name|private[_-]?key|cookie|session){_AROUND}"
)
# In what partners speak: JSON, forms and addresses, XML. A value that is cut short still counts.
_JSON = re.compile(rf'("{_SECRET}"\s*:\s*)("(?:[^"\\]|\\.)*"?|[^\s,}}\]]+)', re.IGNORECASE)
_FORM = re.compile(rf"((?:^|[&?;\s])(?:{_SECRET})=)([^&\s]*)", re.IGNORECASE)
_XML = re.compile(
    rf"(<(?:\w{{1,24}}:)?{_SECRET}(?:\s[^<>]{{0,200}})?>)(<!\[CDATA\[[^<]*|[^<]*)", re.IGNORECASE
)
_ATTRIBUTE = re.compile(rf"(\s{_SECRET}\s*=\s*)(\"[^\"]*\"?|'[^']*'?)", re.IGNORECASE)


class Direction(StrEnum):
    """Who asked whom."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    ``address`` is a template, never filled in; ``status`` is None where nobody answered, and
    ``ending`` says then how it ended. ``sent`` is the request's body, ``received`` the answer's,
    whoever asked; both as they went over the wire, so they are to be redacted before being kept.
    ``let_in`` is false for a call to us that no guard let in.
    """

    at: datetime
    partner: str
    direction: Direction
    method: str
    address: str
    status: int | None
    ending: str
    milliseconds: int
    key: str
    delivery: int | None
    sent: bytes = b""
    received: bytes = b""
    let_in: bool = True


def redacted(body: bytes, *, secrets: tuple[str, ...] = ()) -> bytes:
    """Return the body without credentials: those named as such, and those known to be ours.

    What is too long is cut before, with a margin, and to length afterwards.
    """
    text = body[: LONGEST_BODY + _MARGIN].decode("utf-8", "replace")
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, REDACTED)
    text = _JSON.sub(rf'\1"{REDACTED}"', text)
    for pattern in (_FORM, _XML):
        text = pattern.sub(rf"\1{REDACTED}", text)
    text = _ATTRIBUTE.sub(rf'\1"{REDACTED}"', text)
    kept = text.encode()
    whole = len(body) <= LONGEST_BODY + _MARGIN and len(kept) <= LONGEST_BODY
    return kept if whole else kept[:LONGEST_BODY] + _CUT
