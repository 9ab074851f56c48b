"""Tries that are counted so that nobody can guess for long. Not here: counting them (the store)."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from app.domain.said import Said, sentences

_ROOM = 320


@dataclass(eq=False)
class TooOften(Exception):
    """Too many tries; ``wait`` until the next one is looked at."""

    wait: timedelta

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> Said:
        """Return it for whoever tried."""
        minutes = max(1, -(-int(self.wait.total_seconds()) // 60))
        return sentences(
            "Too many tries. Try again in {number} minute",
            "Too many tries. Try again in {number} minutes",
            number=minutes,
        )


def fold_address(email: str) -> str:
    """Return an e-mail address as it is compared, whatever somebody typed; 320 signs at most."""
    # No database takes a NUL, and nobody has a sign that cannot be shown.
    return "".join(sign for sign in email.casefold().strip() if sign.isprintable())[:_ROOM]


def digest_of(secret: str, *what: str) -> str:
    """Return what a subject of tries is counted under: 64 hexadecimal characters, never itself."""
    return hmac.new(secret.encode(), "\0".join(what).encode(), sha256).hexdigest()
