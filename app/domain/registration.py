"""A registration's states and the one table of its legal moves. Not here: seats, money."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Place = TypeVar("Place")


class RegistrationState(StrEnum):
    """Where one participant's place stands (product.md, *Words*)."""

    HELD = "held"
    WAITLISTED = "waitlisted"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_S = RegistrationState
MOVES: dict[RegistrationState, frozenset[RegistrationState]] = {
    _S.HELD: frozenset({_S.CONFIRMED, _S.EXPIRED, _S.CANCELLED}),
    _S.WAITLISTED: frozenset({_S.HELD, _S.CANCELLED}),
    _S.CONFIRMED: frozenset({_S.COMPLETED, _S.NO_SHOW, _S.FAILED, _S.CANCELLED}),
    _S.COMPLETED: frozenset(),
    _S.NO_SHOW: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.EXPIRED: frozenset(),
}

# What a class held leaves behind; only staff take it back, as a mistake (trainingportal.md S24).
RESULTS = frozenset({_S.COMPLETED, _S.NO_SHOW, _S.FAILED})
# The states in which a registration has a seat.
SEATED = frozenset({_S.HELD, _S.CONFIRMED, _S.COMPLETED, _S.NO_SHOW, _S.FAILED})

# The states in which a registration may still become something (iso.md S7: "open").
OPEN = frozenset({_S.HELD, _S.WAITLISTED, _S.CONFIRMED})

# What ends with its class when that is cancelled; a result that somebody has already stays.
ENDING_WITH_CLASS = frozenset({_S.HELD, _S.CONFIRMED})


@dataclass(eq=False)
class IllegalMove(Exception):
    """A registration was to move where the table has no way."""

    present: RegistrationState
    wanted: RegistrationState

    def __str__(self) -> str:
        return f"a registration that is {self.present} cannot become {self.wanted}"


@dataclass(eq=False)
class AlreadyRegistered(Exception):
    """The address has an open place in the class already; ``reference`` is that one's."""

    reference: str

    def __str__(self) -> str:
        return "This address is registered for the class already"


def move(present: RegistrationState, wanted: RegistrationState) -> RegistrationState:
    """Return the wanted state.

    Raises:
        IllegalMove: the table does not have it.
    """
    if wanted not in MOVES[present]:
        raise IllegalMove(present=present, wanted=wanted)
    return wanted


def first_seated(places: Sequence[Place], state: Callable[[Place], RegistrationState]) -> Place:
    """Return the place whose class its order is about: the first that has a seat, else the first.

    Of places that were renewed, handed over or moved the ended ones come first, and are not it.
    """
    return next((each for each in places if state(each) in SEATED), places[0])


def take_back(present: RegistrationState) -> RegistrationState:
    """Return the state of a registration whose result was a mistake.

    Raises:
        IllegalMove: it has no result.
    """
    if present not in RESULTS:
        raise IllegalMove(present=present, wanted=RegistrationState.CONFIRMED)
    return RegistrationState.CONFIRMED


class Channel(StrEnum):
    """Which way a registration came in."""

    WEB = "web"
    API = "api"
    TRAININGPORTAL = "trainingportal"
    STAFF = "staff"
