"""Acting as ISO: sending the product an event, once, twice, late or badly signed (iso.md 5.6, 6).

Here: the call and what was answered. Not here: who presses the button.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from app.sandbox.iso.signature import sign

SECONDS = 10.0
LATE = 600
EVENTS = (
    *("registration.created", "registration.updated", "registration.confirmed"),
    *("registration.cancelled", "payment.initiated", "payment.completed", "payment.failed"),
    *("refund.initiated", "refund.completed", "status.changed"),
)
MANNERS = ("once", "twice", "late", "badly signed", "unsigned")
DATA = ("registrationId", "paymentId", "refundId", "amount", "currency", "reason")


@dataclass(frozen=True, slots=True)
class Answered:
    """What the product said to each sending: the HTTP status (0: no answer) and its words."""

    status: int
    words: str


class Sender:
    """Sends events to the product's three addresses."""

    def __init__(self, product_url: str, secret: str) -> None:
        self._base = product_url
        # The product may know two while one replaces the other.
        self._secret = secret.replace(",", " ").split()[0]

    def send(self, event: str, data: Mapping[str, Any], *, number: str, manner: str) -> Answered:
        """Send the event in that manner and return the last answer."""
        body = json.dumps(
            {
                "id": number or f"evt-{secrets.token_hex(6)}",
                "event": event,
                "occurredAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "data": dict(data),
            }
        ).encode()
        timestamp = int(time.time()) - (LATE if manner == "late" else 0)
        secret = "of-somebody-else" if manner == "badly signed" else self._secret
        headers = {"Content-Type": "application/json"}
        if manner != "unsigned":
            headers["X-Webhook-Timestamp"] = str(timestamp)
            headers["X-Webhook-Signature"] = sign(body, secret, timestamp)
        answered = Answered(0, "")
        for _ in range(2 if manner == "twice" else 1):
            answered = self._post(_path(event), body, headers)
        return answered

    def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        try:
            response = httpx.post(
                self._base + path,
                content=body,
                headers=dict(headers),
                timeout=SECONDS,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            return Answered(0, f"no answer: {type(error).__name__}")
        return Answered(response.status_code, response.text[:300].strip())


def _path(event: str) -> str:
    family = event.partition(".")[0]
    known = {"registration": "registration", "payment": "payment", "refund": "payment"}
    return f"/webhooks/{known.get(family, 'status')}"
