"""Events that the product sends to ISO: believed when signed, each kept once (iso.md S2, S3)."""

from http import HTTPStatus
from typing import Any

from app.sandbox.clock import Clock
from app.sandbox.iso.refused import Refused, invalid
from app.sandbox.iso.signature import is_signed
from app.sandbox.shelf import Document, Shelf

COLLECTION = "iso/heard"


class Heard:
    """ISO's ear for the product's events."""

    def __init__(self, shelf: Shelf, clock: Clock, secret: str) -> None:
        self._shelf = shelf
        self._clock = clock
        self._secret = secret

    def all(self) -> list[Document]:
        """Return every event, oldest first."""
        return self._shelf.all(COLLECTION)

    def take(self, body: bytes, event: Any, *, signature: str, timestamp: str) -> bool:
        """Keep the event and say whether it is new; Refused if it is not signed or is none."""
        now = self._clock.now()
        shown = {"signature": signature, "timestamp": timestamp}
        if not is_signed(body, self._secret, now=now, **shown):
            raise Refused(HTTPStatus.UNAUTHORIZED, "The event is not signed as agreed")
        if not isinstance(event, dict):
            raise invalid("", "must be a JSON object")
        for name in ("id", "event", "occurredAt", "data"):
            if not event.get(name):
                raise invalid(name, "is required")
        with self._shelf.together():
            kept = self._shelf.get(COLLECTION, str(event["id"]))
            times = (kept or {"times": 0})["times"] + 1
            self._shelf.put(COLLECTION, str(event["id"]), event | {"times": times})
        return kept is None
