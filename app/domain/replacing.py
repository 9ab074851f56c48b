"""What may become of a place: given to somebody else, moved. Not here: its price."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.course_class import ClassState
from app.domain.money import Money
from app.domain.registration import OPEN, Channel, RegistrationState
from app.domain.said import Said, sentence


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
    TOO_LATE = "the time in which its buyer can change it is over"
    OFTEN = "its buyer has changed it as often as that can be done"
    OFF = "its class was cancelled"
    OTHER_PROGRAM = "that class is of another program"
    KEPT = "that class costs less, and the rule says no more that all of it comes back"
    WAS_FREE = "that class costs something, and the place cost nothing"


# What its buyer is told instead; no word of an order's state is in it, which its page says once.
_TO_BUYER = {
    Unchangeable.NOT_CONFIRMED: sentence("That can be done once the place is certain."),
    Unchangeable.UNDER_WAY: sentence(
        "A payment for it is on its way. Try again once it has reached us."
    ),
    Unchangeable.BEGINS_SOONER: sentence(
        "That class begins before this registration is to be paid."
    ),
    Unchangeable.ENOUGH_CAME: sentence("What is paid already decides that: write to us."),
    Unchangeable.BEGUN: sentence("The class has begun."),
    Unchangeable.THEIRS: sentence("It was booked elsewhere, and is changed there."),
    Unchangeable.SAME_PERSON: sentence("That is who has the place already."),
    Unchangeable.SAME_CLASS: sentence("The place is in that class already."),
    Unchangeable.NO_SUCH_CLASS: sentence("There is no such class."),
    Unchangeable.CLOSED: sentence("That class takes no registrations any more."),
    Unchangeable.FULL: sentence("The last place there was just taken."),
    Unchangeable.USED_UP: sentence("The last place at that price was just taken."),
    Unchangeable.VOUCHER_USED_UP: sentence("Your voucher was used there as often as it may be."),
    Unchangeable.NO_PRICE: sentence(
        "That class cannot be paid in the currency of this registration."
    ),
    Unchangeable.TOO_LATE: sentence("The time for it is over."),
    Unchangeable.OFTEN: sentence("It was changed as often as that can be done here."),
    Unchangeable.OFF: sentence("The class does not take place."),
    Unchangeable.OTHER_PROGRAM: sentence("That class is of another program."),
    Unchangeable.KEPT: sentence(
        "That class costs less, and what comes back is no longer all of it."
    ),
    Unchangeable.WAS_FREE: sentence("That class costs something, and this place cost nothing."),
}
# So often a place goes on as another by its buyer's hand: each time somebody is written to.
MOST_CHANGES = 6


class Dearer(StrEnum):
    """What becomes of the difference where the other class costs more."""

    WAIVED = "waived"
    CHARGED = "charged"


@dataclass(frozen=True, slots=True)
class Moved:
    """The place's new reference; what goes back, or is owed, because the other class costs else.

    ``left_behind`` is what did not go along, in words.
    """

    reference: str
    back: Money
    owed: Money
    left_behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatMoves:
    """What follows of a move for its buyer, in minor units of the order's currency.

    So much more is owed then, or so much goes back or need not be paid any more; ``left_behind`` is
    what does not go along, in words.
    """

    more_minor: int
    less_minor: int
    left_behind: tuple[str, ...] = ()


@dataclass(eq=False)
class PlaceStays(Exception):
    """A place was to be changed, and a rule says no."""

    why: Unchangeable

    def __str__(self) -> str:
        return self.why.value


def say_to_buyer(why: Unchangeable) -> Said:
    """Return why a place stays as it is, in a sentence for whoever ordered it."""
    return _TO_BUYER[why]


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


def why_it_stays_with_buyer(
    state: RegistrationState,
    channel: Channel,
    *,
    of_class: ClassState,
    until: datetime,
    starts_at: datetime,
    now: datetime,
) -> Unchangeable | None:
    """Return why its buyer can neither give a place to somebody else nor move it, or None.

    ``until`` is the class's deadline for that (UTC).
    """
    why = why_it_stays(state, channel, starts_at=starts_at, now=now)
    if why is None and of_class is ClassState.CANCELLED:
        return Unchangeable.OFF
    return Unchangeable.TOO_LATE if why is None and now >= until else why


def why_answers_stay(
    state: RegistrationState,
    channel: Channel,
    *,
    of_class: ClassState,
    until: datetime,
    now: datetime,
) -> Unchangeable | None:
    """Return why its buyer cannot change what was answered for a place, or None.

    Whoever waits for a place can, too. ``until`` is the class's deadline for that (UTC).
    """
    if state not in OPEN:
        return Unchangeable.NOT_CONFIRMED
    if channel is Channel.TRAININGPORTAL:
        return Unchangeable.THEIRS
    if of_class is ClassState.CANCELLED:
        return Unchangeable.OFF
    return Unchangeable.TOO_LATE if now >= until else None


def why_it_is_not_cancelled(
    state: RegistrationState,
    channel: Channel,
    *,
    of_class: ClassState,
    starts_at: datetime,
    now: datetime,
) -> Unchangeable | None:
    """Return why its buyer cannot give a place up, or None: a confirmed one, of a class to come.

    Of a class that was cancelled all comes back, whatever its rule says, so nobody gives that up.
    """
    if state is not RegistrationState.CONFIRMED:
        return Unchangeable.NOT_CONFIRMED
    if of_class is ClassState.CANCELLED:
        return Unchangeable.OFF
    return why_it_stays(state, channel, starts_at=starts_at, now=now)


def is_theirs_to_cancel(
    state: RegistrationState,
    channel: Channel,
    *,
    of_class: ClassState,
    starts_at: datetime,
    now: datetime,
) -> bool:
    """Say whether its buyer can give a place up."""
    why = why_it_is_not_cancelled(state, channel, of_class=of_class, starts_at=starts_at, now=now)
    return why is None
