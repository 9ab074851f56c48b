"""Idempotency keys: the same call twice has its effect once and the same answer twice.

Here: remembering and comparing. Not here: which errors are worth remembering, see errors.py.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from app.sandbox.stripe.errors import StripeError
from app.sandbox.stripe.world import World

COLLECTION = "stripe.idempotency"
KEPT_FOR = 24 * 60 * 60
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """What went back for a call."""

    status: int
    body: dict[str, Any]
    request: str
    replayed: bool = False


class Keys:
    """The keys in use in this process, and those on the shelf that were used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_use: set[str] = set()

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """Hold the key while its call is answered; raises StripeError 409 when it is in use."""
        if len(key) > LONGEST:
            raise StripeError(
                400, f"Idempotency keys can be at most {LONGEST} characters.",
                type="idempotency_error", rehearsed=False,
            )  # fmt: skip
        with self._lock:
            if key in self._in_use:
                raise StripeError(
                    409,
                    "There is currently another in-progress request using this Idempotent Key "
                    f"({key}). Please try again later.",
                    type="idempotency_error",
                    code="idempotency_key_in_use",
                    rehearsed=False,
                )
            self._in_use.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._in_use.discard(key)


def recall(world: World, key: str, fingerprint: str) -> Answer | None:
    """Return the answer given before, or None.

    Raises StripeError ``idempotency_error`` when the key was used for another call.
    """
    kept = world.shelf.get(COLLECTION, key)
    if kept is None or kept["at"] <= world.now() - KEPT_FOR:
        return None
    if kept["fingerprint"] != fingerprint:
        raise StripeError(
            400,
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{key}' if you meant to execute a "
            "different request.",
            type="idempotency_error",
            rehearsed=False,
        )
    return Answer(**(kept["answer"] | {"replayed": True}))


def remember(world: World, key: str, fingerprint: str, answer: Answer) -> None:
    """Keep the answer for a day."""
    entry = {"fingerprint": fingerprint, "at": world.now(), "answer": asdict(answer)}
    world.shelf.put(COLLECTION, key, entry)


def fingerprint_of(path: str, pairs: list[tuple[str, str]]) -> str:
    """Return what tells one call from another: its address and parameters, in any order."""
    text = repr((path, sorted(pairs)))
    return hashlib.sha256(text.encode()).hexdigest()
