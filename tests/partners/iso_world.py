"""What the tests of ISO share: what it holds, what it was called at."""

from typing import Any

from app.domain.event import EventKind
from app.sandbox.server import Sandbox
from tests.fakes.wire import saying

HELD = EventKind.REGISTRATION_HELD
CONFIRMED = EventKind.REGISTRATION_CONFIRMED
CANCELLED = EventKind.REGISTRATION_CANCELLED
EXPIRED = EventKind.REGISTRATION_EXPIRED
CREATED = saying("201 Created", b'{"id": "reg-1", "status": "pending"}')


def held_at_iso(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the registrations ISO holds."""
    return sandbox.world.iso.registrations.all()


def paths(sandbox: Sandbox) -> list[str]:
    """Return what ISO was called at, the token aside."""
    calls = sandbox.world.calls.of("iso")
    return [f"{c['method']} {c['template']}" for c in calls if "token" not in c["template"]]


def tokens_given(sandbox: Sandbox) -> int:
    """Return how many times ISO was asked for a token."""
    return sum("token" in call["template"] for call in sandbox.world.calls.of("iso"))


PROGRAM: dict[str, Any] = {
    "id": "prg-310",
    "name": "Weekend Intensive",
    "type": "workshop",
    "description": "Three days.",
    "status": "upcoming",
    "schedule": {
        "startDate": "2031-06-06",
        "endDate": "2031-06-08",
        "timezone": "Europe/Lisbon",
    },
    "venue": {"id": "lis-1", "name": "Riverside Hall", "address": "Cais 2, Lisbon", "capacity": 80},
    "pricing": {"currency": "EUR", "amount": 180.0},
    "availability": {"capacity": 80, "available": 13, "waitlistOpen": True},
    "updatedAt": "2031-05-01T09:00:00Z",
}


def program(**changed: Any) -> dict[str, Any]:
    """Return a program as ISO sends it, with something changed or (None) left out."""
    whole = PROGRAM | changed
    return {name: value for name, value in whole.items() if value is not None}
