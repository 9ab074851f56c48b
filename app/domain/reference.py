"""Public references: unguessable, and easy to read out on the telephone."""

import secrets

# No 0/O, 1/I/L, U/V look- or sound-alikes.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_reference(prefix: str) -> str:
    """Return ``PREFIX-XXXXX-XXXXX``: ten characters of 29, about 48 bits."""
    letters = [secrets.choice(ALPHABET) for _ in range(10)]
    return f"{prefix}-{''.join(letters[:5])}-{''.join(letters[5:])}"
