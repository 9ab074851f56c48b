"""Comparing what a partner holds with what we hold: in our words, field by field. Pure.

Not here: how a partner is read (its folder), who is asked about what (the use case).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

# The code of what could not be read as a whole.
ALL = "(all)"


class Thing(StrEnum):
    """What can be compared."""

    PERSON = "person"
    STAFF = "staff"
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
    Not ``expected``: the partner need not have it (any more), and is right either way.
    """

    thing: Thing
    code: str
    fields: Mapping[str, str]
    stream: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    expected: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """One thing as the partner holds it, under our code; only the fields that it says.

    ``words`` say what it is where we do not have it, ``over_at`` (UTC) from when it is worth
    nobody's while that we do not.
    """

    thing: Thing
    code: str
    fields: Mapping[str, str]
    words: str = ""
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotHeld:
    """The partner does not know a thing of ours."""

    thing: Thing
    code: str


@dataclass(frozen=True, slots=True)
class Unread:
    """It could not be read; ``words`` are the partner's.

    ``codes`` are of ours that it stands for, where a whole list could not be read; ``lists`` is
    what would have been in that list, of ours or not. ``away``: nobody answered at all.
    """

    thing: Thing
    code: str
    words: str
    codes: tuple[str, ...] = ()
    away: bool = False
    lists: Thing | None = None


ReadBack = Held | NotHeld | Unread


@runtime_checkable
class Readable(Protocol):
    """A partner that can be read back."""

    @property
    def reads(self) -> frozenset[Thing]:
        """What of it can be read."""

    @property
    def not_read(self) -> str:
        """Say for staff what else it has and is not read, and why; empty where that is nothing."""

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
        if self.kind is Kind.UNREAD:
            return (Repair.IGNORE,)
        if self.thing is Thing.PROGRAM:
            # It is theirs, whatever differs: what they list is what is offered here.
            return (Repair.TAKE_THEIRS, Repair.IGNORE)
        if self.kind is Kind.MISSING_HERE:
            return (Repair.IGNORE,)
        if self.thing is Thing.BOOKING:
            # Nothing of a booking is told: it is theirs.
            takes = self.kind is Kind.DIFFERS and self.field in TAKEN
            return (Repair.TAKE_THEIRS, Repair.IGNORE) if takes else (Repair.IGNORE,)
        return (Repair.TELL_AGAIN, Repair.IGNORE)


# What of a booking is taken over as the partner holds it.
TAKEN = ("name", "email", "phone")

# What is about nobody, and can be shown as it is on either side.
PUBLIC = frozenset({Thing.CLASS, Thing.PROGRAM, Thing.LEAD_SOURCE})

Named = tuple[Thing, str]


@dataclass(frozen=True, slots=True)
class Findings:
    """What one reading found, and of what it can say nothing."""

    compared: int
    differences: tuple[Difference, ...]
    unsaid: frozenset[Named] = frozenset()
    unlisted: frozenset[Thing] = frozenset()

    def leaves(self, earlier: Difference) -> bool:
        """Whether it says nothing of a difference that was found before, which then stays."""
        if earlier.kind is Kind.MISSING_HERE and earlier.thing in self.unlisted:
            return True
        return (earlier.thing, earlier.code) in self.unsaid


def find_differences(
    reads: Iterable[ReadBack],
    *,
    before: Mapping[Named, Ours],
    after: Mapping[Named, Ours],
    moving: Collection[str],
    now: datetime,
) -> Findings:
    """Compare all that was read with ours, as it was ``before`` the reading and ``after`` it.

    Reading takes its time, and the desk is open: what changed here meanwhile, or was on its way
    there in one of the ``moving`` streams when it began or ended, is no difference yet, and said
    nothing of.
    """
    found: list[Difference] = []
    unsaid: set[Named] = set()
    unlisted: set[Thing] = set()
    compared = 0
    for read in reads:
        compared += 1
        key = (read.thing, read.code)
        mine = before.get(key)
        if isinstance(read, Unread):
            unsaid.update((read.thing, code) for code in (read.code, *read.codes))
            unlisted.update([read.lists] if read.lists else [])
        elif mine != after.get(key) or (mine is not None and mine.stream in moving):
            unsaid.add(key)
            continue
        found += compare(before, read, now=now)
    return Findings(compared, tuple(dict.fromkeys(found)), frozenset(unsaid), frozenset(unlisted))


def compare(ours: Mapping[Named, Ours], found: ReadBack, *, now: datetime) -> list[Difference]:
    """Return how one thing that was read differs from ours; nothing where it does not."""
    mine = ours.get((found.thing, found.code))
    match found:
        case Unread(thing, code, words):
            return [Difference(thing, code, Kind.UNREAD, words=words)]
        case NotHeld(thing, code):
            expected = mine is None or mine.expected
            return [Difference(thing, code, Kind.MISSING_THERE)] if expected else []
    if mine is None:
        over = found.over_at is not None and found.over_at <= now
        said = Difference(found.thing, found.code, Kind.MISSING_HERE, words=found.words)
        return [] if over else [said]
    return [
        Difference(found.thing, found.code, Kind.DIFFERS, name, _both(found, mine, name))
        for name, theirs in found.fields.items()
        if name in mine.fields and _plain(mine.fields[name]) != _plain(theirs)
    ]


def _both(found: Held, mine: Ours, name: str) -> str:
    """Return what either side says, for staff; nothing where that is about somebody."""
    if found.thing not in PUBLIC:
        return ""
    return f"{mine.fields[name] or 'nothing'} here, {found.fields[name] or 'nothing'} there"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
