"""Public references: unguessable, and easy to read out on the telephone."""

import secrets
import unicodedata

# No 0/O, 1/I/L, U/V look- or sound-alikes.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_GROUP = 5


def new_reference(prefix: str, *, groups: int = 2) -> str:
    """Return ``PREFIX-XXXXX-XXXXX``: five characters of 29 a group, about 24 bits each."""
    # One number read as digits to the base of 29: the system is asked for chance once.
    count = groups * _GROUP
    number, letters = secrets.randbelow(len(ALPHABET) ** count), ""
    for _ in range(count):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    parts = (letters[start : start + _GROUP] for start in range(0, count, _GROUP))
    return "-".join((prefix, *parts))


def read_reference(text: str) -> str:
    """Return a reference as it is written, from however somebody typed it; what is none fits none.

    Small letters, dashes and spaces do not matter, nor do full-width signs.
    """
    typed = unicodedata.normalize("NFKC", text[:80]).upper()
    signs = "".join(sign for sign in typed if sign in ALPHABET)
    prefix, groups = signs[: -2 * _GROUP], (signs[-2 * _GROUP : -_GROUP], signs[-_GROUP:])
    return "-".join((prefix, *groups))
