"""Streams: what a destination is told in order. Not here: what happened (event.py)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose turn it is: the keys a destination may order its deliveries by."""

    class_code: str = ""
    order: str | None = None
    registration: str | None = None
    person: str | None = None
    lead_source: str | None = None
    staff: str | None = None


def lead_source_stream(code: str) -> str:
    """Return the stream in which a lead source's changes are told, in order."""
    return f"lead_source:{code}"


def staff_stream(code: str) -> str:
    """Return the stream in which a member of staff's changes are told, in order."""
    return f"staff:{code}"
