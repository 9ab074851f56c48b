"""How a registration ended, told from the reason that is kept with it. Not here: ending it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.event import EventKind
from app.domain.reason import OwnReason, say_reason
from app.domain.said import sentence
from app.domain.waiting import DECLINED, LEFT

BY_BUYER = say_reason(OwnReason.CANCELLED_BY_BUYER)
# Staff gave it up as its money was gone, all of it or a part.
MONEY_GONE = say_reason(OwnReason.MONEY_GONE)
MONEY_GONE_IN_PART = say_reason(OwnReason.MONEY_GONE_IN_PART)
RELEASED = (MONEY_GONE, MONEY_GONE_IN_PART)
# Of these it is the news that places of an order ended.
ENDS = frozenset(
    {
        EventKind.ORDER_CANCELLED,
        EventKind.ORDER_EXPIRED,
        EventKind.ORDER_OFFER_LAPSED,
        EventKind.ORDER_PLACE_CANCELLED,
    }
)
# With the news that an order ended: the references of the places that ended with it.
_ENDED = "ended"
# What the buyer did, as it is said beside one of several places.
_BY_THEM: Mapping[str, str] = {
    BY_BUYER: sentence("you cancelled it"),
    DECLINED: sentence("you declined the offer"),
    LEFT: sentence("you left the waiting list"),
}


class Ending(StrEnum):
    """What its buyer is told of first."""

    CLASS_CANCELLED = "class_cancelled"
    DECLINED = "declined"
    LEFT_LINE = "left_line"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended; ``why`` is empty where it was the buyer. ``waited``: it never had a seat.

    ``apart``: its places ended for different reasons, so ``why`` is empty and each says its own.
    """

    how: Ending
    why: str
    waited: bool
    apart: bool = False


def how_it_ended(reasons: Sequence[str], *, waited: bool, classes: int = 1) -> Ended:
    """Return how an order ended; ``reasons`` are those of its places, in so many ``classes``.

    Where its one class was cancelled that says most, whatever became of one place before.
    """
    apart = len(set(reasons)) > 1
    cancelled = [why for why in map(_why_class_cancelled, reasons) if why is not None]
    if cancelled and (classes == 1 or len(cancelled) == len(reasons)):
        return Ended(Ending.CLASS_CANCELLED, "" if apart else cancelled[0], waited, apart)
    reason = "" if apart else reasons[0]
    if reason == DECLINED:
        return Ended(Ending.DECLINED, "", waited=False)
    how = Ending.LEFT_LINE if waited else Ending.CANCELLED
    return Ended(how, said_to_buyer(reason), waited, apart)


def _why_class_cancelled(reason: str) -> str | None:
    """Return why a place's class was cancelled, "" where nobody said; None: it was not that."""
    word = say_reason(OwnReason.CLASS_CANCELLED)
    if not reason.casefold().startswith(word.casefold()):
        return None
    return reason[len(word) :].lstrip(": ")


def said_to_buyer(reason: str) -> str:
    """Return the reason as the buyer is told it: nothing of what they did themselves."""
    return "" if reason in _BY_THEM else reason


def said_beside_place(reason: str) -> str:
    """Return the reason as it stands beside a place, where others ended for another, or did not."""
    return _BY_THEM.get(reason, reason)


def fact_of_ended(references: Iterable[str]) -> dict[str, str]:
    """Return as facts of an event which places ended with it, by their references."""
    return {_ENDED: " ".join(references)}


def ended_with(facts: Mapping[str, object]) -> frozenset[str] | None:
    """Read back what ``fact_of_ended`` gave; None where the event does not say it."""
    said = facts.get(_ENDED)
    return None if said is None else frozenset(str(said).split())
