"""Comparing what a partner holds with what we hold: in our words, field by field. Pure.

Not here: how a partner is read (its folder), who is asked about what (the use case).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Thing(StrEnum):
    """What can be compared."""

    PERSON = "person"
    LEAD_SOURCE = "lead_source"
    CLASS = "class"
    BOOKING = "booking"
    PROGRAM = "program"


class Kind(StrEnum):
    """How it differs."""

    MISSING_THERE = "missing_there"
    MISSING_HERE = "missing_here"
    DIFFERS = "differs"
    UNREAD = "unread"


class Repair(StrEnum):
    """What a person can do about a difference."""

    TELL_AGAIN = "tell_again"
    TAKE_THEIRS = "take_theirs"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Ours:
    """One thing as we hold it; ``known`` is what the partner taught us of it (its ids).

    ``stream`` is the one in which it is told there; empty where nothing of it is told again.
    """

    thing: Thing
    code: str
    fields: Mapping[str, str]
    stream: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """One thing as the partner holds it, under our code; only the fields that it says."""

    thing: Thing
    code: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotHeld:
    """The partner does not know a thing of ours."""

    thing: Thing
    code: str


@dataclass(frozen=True, slots=True)
class Unread:
    """It could not be read; ``words`` are the partner's."""

    thing: Thing
    code: str
    words: str


ReadBack = Held | NotHeld | Unread


@runtime_checkable
class Readable(Protocol):
    """A partner that can be read back."""

    @property
    def reads(self) -> frozenset[Thing]:
        """What of it can be read."""

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Yield what it holds of each of ours, and whatever it holds beside, in our words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; ``field`` is empty but where one differs. No personal data in it."""

    thing: Thing
    code: str
    kind: Kind
    field: str = ""
    words: str = ""

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """What can be done about it, the likeliest first."""
        if self.kind in (Kind.UNREAD, Kind.MISSING_HERE):
            return (Repair.IGNORE,)
        if self.thing is Thing.BOOKING:
            # Nothing of a booking is told: it is theirs.
            takes = self.kind is Kind.DIFFERS and self.field in TAKEN
            return (Repair.TAKE_THEIRS, Repair.IGNORE) if takes else (Repair.IGNORE,)
        return (Repair.TELL_AGAIN, Repair.IGNORE)


# What of a booking is taken over as the partner holds it.
TAKEN = ("name", "email", "phone")


def compare(ours: Mapping[tuple[Thing, str], Ours], found: ReadBack) -> list[Difference]:
    """Return how one thing that was read differs from ours; nothing where it does not."""
    match found:
        case Unread(thing, code, words):
            return [Difference(thing, code, Kind.UNREAD, words=words)]
        case NotHeld(thing, code):
            return [Difference(thing, code, Kind.MISSING_THERE)]
    mine = ours.get((found.thing, found.code))
    if mine is None:
        return [Difference(found.thing, found.code, Kind.MISSING_HERE)]
    return [
        Difference(found.thing, found.code, Kind.DIFFERS, name)
        for name, theirs in found.fields.items()
        if name in mine.fields and _plain(mine.fields[name]) != _plain(theirs)
    ]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
