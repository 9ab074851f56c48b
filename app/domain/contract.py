"""The contracts of the outermost ring: what partners and gateways promise, how they answer."""

from collections.abc import Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from app.domain.bounce import Bounced
from app.domain.delivery import PACE
from app.domain.event import Event, EventKind
from app.domain.person import IncomingPerson
from app.domain.stream import Subject

# The word with which the house's own chores are woken, beside the destinations' names.
HOUSE = "house"
# The word with which seats that came free are offered to who waits for them.
LINE = "line"
# The word with which somebody is woken to act on what partners sent.
INBOUND = "inbound"
# The word with which somebody is woken to send the codes that open orders.
CODES = "codes"


class Sessions(Protocol):
    """Where transactions come from; ``store.database`` has each of them with its type."""

    def begin(self) -> AbstractContextManager[Any]:
        """Open a session whose transaction commits at the end, or rolls back on an error."""

    def read(self) -> AbstractContextManager[Any]:
        """Open a session that only reads."""

    def begin_rows(self) -> AbstractContextManager[Any]:
        """Open a connection whose transaction commits at the end, or rolls back on an error."""

    def read_rows(self) -> AbstractContextManager[Any]:
        """Open a connection that only reads."""

    def mark(self) -> Hashable:
        """Return what stays equal for exactly as long as nothing at all is written."""


# -- how a destination answers ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """The destination has it. ``learned`` is what to remember of it (its ids), by name."""

    words: str
    learned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """The destination said no, and would say so again; ``words`` are its own.

    ``bounced``: it was an address that was refused, and what is known of that now.
    """

    words: str
    learned: Mapping[str, str] = field(default_factory=dict)
    bounced: Bounced | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """It was not told, on purpose and for good; nothing is known of the destination by that."""

    words: str
    learned: Mapping[str, str] = field(default_factory=dict)


class Trouble(StrEnum):
    """Of which kind a failure is."""

    TEMPORARY = "temporary"  # time may mend it
    PERMANENT = "permanent"  # they said no, and would again
    CONFIGURATION = "configuration"  # they do not accept *us*: a person must mend our settings
    UNKNOWN = "unknown"  # it may have happened


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing took effect; worth another try, not before ``retry_after`` if it named a time.

    ``spared``: the whole destination is away, so this try does not count against what was told.
    ``alone``: the destination did answer, and this one thing has to wait; nothing else does.
    """

    words: str
    retry_after: timedelta | None = None
    learned: Mapping[str, str] = field(default_factory=dict)
    trouble: Trouble = Trouble.TEMPORARY
    spared: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have taken effect: a person or a look-up decides, it is never blindly repeated."""

    words: str
    learned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adopted:
    """The destination had it before, under the id in ``learned`` (iso.md S7).

    It counts only where that id is nobody else's here: then, where not all is ``done``, the rest is
    told at once; else it is told again later, when the other one may have ended there.
    """

    words: str
    learned: Mapping[str, str]
    done: bool = True


Outcome = Told | Adopted | Refused | Withheld | Unreachable | Unknown


def trouble_of(outcome: Outcome) -> Trouble | None:
    """Return of which kind the failure is, or None where it is none."""
    match outcome:
        case Unreachable(trouble=trouble):
            return trouble
        case Refused():
            return Trouble.PERMANENT
        case Unknown():
            return Trouble.UNKNOWN
    return None


class Partner(Protocol):
    """A destination that is told of events: a partner, or the mail."""

    @property
    def name(self) -> str:
        """The destination's word, as in ``delivery.destination``."""

    @property
    def listing(self) -> bool:
        """Whether a class must name this destination in its ``partners`` for it to hear."""

    @property
    def time_out(self) -> timedelta:
        """The longest one ``tell`` may take; a delivery's lease outlasts it by 30 s."""

    def hears(self, kind: EventKind) -> bool:
        """Say whether this destination is told of such events."""

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return the ordering key: within one stream, a destination hears things in order."""

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say whether telling it twice has the effect of once, where it taught us ``known``."""

    def supersedes(self, kind: EventKind) -> bool:
        """Say whether a newer such event makes older, untold ones of its stream needless (T12)."""

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Tell it, no transaction open; ``key`` stays the same over the tries of one delivery."""


@runtime_checkable
class TakesAnswers(Protocol):
    """A destination that has a place for the answers of a form."""

    @property
    def answers_at(self) -> str:
        """Where they stand there, in its own words: ``formData``."""


@runtime_checkable
class OwnPace(Protocol):
    """A destination that is tried again at a pace of its own."""

    @property
    def pace(self) -> tuple[int, ...]:
        """The seconds before each further try; after the last it is parked."""


def pace_of(partner: Partner) -> tuple[int, ...]:
    """Return the pace at which the destination is tried again."""
    return partner.pace if isinstance(partner, OwnPace) else PACE


@runtime_checkable
class Paced(Protocol):
    """A destination that may be called so often and no oftener."""

    def admit(self) -> bool:
        """Wait some seconds for the turn to tell it something, or say that too many wait."""


def may_tell(partner: object) -> bool:
    """Return when the destination may be told something; False where too many wait for that."""
    return partner.admit() if isinstance(partner, Paced) else True


# -- Trainingportal's bookings ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BookingDetails:
    """What the partner holds of a booking we reserved (trainingportal.md 6.5); empty = absent."""

    partner_reference: str
    class_code: str
    name: str
    email: str
    phone: str
    birth_date: date | None
    enroller_name: str
    enroller_email: str
    enroller_phone: str
    employer: str
    comment: str
    purchase_order: str


@dataclass(frozen=True, slots=True)
class BookingFound:
    """The partner knows the booking."""

    details: BookingDetails
    words: str


@dataclass(frozen=True, slots=True)
class BookingNotYet:
    """The partner does not know the booking yet (T7): not an error, ask again."""

    words: str


BookingAnswer = BookingFound | BookingNotYet | Refused | Unreachable


@runtime_checkable
class BookingDesk(Protocol):
    """A partner that reserves seats here and must be asked what it booked."""

    def booking(self, reference: str) -> BookingAnswer:
        """Ask for the booking we gave ``reference`` to."""


# -- people who wait at a partner ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingPeople:
    """People a partner has for us, as many as it gives at once.

    ``more``: there may be others behind them. ``unusable`` counts records that are none.
    """

    people: tuple[IncomingPerson, ...]
    more: bool
    unusable: int = 0


@runtime_checkable
class PeopleDesk(Protocol):
    """A partner at which people wait to be fetched, and that must be told who was."""

    @property
    def name(self) -> str:
        """The partner's word."""

    def waiting_people(self) -> WaitingPeople | Refused | Unreachable:
        """Ask for those that wait."""

    def acknowledge(self, person: IncomingPerson, *, code: str) -> Told | Refused | Unreachable:
        """Say that a person was kept under our record id ``code``."""
