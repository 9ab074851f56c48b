"""What the tests of the Connector share: what it holds, what it was sent, how it rejects."""

from typing import Any

from app.domain.event import EventKind, StaffFacts
from app.partners.connector.payload import Identity, source_of, staff_of
from app.sandbox.server import Sandbox
from tests.fakes.events import OPEN_DAY
from tests.fakes.wire import Script, saying

HELD = EventKind.REGISTRATION_HELD
CONFIRMED = EventKind.REGISTRATION_CONFIRMED
IDENTITY = Identity("COURSEDESK", "org-1", "club-1")
KIM = StaffFacts(code="staff-12", name="Kim Sol", email="kim@example.org", active=True)
# What is remembered once the hub has them as they are.
OPEN_DAY_KNOWN = {"lead_source:open-day": source_of(OPEN_DAY, identity=IDENTITY).mark}
KIM_KNOWN = {"staff:staff-12": staff_of(KIM, identity=IDENTITY).mark}
FROM_OPEN_DAY = {"lead_source": OPEN_DAY}
NAMESPACE = "http://www.intouchfollowup.com/api/2011-11"
SAVED = saying("200 OK", f'<response xmlns="{NAMESPACE}"><uuid>u-1</uuid></response>'.encode())


def error(reason: str, message: str, status: str = "400 Bad Request") -> Script:
    """Return a script that rejects what it is sent."""
    body = (
        f'<error xmlns="{NAMESPACE}"><reason>{reason}</reason><errorUUID>e-1</errorUUID>'
        f"<message>{message}</message></error>"
    )
    return saying(status, body.encode())


def users(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the people the hub holds."""
    return sandbox.world.connector.holdings()["users"]


def sources(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the lead sources the hub holds."""
    return sandbox.world.connector.holdings()["lead_sources"]


def staff(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the staff the hub holds."""
    return sandbox.world.connector.holdings()["staff"]


def saves(sandbox: Sandbox) -> list[str]:
    """Return what was saved, in order."""
    calls = sandbox.world.calls.of("connector")
    return [call["template"].rpartition("/")[2] for call in calls]
