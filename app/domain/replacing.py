"""What may become of a place once it is there: given to somebody else, moved. Not here: money."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.course_class import ClassState
from app.domain.registration import OPEN, Channel, RegistrationState


class Unchangeable(StrEnum):
    """Why a place cannot be changed so; the text is for staff."""

    NOT_CONFIRMED = "only a confirmed place can be changed"
    UNDER_WAY = "money may be on its way for it, or it is offered to somebody: try again later"
    BEGINS_SOONER = "that class begins before its order is to be paid: confirm it on credit first"
    ENOUGH_CAME = "what came for its order would be enough then: confirm it on credit first"
    BEGUN = "its class has begun"
    THEIRS = "Trainingportal booked it, so it is changed there"
    SAME_PERSON = "that is who has it already"
    SAME_CLASS = "it is in that class already"
    NO_SUCH_CLASS = "there is no such class"
    CLOSED = "that class takes nobody any more"
    FULL = "that class has no free seat"
    USED_UP = "the last place at its price was just taken there: try again"
    VOUCHER_USED_UP = "its voucher was used there as often as it may be"
    NO_PRICE = "that class has no price in the order’s currency"


@dataclass(eq=False)
class PlaceStays(Exception):
    """A place was to be changed, and a rule says no."""

    why: Unchangeable

    def __str__(self) -> str:
        return self.why.value


@dataclass(eq=False)
class OthersWait(Exception):
    """A place was to be moved past more orders in line there than who moves it knew of."""

    count: int

    def __str__(self) -> str:
        return f"{say_waiting(self.count)} in line there, and would be passed over"


def say_waiting(count: int) -> str:
    """Return how many orders wait, in words."""
    return f"{count} {'order waits' if count == 1 else 'orders wait'}"


def why_it_stays(
    state: RegistrationState, channel: Channel, *, starts_at: datetime, now: datetime
) -> Unchangeable | None:
    """Return why a place can neither go to somebody else nor to another class, or None.

    One that is held can where its order is to be paid later.
    """
    if state not in (RegistrationState.CONFIRMED, RegistrationState.HELD):
        return Unchangeable.NOT_CONFIRMED
    if channel is Channel.TRAININGPORTAL:
        return Unchangeable.THEIRS
    return Unchangeable.BEGUN if starts_at <= now else None


def is_theirs_to_change(
    state: RegistrationState,
    channel: Channel,
    *,
    of_class: ClassState,
    until: datetime,
    now: datetime,
) -> bool:
    """Say whether its buyer can change what was answered for a place, until the class's deadline.

    Whoever waits for a place can, too. What Trainingportal booked is changed there.
    """
    theirs = state in OPEN and channel is not Channel.TRAININGPORTAL
    return theirs and of_class is not ClassState.CANCELLED and now < until


def is_theirs_to_cancel(
    state: RegistrationState,
    channel: Channel,
    *,
    of_class: ClassState,
    starts_at: datetime,
    now: datetime,
) -> bool:
    """Say whether its buyer can give a place up: a confirmed one, as long as its class is to be.

    Of a class that was cancelled all comes back, whatever its rule says, so nobody gives that up.
    """
    if state is not RegistrationState.CONFIRMED or of_class is ClassState.CANCELLED:
        return False
    return why_it_stays(state, channel, starts_at=starts_at, now=now) is None
