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
_PASSES, _KIBIBYTES, _LANES = 2, 19 * 1024, 1
_hasher = PasswordHasher(time_cost=_PASSES, memory_cost=_KIBIBYTES, parallelism=_LANES)
# What an unknown account's password is compared with, so that it takes as long to refuse: written
# out, because every process that starts would have to wait for a real one.
_COST = f"m={_KIBIBYTES},t={_PASSES},p={_LANES}"
_NOBODY = f"$argon2id$v=19${_COST}${'A' * 22}${'A' * 43}"


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
