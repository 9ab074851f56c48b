"""Public references: unguessable, and easy to read out on the telephone."""

import secrets

# No 0/O, 1/I/L, U/V look- or sound-alikes.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_LETTERS = 10


def new_reference(prefix: str) -> str:
    """Return ``PREFIX-XXXXX-XXXXX``: ten characters of 29, about 48 bits."""
    # One number read as ten digits to the base of 29: the system is asked for chance once.
    number, letters = secrets.randbelow(len(ALPHABET) ** _LETTERS), ""
    for _ in range(_LETTERS):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return f"{prefix}-{letters[:5]}-{letters[5:]}"
