"""Reading what a mail service reports of a letter. Not here: who may report, what follows."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.domain.bounce import REPORTED, Bounced, BounceKind, BounceReport

_MOST_TEXT = 320


@dataclass(eq=False)
class ReportRefused(Exception):
    """What came is no report; ``field`` is what is wrong with it."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


def read_report(body: bytes) -> BounceReport:
    """Read a report as docs/bounces.md describes it; fields that nobody knows are passed over.

    Raises:
        ReportRefused: it is none.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ReportRefused("body", "must be JSON") from error
    if not isinstance(given, dict):
        raise ReportRefused("body", "must be an object")
    address = _text(given, "address")
    if address.count("@") != 1 or not all(address.split("@")):
        raise ReportRefused("address", "must be an e-mail address")
    message = _text(given, "message_id")
    words = given.get("reason")
    return BounceReport(
        bounced=Bounced(address, _kind(given)),
        at=_moment(given),
        message=message,
        words=words if isinstance(words, str) and words.strip() else "as the mail service reports",
    )


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > _MOST_TEXT or not text.isprintable() or " " in text:
        raise ReportRefused(name, f"must be 1 to {_MOST_TEXT} signs without a blank")
    return text


def _kind(given: dict[str, Any]) -> BounceKind:
    for kind in REPORTED:
        if given.get("kind") == kind.value:
            return kind
    raise ReportRefused("kind", f"must be one of {', '.join(REPORTED)}")


def _moment(given: dict[str, Any]) -> datetime:
    value = given.get("at")
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # as where there is none
    raise ReportRefused("at", "must be a time with its offset, like 2031-03-01T09:00:00Z")
