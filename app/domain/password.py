"""Passwords of staff: argon2id hashes, and whether a password fits one.

Not here: who may sign in.
"""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200

# OWASP's first choice for argon2id: 19 MiB and two passes. A sign-in must not need more memory than
# the web process itself.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What an unknown account's password is compared with, so that it takes as long to refuse.
_NOBODY = _hasher.hash(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """Return the argon2id hash to keep, salt and cost included."""
    return _hasher.hash(password)


def password_fits(password: str, kept: str | None) -> bool:
    """Say whether the password is the one hashed.

    None (no such account) takes as long and is not.
    """
    try:
        _hasher.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def new_password() -> str:
    """Return a password nobody can guess, 22 characters."""
    return secrets.token_urlsafe(16)
