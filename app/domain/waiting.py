"""The waiting list: whose turn it is, how long an offer stands, who joins instead of registering.

Pure rules over one class's line and seats. Not here: its rows (store/waiting.py), offering.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.course_class import Closed
from app.domain.reason import (
    LINE_BEGUN,
    LINE_CLOSED,
    LINE_DEADLINE,
    LINE_OVER,
    OwnReason,
    say_reason,
)
from app.domain.registration import Channel
from app.domain.seat import Seats

# Once so many behind it were offered seats, a group that did not fit has seats gathered for it.
PATIENCE = 3
# So long at most: a group for which they do not come together is passed over again.
GATHERING_LASTS = timedelta(days=2)
# Nothing is gathered any more when so little time is left: whoever fits gets it.
GATHERING_ENDS = timedelta(days=3)
# How long an offer stands, where nothing else is set.
OFFER_LASTS = timedelta(hours=24)
# A letter that comes no later is in time: while mail works it takes seconds.
LATE = timedelta(minutes=10)
# How often one address may stand in a class's line: an office that sends several groups, say.
MOST_ENTRIES = 3


class EntryState(StrEnum):
    """Where an entry stands; what became of an offer, its registrations say.

    ``accepted``: by saying how it will be paid, so that it does not end with the offer's time.
    """

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    GONE = "gone"


class LineState(StrEnum):
    """Whether a class's line is offered what comes free by itself, or by staff's hand alone."""

    RUNNING = "running"
    PAUSED = "paused"


class By(StrEnum):
    """Why an entry is offered seats: it is its turn, or staff picked it by hand."""

    TURN = "turn"
    HAND = "hand"


class PlaceWish(StrEnum):
    """What whoever sends a registration agreed to."""

    SEAT = "seat"
    LINE = "line"
    EITHER = "either"


@dataclass(eq=False)
class LineClosed(Exception):
    """A line from which nobody may be offered a seat (any more), or not by itself."""

    class_code: str

    def __str__(self) -> str:
        return f"The waiting list of {self.class_code} is closed or paused"


@dataclass(eq=False)
class SeatsFree(Exception):
    """Somebody agreed to wait, and meanwhile there are seats for them."""

    class_code: str

    def __str__(self) -> str:
        return f"There are free seats on {self.class_code}: nobody has to wait"


@dataclass(eq=False)
class InLineAlready(Exception):
    """An address that is in a class's line as often as one may."""

    class_code: str

    def __str__(self) -> str:
        return f"This address is on the waiting list of {self.class_code} already"


@dataclass(frozen=True, slots=True)
class InLine:
    """An entry: ``size`` people who stay together, by the order's ``channel``.

    ``passed`` is how many behind it were offered seats because it did not fit. Seats are gathered
    for it since ``gathers_since`` (UTC), None where that has not begun.
    """

    id: int
    size: int
    channel: Channel
    passed: int = 0
    gathers_since: datetime | None = None

    def patience_used(self, now: datetime) -> int:
        """Return how often it was passed over since its patience last began."""
        over = self.gathers_since is not None and now >= self.gathers_since + GATHERING_LASTS
        return 0 if over else self.passed


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is to be offered seats now, in order, and who was passed over because they do not fit.

    ``passed`` has the number of each that was passed over, with the numbers of those behind it that
    are chosen and took what it could have had. ``gathers`` are the groups that free seats are kept
    for: those that their channels can take, and no others.
    """

    chosen: tuple[InLine, ...] = ()
    passed: Mapping[int, Collection[int]] = field(default_factory=dict)
    gathers: tuple[InLine, ...] = ()

    def passed_over(self, offered: Iterable[int]) -> dict[int, int]:
        """Return how many of those that are offered seats were behind each that was passed over.

        ``offered`` are entries' numbers.
        """
        numbers = set(offered)
        times = {each: len(numbers.intersection(behind)) for each, behind in self.passed.items()}
        return {each: behind for each, behind in times.items() if behind}


def whose_turn(line: Iterable[InLine], seats: Seats, *, now: datetime, closes_at: datetime) -> Turn:
    """Return whose turn it is, the first in line first.

    A group that does not fit is passed over and keeps its place. After ``PATIENCE`` others seats
    are gathered for it, for ``GATHERING_LASTS`` and until ``GATHERING_ENDS`` before the class
    closes (``closes_at``, UTC); then its patience begins anew. Who can have seats that its channel
    can never have is neither in its way nor held up by it.
    """
    plan = _Plan(seats, now=now, gathering=now < closes_at - GATHERING_ENDS)
    for entry in line:
        if plan.seats.left <= 0:
            break
        plan.put(entry)
    passed = {each.id: tuple(behind) for each, behind in plan.skipped.items()}
    return Turn(tuple(plan.chosen), passed, tuple(plan.gathers))


class _Plan:
    """A plan in the making: ``seats`` are those left for whoever is next in line.

    ``skipped`` are those that did not fit, each with the numbers of those chosen behind it.
    """

    def __init__(self, seats: Seats, *, now: datetime, gathering: bool) -> None:
        self.seats = seats
        self.now = now
        self.gathering = gathering
        self.chosen: list[InLine] = []
        self.skipped: dict[InLine, list[int]] = {}
        self.gathers: list[InLine] = []

    def put(self, entry: InLine) -> None:
        """Choose the entry, or pass it over."""
        before = self.seats
        if before.free_in_turn(entry.channel) < entry.size:
            self.skipped[entry] = []
            self._gather(entry)
            return
        self.seats = after = before.with_taken(entry.channel, entry.size)
        self.chosen.append(entry)
        fewer = {each for each in Channel if after.free_in_turn(each) < before.free_in_turn(each)}
        for each, behind in self.skipped.items():
            if each.channel in fewer:
                behind.append(entry.id)
                self._gather(each)

    def _gather(self, entry: InLine) -> None:
        """Keep what its channel can take for an entry that was passed over too often."""
        kept, most = self.seats.free_in_turn(entry.channel), self.seats.most(entry.channel)
        patient = entry.patience_used(self.now) + len(self.skipped[entry]) < PATIENCE
        if patient or not kept or not self.gathering or entry.size > most:
            return
        self.seats = self.seats.with_taken(entry.channel, kept)
        self.gathers.append(entry)


def offer_ends(now: datetime, *, lasts: timedelta, closes_at: datetime) -> datetime:
    """Return until when an offer made now stands: never longer than one can register."""
    return min(now + lasts, closes_at)


def offer_ends_told_late(
    offered_at: datetime, *, told_at: datetime, lasts: timedelta, closes_at: datetime
) -> datetime:
    """Return until when an offer stands whose letter is late: as long from then as was meant.

    Never twice as long as an offer lasts, or an address that takes no mail would keep its seats.
    """
    most = offered_at + 2 * lasts
    return min(offer_ends(told_at, lasts=lasts, closes_at=closes_at), most)


def is_to_wait(wish: PlaceWish, *, wanted: int, free: int, most: int, has_line: bool) -> bool:
    """Say whether a registration of so many joins the line.

    ``free`` are the seats that a newcomer can take: none while anybody is in line. Nobody waits for
    what they could have, because an offer holds its seats far longer than an order that is being
    paid. More than ``most``, which is how many their channel could ever have, are not taken in.
    """
    if not has_line or wanted > most:
        return False
    return wish is not PlaceWish.SEAT and free < wanted


# Why a line ends, as everybody in it is told.
ENDED: Mapping[Closed, str] = {
    Closed.CANCELLED: say_reason(OwnReason.CLASS_CANCELLED),
    Closed.WITHDRAWN: LINE_CLOSED,
    Closed.OVER: LINE_OVER,
    Closed.STARTED: LINE_BEGUN,
    Closed.DEADLINE: LINE_DEADLINE,
}
LEFT = "left by the buyer"
DECLINED = say_reason(OwnReason.OFFER_DECLINED)
LAPSED = say_reason(OwnReason.OFFER_LAPSED)
# What the ledger of seats says of an offer that ended, instead of its places' state.
SEATS_SAY: Mapping[OwnReason | None, str] = {
    OwnReason.OFFER_DECLINED: "offer declined",
    OwnReason.OFFER_LAPSED: "offer lapsed",
}
