"""Which part of an order a payment is, where it is paid in two: a deposit, then the rest. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """A part of what an order costs."""

    DEPOSIT = "deposit"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Instalment:
    """What a receipt says of the part that it is for.

    ``left`` is what was still to be paid after it, in minor units of the paper's currency, and
    ``by`` the last day for it; 0 and None where nothing was, or nobody knew any more.
    """

    part: Part
    left: int = 0
    by: date | None = None

    def document(self) -> dict[str, Any]:
        """Return it as JSON data, for keeping."""
        by = self.by.isoformat() if self.by else None
        return {"part": self.part.value, "left": self.left, "by": by}


def instalment_from(document: Mapping[str, Any] | None) -> Instalment | None:
    """Read back what ``Instalment.document`` gave; most papers have none."""
    if document is None:
        return None
    by = date.fromisoformat(document["by"]) if document["by"] else None
    return Instalment(Part(document["part"]), document["left"], by)
