"""The number that a member gives to pay as one. Not here: whether there is such a member.

It is taken at its word: no register of members is kept here. Staff see it with the place, and can
ask whoever gave one that is not theirs for the difference, or cancel the place.
"""

import re
from dataclasses import dataclass

from app.domain.said import sentence

_NUMBER = re.compile(r"[^\W_]([^\W_]|[ ./-](?=[^\W_])){0,39}")


@dataclass(eq=False)
class MembershipRefused(Exception):
    """No number a member could have; ``reason`` is for who wrote it."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def clean_membership(text: str) -> str:
    """Return the number with single spaces, or nothing where none was given.

    Raises:
        MembershipRefused: it has other signs than letters, digits and . / - between them, or is
            longer than 40.
    """
    number = " ".join(text.split())
    if number and _NUMBER.fullmatch(number) is None:
        raise MembershipRefused(
            sentence(
                "A membership number has letters and digits, 40 at most; without one, leave this "
                "empty"
            )
        )
    return number
