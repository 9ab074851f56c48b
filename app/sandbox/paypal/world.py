"""What every call of PayPal's part shares: the shelf, the clock, what it expects to be shown.

Here: keeping and finding, ids, times, links. Not here: what an order is.
"""

import secrets
import string
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.sandbox.clock import Clock
from app.sandbox.dials import Dials
from app.sandbox.paypal.errors import PayPalError
from app.sandbox.shelf import Document, Shelf

ORDERS, CAPTURES, REFUNDS = "paypal/orders", "paypal/captures", "paypal/refunds"
DISPUTES = "paypal/disputes"
# What is known of an order, a capture or a refund and is not part of its public face.
BACKSTAGE = "paypal/backstage"
PREFIX, PAGE = "/paypal", "/paypal-pay"
_ALPHABET = string.ascii_uppercase + string.digits
# What nobody took the money of is forgotten after so many seconds.
LIFE = 3 * 3600


@dataclass(frozen=True, slots=True)
class World:
    """The account everything belongs to; ``ring`` wakes the sender of webhooks.

    ``url`` is the sandbox's own address, ``product_url`` where webhooks go.
    """

    shelf: Shelf
    clock: Clock
    dials: Dials
    client_id: str
    client_secret: str
    webhook_id: str
    url: str
    product_url: str
    ring: Callable[[], None]

    def stamp(self, *, later: int = 0) -> str:
        """Return the time as PayPal writes it, so many seconds from now."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.clock.now() + later))

    def find(self, kind: str, key: str) -> Document:
        """Return a thing; PayPalError 404 where there is none, or it was forgotten."""
        found = self.shelf.get(kind, key)
        if found is None or (kind == ORDERS and self._is_over(found)):
            raise PayPalError(404, "INVALID_RESOURCE_ID", "Specified resource ID does not exist.")
        return found

    def keep(self, kind: str, document: Document) -> Document:
        """Keep a thing under its id, and return it."""
        document["update_time"] = self.stamp()
        self.shelf.put(kind, document["id"], document)
        return document

    def backstage(self, key: str) -> Document:
        """Return what is known besides."""
        return self.shelf.get(BACKSTAGE, key) or {}

    def note(self, key: str, **facts: object) -> None:
        """Add to what is known besides."""
        self.shelf.put(BACKSTAGE, key, self.backstage(key) | facts)

    def link(self, path: str, rel: str, method: str = "GET") -> Document:
        """Return one of the links that PayPal's answers end with."""
        return {"href": f"{self.url}{path}", "rel": rel, "method": method}

    def _is_over(self, order: Document) -> bool:
        born = int(self.backstage(order["id"]).get("born", 0))
        return order["status"] != "COMPLETED" and self.clock.now() - born > LIFE


def new_id() -> str:
    """Return an id like PayPal's: 17 capital letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(17))
