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
