"""What every call of the Stripe part shares: the shelf, the clock, the settings, the bell.

Here: keeping and finding Stripe's objects by kind. Not here: what happens to them.
"""

import secrets
import string
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from app.sandbox.clock import Clock
from app.sandbox.shelf import Shelf
from app.sandbox.stripe.errors import missing

Document = dict[str, Any]

API_VERSION = "2026-10-28.endive"
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Asked:
    """Which call is being answered; both None when nobody asked (a page, the clock)."""

    request: str | None = None
    key: str | None = None


asked_by: ContextVar[Asked | None] = ContextVar("asked_by", default=None)


@dataclass(frozen=True, slots=True)
class World:
    """The account everything belongs to.

    ``ring`` wakes the webhook sender; ``base_url`` has no slash at its end.
    """

    shelf: Shelf
    clock: Clock
    secret_key: str
    webhook_secret: str
    webhook_url: str | None
    base_url: str
    ring: Callable[[], None]

    def now(self) -> int:
        """Return the sandbox's time in whole seconds since 1970 UTC."""
        return self.clock.now()

    def moment(self) -> float:
        """Return the sandbox's time with its fraction, for waits below a second."""
        return time.time() + self.clock.ahead

    def keep(self, document: Document) -> Document:
        """Keep the object under its kind and id, and return it."""
        self.shelf.put("stripe." + document["object"], document["id"], document)
        return document

    def find(self, kind: str, key: str) -> Document | None:
        """Return the object or None."""
        return self.shelf.get("stripe." + kind, key)

    def get(self, kind: str, key: str, *, param: str = "id", status: int = 404) -> Document:
        """Return the object; raises StripeError ``resource_missing``."""
        found = self.find(kind, key)
        if found is None:
            raise missing(kind, key, param=param, status=status)
        return found

    def all(self, kind: str) -> list[Document]:
        """Return every object of the kind, oldest first."""
        return self.shelf.all("stripe." + kind)

    def backstage(self, key: str) -> Document:
        """Return what is known about an object and not part of its public face."""
        return self.shelf.get("stripe.backstage", key) or {}

    def note(self, key: str, **facts: Any) -> None:
        """Add to what is known about an object backstage."""
        self.shelf.put("stripe.backstage", key, self.backstage(key) | facts)


def new_id(prefix: str) -> str:
    """Return an unguessable id with Stripe's prefix."""
    return prefix + "_" + "".join(secrets.choice(_ALPHABET) for _ in range(24))


def nothing(*names: str) -> Document:
    """Return null for each name: Stripe answers with null, not with silence."""
    return dict.fromkeys(names)


def merged(known: dict[str, str], change: Any) -> dict[str, str]:
    """Return metadata after a change: an empty value unsets a key, an empty string unsets all."""
    if change == "":
        return {}
    return {k: v for k, v in (known | change).items() if v != ""}
