"""Letters that were held back because of their address, and whether one is sent after all. Pure.

Not here: why an address takes no mail (``domain.bounce``).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.bounce import NO_MAIL, NO_REMINDERS
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind


class Why(StrEnum):
    """Why a letter is not sent after all."""

    NOT_HELD_BACK = "it was not held back because of its address, or it is sent already"
    STOPPED = "the address takes no mail still: take it off the list first, or correct it"
    NOBODY = "no address is known any more"


@dataclass(eq=False)
class StaysUnsent(Exception):
    """A letter is not sent after all."""

    why: Why

    def __str__(self) -> str:
        return self.why.value


def was_held_back(state: DeliveryState, kind: EventKind, words: str) -> bool:
    """Say whether a letter was skipped because of its address; ``words`` are its delivery's.

    A code is none of these: it is of use for a quarter of an hour, and asked for anew.
    """
    held = state is DeliveryState.SKIPPED and words.startswith((NO_MAIL, NO_REMINDERS))
    return held and kind is not EventKind.ORDER_CODE_ASKED
