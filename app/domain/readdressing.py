"""Correcting an e-mail address that somebody ordered or takes part with. Pure.

Not here: rows, letters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.tries import fold_address


class Stays(StrEnum):
    """Why an address is not corrected; the text is for staff."""

    NOBODYS = "nobody of this order has that address (any more)"
    SAME = "that is the address that is there"
    ERASED = "the data of this order was erased"


@dataclass(eq=False)
class AddressStays(Exception):
    """The address is not corrected."""

    why: Stays

    def __str__(self) -> str:
        return self.why.value


def is_address(one: str, other: str) -> bool:
    """Say whether two addresses are one, however they are typed; no address is none."""
    return bool(one) and fold_address(one) == fold_address(other)


def with_address(filled: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return what ``Filled.document`` gave with an address corrected, of whoever has it.

    What was answered is as it was, and so is what holds nothing (its people were erased).
    """
    if not filled:
        return {}
    people = [
        {**each, "contact": _corrected(each["contact"], old, new)}
        for each in filled["participants"]
    ]
    return {**filled, "buyer": _corrected(filled["buyer"], old, new), "participants": people}


def _corrected(contact: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    found = is_address(contact["email"], old)
    return {**contact, "email": new} if found else dict(contact)
