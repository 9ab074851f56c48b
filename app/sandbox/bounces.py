"""Acting as a mail service: reporting to the product that a letter came back, or was not wanted.

Here: the report and what was answered. Not here: who presses the button.
"""

import json
import time
from datetime import UTC, datetime

import httpx

from app.sandbox.calls import instant
from app.sandbox.clock import Clock
from app.sandbox.iso.signature import sign
from app.sandbox.shelf import Document, Shelf

SECONDS = 10.0
REPORTED = "mail/reported"
KINDS = {
    "permanent": "550 5.1.1 No such user",
    "temporary": "452 4.2.2 Mailbox full",
    "complaint": "Marked as spam",
}


class Bouncer:
    """Reports letters of the inbox to the product."""

    def __init__(self, shelf: Shelf, clock: Clock, *, product_url: str, secret: str) -> None:
        self._shelf = shelf
        self._clock = clock
        self._address = f"{product_url}/webhooks/mail"
        # The product may know two while one replaces the other.
        self._secret = secret.replace(",", " ").split()[0]

    def report(self, message: Document, kind: str) -> Document:
        """Report a letter, one of ``KINDS``, for everybody it went to; return the last answer."""
        said: Document = {"message": message["id"], "kind": kind, "status": 0, "words": "nobody"}
        for address in message["to"]:
            at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            body = {"address": address, "kind": kind, "at": at, "reason": KINDS[kind]}
            said |= self._post(json.dumps(body | {"message_id": message["message_id"]}).encode())
        said["at"] = instant(self._clock.now())
        self._shelf.append(REPORTED, said)
        return said

    def reported(self, number: str) -> list[Document]:
        """Return what was reported of a letter, the newest first."""
        return [each for each in self._shelf.latest(REPORTED, 50) if each["message"] == number]

    def _post(self, body: bytes) -> Document:
        timestamp = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "X-Webhook-Timestamp": str(timestamp),
            "X-Webhook-Signature": sign(body, self._secret, timestamp),
        }
        try:
            answer = httpx.post(
                self._address, content=body, headers=headers, timeout=SECONDS, trust_env=False
            )
        except httpx.HTTPError as error:
            return {"status": 0, "words": f"no answer: {type(error).__name__}"}
        return {"status": answer.status_code, "words": answer.text[:300].strip()}
