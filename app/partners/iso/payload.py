"""What ISO is sent, in ISO's words (iso.md 5.3, 5.4). Not here: how it travels."""

from collections.abc import Mapping
from typing import Any

from app.domain.event import Event, EventKind, RegistrationFacts

# I6: only these are ever sent; a registration that is held or waits has no word at ISO.
STATUS: Mapping[EventKind, str] = {
    EventKind.REGISTRATION_CONFIRMED: "confirmed",
    EventKind.REGISTRATION_COMPLETED: "completed",
    EventKind.REGISTRATION_CANCELLED: "cancelled",
    EventKind.REGISTRATION_EXPIRED: "cancelled",
}
_REASON: Mapping[EventKind, str] = {
    EventKind.REGISTRATION_CANCELLED: "Cancelled",
    EventKind.REGISTRATION_EXPIRED: "Not paid in time",
}


def registration_body(registration: RegistrationFacts, *, program_id: str) -> dict[str, Any]:
    """Return the body that creates a registration: one name (I7), answers as they were given."""
    return {
        "programId": program_id,
        "participant": {
            "name": registration.name,
            "email": registration.email,
            "phone": registration.phone,
        },
        "formData": dict(registration.answers),
    }


def status_body(event: Event) -> dict[str, Any]:
    """Return the body that changes a status, with a reason where ISO wants one (S9)."""
    body = {"status": STATUS[event.kind]}
    if event.kind in _REASON:
        body["reason"] = str(event.facts.get("reason") or _REASON[event.kind])
    return body
