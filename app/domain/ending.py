"""How a registration ended, told from the reason that is kept with it. Not here: ending it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.reason import OwnReason, say_reason
from app.domain.waiting import DECLINED, LEFT

BY_BUYER = say_reason(OwnReason.CANCELLED_BY_BUYER)
# With the news that an order ended: the references of the places that ended with it.
_ENDED = "ended"


class Ending(StrEnum):
    """What its buyer is told of first."""

    CLASS_CANCELLED = "class_cancelled"
    DECLINED = "declined"
    LEFT_LINE = "left_line"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended; ``why`` is empty where it was the buyer. ``waited``: it never had a seat."""

    how: Ending
    why: str
    waited: bool


def how_it_ended(reasons: Sequence[str], *, waited: bool) -> Ended:
    """Return how an order ended; ``reasons`` are those of its places, the first one's first.

    Where its class was cancelled that says most, whatever became of one place before.
    """
    word = say_reason(OwnReason.CLASS_CANCELLED).casefold()
    for reason in reasons:
        if reason.casefold().startswith(word):
            return Ended(Ending.CLASS_CANCELLED, reason[len(word) :].lstrip(": "), waited)
    reason = reasons[0]
    if reason == DECLINED:
        return Ended(Ending.DECLINED, "", waited=False)
    how = Ending.LEFT_LINE if waited else Ending.CANCELLED
    return Ended(how, said_to_buyer(reason), waited)


def said_to_buyer(reason: str) -> str:
    """Return the reason as the buyer is told it: nothing of what they did themselves."""
    return "" if reason in (BY_BUYER, DECLINED, LEFT) else reason


def fact_of_ended(references: Iterable[str]) -> dict[str, str]:
    """Return as facts of an event which places ended with it, by their references."""
    return {_ENDED: " ".join(references)}


def ended_with(facts: Mapping[str, object]) -> frozenset[str] | None:
    """Read back what ``fact_of_ended`` gave; None where the event does not say it."""
    said = facts.get(_ENDED)
    return None if said is None else frozenset(str(said).split())
