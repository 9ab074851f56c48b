"""Events: written down to be sent, signed, and vouched for when somebody asks. Not here: sending.

PayPal signs with RSA; nobody but PayPal itself checks that here, so a keyed hash does as well.
"""

import base64
import hashlib
import hmac
import json
import secrets
import zlib
from typing import Any

from app.sandbox.paypal.errors import PayPalError
from app.sandbox.paypal.world import PREFIX, World, new_id
from app.sandbox.shelf import Document

PENDING, EVENTS = "paypal/pending", "paypal/events"
_KEY = "paypal/signing"
_ASKED = (
    "auth_algo",
    "cert_url",
    "transmission_id",
    "transmission_sig",
    "transmission_time",
    "webhook_id",
)
_MARK = '"webhook_event":'


def tell(world: World, kind: str, resource_type: str, resource: Document) -> None:
    """Write an event down, to be sent to the product."""
    event: Document = {
        "id": f"WH-{new_id()}-{new_id()}",
        "event_version": "1.0",
        "create_time": world.stamp(),
        "resource_type": resource_type,
        "resource_version": "2.0",
        "event_type": kind,
        "summary": kind.replace(".", " ").capitalize(),
        "resource": resource,
    }
    event["links"] = [
        world.link(f"{PREFIX}/v1/notifications/webhooks-events/{event['id']}", "self")
    ]
    world.shelf.put(EVENTS, event["id"], event)
    copies = 2 if world.dials.habit("paypal", "send_twice") else 1
    for _ in range(copies):
        number = new_id()
        world.shelf.put(PENDING, number, {"id": number, "event": event["id"], "tries": 0, "due": 0})
    world.ring()


def signed(world: World, body: bytes) -> dict[str, str]:
    """Return the headers that come with an event."""
    number, at = secrets.token_hex(16), world.stamp()
    return {
        "PayPal-Auth-Algo": "SHA256withRSA",
        "PayPal-Cert-Url": f"{world.url}{PREFIX}/v1/notifications/certs/CERT-1",
        "PayPal-Transmission-Id": f"t{number}",
        "PayPal-Transmission-Sig": _signature(world, f"t{number}", at, body),
        "PayPal-Transmission-Time": at,
    }


def verify(world: World, question: bytes) -> Document:
    """Say whether an event is ours, byte for byte as it stands in the question."""
    try:
        text = question.decode()
        asked: Any = json.loads(text)
    except ValueError as error:
        raise PayPalError(
            400, "MALFORMED_REQUEST_JSON", "The request JSON is not well formed."
        ) from error
    for name in (*_ASKED, "webhook_event"):
        if not isinstance(asked, dict) or not asked.get(name):
            raise PayPalError(400, "MISSING_REQUIRED_PARAMETER", "Is required.", f"/{name}")
    start = text.index(_MARK) + len(_MARK)
    start += len(text[start:]) - len(text[start:].lstrip())
    _, length = json.JSONDecoder().raw_decode(text[start:])
    raw = text[start : start + length].encode()
    expected = _signature(
        world, str(asked["transmission_id"]), str(asked["transmission_time"]), raw
    )
    good = hmac.compare_digest(expected, str(asked["transmission_sig"]))
    good = good and asked["webhook_id"] == world.webhook_id
    return {"verification_status": "SUCCESS" if good else "FAILURE"}


def _signature(world: World, number: str, at: str, body: bytes) -> str:
    said = f"{number}|{at}|{world.webhook_id}|{zlib.crc32(body)}"
    return base64.b64encode(hmac.new(_key(world), said.encode(), hashlib.sha256).digest()).decode()


def _key(world: World) -> bytes:
    """Return what is signed with, made once."""
    with world.shelf.together():
        kept = world.shelf.get(_KEY, _KEY)
        if kept is None:
            kept = {"key": secrets.token_hex(32)}
            world.shelf.put(_KEY, _KEY, kept)
    return bytes.fromhex(kept["key"])
