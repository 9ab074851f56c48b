"""One holding in a few words, with its buttons, for the sandbox's page. Not here: which."""

import json
from dataclasses import dataclass

from app.sandbox.shelf import Document

GOOD = {
    "confirmed",
    "COMPLETED",
    "APPROVED",
    "completed",
    "complete",
    "succeeded",
    "paid",
    "MEMBER",
    "ACTIVE",
    "known",
}
BAD = {
    "cancelled",
    "VOIDED",
    "DECLINED",
    "FAILED",
    "expired",
    "failed",
    "canceled",
    "INACTIVE",
    "needs_response",
    "lost",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A button: where it posts, what it says, what it sends along."""

    url: str
    label: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One holding in a few words, with the whole of it to unfold."""

    title: str
    state: str = ""
    note: str = ""
    warnings: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    link: str = ""
    whole: str = ""

    @property
    def tone(self) -> str:
        """Return how the state should look."""
        return "good" if self.state in GOOD else "bad" if self.state in BAD else "calm"


def whole(held: Document) -> str:
    """Return all of a holding, to unfold."""
    return json.dumps(held, indent=2, ensure_ascii=False)
