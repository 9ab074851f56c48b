"""Integrators that call our API: what they may do, and the secrets they prove it with.

Not here: the calls (``app/api``), how clients are kept (``store.client``).
"""

import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

NAME_LIMIT = 120
TOKEN_LIFE = timedelta(hours=1)
# How long a secret still works once another has taken its place.
OVERLAP = timedelta(days=7)
# As long as a digest, and the digest of nothing.
_NOBODYS = "-" * 64


class Scope(StrEnum):
    """What a client may do; ISO lists the first two only (iso.md 3, I2)."""

    READ_PROGRAMS = "programs.read"
    WRITE_PROGRAMS = "programs.write"
    READ_REGISTRATIONS = "registrations.read"
    WRITE_REGISTRATIONS = "registrations.write"


# What is accepted for a scope beside itself: ISO has no other for writing registrations (I2).
_ALSO = {Scope.WRITE_REGISTRATIONS: Scope.WRITE_PROGRAMS}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client signs in with; the secret is shown once and kept nowhere."""

    client_id: str
    secret: str = field(repr=False)


@dataclass(eq=False)
class ClientRefused(ValueError):
    """A client cannot be added or found; ``reason`` is one line for whoever tried."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False)
class KeyReused(Exception):
    """An idempotency key came again with another body (iso.md S7)."""

    def __str__(self) -> str:
        return "This key was sent before, with another body"


def allows(granted: Collection[str], wanted: Scope) -> bool:
    """Say whether scopes that were granted are enough for one that is wanted."""
    return wanted in granted or _ALSO.get(wanted) in granted


def read_scopes(words: Iterable[str]) -> tuple[Scope, ...]:
    """Return the scopes that are named, each once, in the order of ``Scope``.

    Raises:
        ClientRefused: there is no such scope, or none is named.
    """
    named = set(words)
    unknown = sorted(named - set(Scope))
    if unknown or not named:
        known = ", ".join(Scope)
        what = f"there is no scope {unknown[0]}" if unknown else "a client needs a scope"
        raise ClientRefused(f"{what}; there are: {known}")
    return tuple(scope for scope in Scope if scope in named)


def new_secret() -> str:
    """Return 43 letters and digits that nobody can guess: a secret or a token."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is kept of a secret or token.

    One round of SHA-256 is enough: nobody can try 256 bits of chance, however quick each try is.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def secret_fits(secret: str, digests: Iterable[str]) -> bool:
    """Say whether the secret is one of those kept.

    As long is needed for a wrong one, and for a client that is not there, as for a right one.
    """
    given = digest(secret)
    # Two may be live at once; a client with fewer is compared as often.
    live = [*digests, _NOBODYS, _NOBODYS]
    fits = [hmac.compare_digest(given, each) for each in live[:2]]
    return any(fits)
