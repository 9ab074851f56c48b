"""What the tests of Trainingportal share: what it holds, what it was sent, how it answers."""

import json
from typing import Any
from urllib.parse import parse_qs

from app.domain.event import EventKind
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Conversation, Script, Wire, saying
from tests.partners.built import built

PUBLISHED = EventKind.CLASS_PUBLISHED
CHANGED = EventKind.CLASS_CHANGED
SEATS = EventKind.CLASS_SEATS_CHANGED
RESERVED = EventKind.BOOKING_RESERVED
REFERENCE = "R-23456-789AB"
FORM = "application/x-www-form-urlencoded"


def classes(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the classes Trainingportal holds."""
    return sandbox.world.trainingportal.holdings()["classes"]


def verbs(sandbox: Sandbox) -> list[str]:
    """Return the calls about classes, in order."""
    calls = sandbox.world.calls.of("trainingportal")
    return [call["template"].rpartition("/")[2] for call in calls]


def echo(conversation: Conversation) -> None:
    """Answer as a class call that went well."""
    form = fields(conversation.heard.body)
    answer = {name: form.get(name) for name in ("externalId", "enrollmentDeadline")}
    conversation.answer("200 OK", json.dumps(answer).encode())


def fields(body: bytes) -> dict[str, str]:
    """Return a posted form."""
    return {k: v[0] for k, v in parse_qs(body.decode(), keep_blank_values=True).items()}


def complaint(words: str, status: str = "200 OK") -> Script:
    """Return a script that answers with an error message and nothing else."""
    return saying(status, json.dumps({"errorMessage": words}).encode())


def sent(kind: EventKind = PUBLISHED, **changed: Any) -> dict[str, str]:
    """Return the form that is posted for an event."""
    with Wire(echo) as wire:
        built(wire.url).trainingportal.tell(event(kind, **changed), key="key-1")
    return fields(wire.heard[0].body)
