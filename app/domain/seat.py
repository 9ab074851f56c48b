"""How many seats a class has, and who may take which: the pool, and what is set aside.

Pure arithmetic over one class's numbers. Not here: the counter and its ledger (store/seat.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.registration import Channel

# The channels that seats can be set aside for; what comes by another has the pool alone.
ALLOTTED = (Channel.WEB, Channel.TRAININGPORTAL, Channel.STAFF)


class Taker(StrEnum):
    """Who takes seats: somebody who comes by, or whose turn it is whoever else waits."""

    NEWCOMER = "newcomer"
    IN_TURN = "in_turn"


class SeatMove(StrEnum):
    """What a row of the ledger is about."""

    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    # Taken on top of what there is, by staff, with their reason.
    OVERBOOKED = "overbooked"
    SET_ASIDE = "set_aside"
    RETURNED = "returned"


@dataclass(eq=False)
class TooFewSeats(Exception):
    """A class was to have fewer seats than are taken or set aside."""

    seats: "Seats"

    @property
    def least(self) -> int:
        """How many seats it must have."""
        return self.seats.least

    def __str__(self) -> str:
        more = " or set aside" if self.seats.promised > self.seats.taken else ""
        return f"must be {self.least} or more: so many seats are taken{more}"


@dataclass(eq=False)
class NotFull(Exception):
    """A place was to be given on top of all, and there is one without."""

    class_code: str

    def __str__(self) -> str:
        return (
            f"{self.class_code} is not full: seats are free, or set aside and can be returned"
            " to the pool"
        )


@dataclass(frozen=True, slots=True)
class Seats:
    """A class's seats as they stand.

    ``aside`` says how many are set aside for a channel, ``taken_by`` how many it has taken, of
    those first and then of the pool. ``overbooked`` of the promised ones are on top of the
    capacity, because staff said so. ``in_line`` is how many entries the waiting list has: while
    there is one, nobody else finds a seat but staff, and whose channel has seats of its own that
    nobody in line waits for: of the site, while none of them waits by the site (``web_in_line``).
    """

    capacity: int
    taken: int = 0
    overbooked: int = 0
    aside: Mapping[Channel, int] = field(default_factory=dict)
    taken_by: Mapping[Channel, int] = field(default_factory=dict)
    in_line: int = 0
    web_in_line: int = 0

    def unused(self, channel: Channel) -> int:
        """Return how many of the channel's own seats it has not taken."""
        return max(self.aside.get(channel, 0) - self.taken_by.get(channel, 0), 0)

    @property
    def promised(self) -> int:
        """How many seats are taken or waiting for their channel."""
        return self.taken + sum(self.unused(each) for each in ALLOTTED)

    @property
    def pool(self) -> int:
        """How many seats are free for everybody."""
        return max(self.capacity - self.promised, 0)

    @property
    def over(self) -> int:
        """How many more people are in than there are seats."""
        return max(self.taken - self.capacity, 0)

    @property
    def left(self) -> int:
        """How many seats nobody has taken, whoever may take them."""
        return max(self.capacity - self.taken, 0)

    def free(self, channel: Channel) -> int:
        """Return how many seats somebody new can take by the channel: nobody overtakes a line."""
        free = self.free_in_turn(channel)
        if not self.in_line or channel is Channel.STAFF:
            return free
        own = 0 if channel is Channel.WEB and self.web_in_line else self.unused(channel)
        return min(free, own)

    def with_taken(self, channel: Channel, seats: int) -> "Seats":
        """Return the class with so many seats more taken by the channel."""
        by = {**self.taken_by, channel: self.taken_by.get(channel, 0) + seats}
        return replace(self, taken=self.taken + seats, taken_by=by)

    def free_in_turn(self, channel: Channel) -> int:
        """Return how many seats the channel can take: its own, then the pool's, no other's."""
        others = sum(self.unused(each) for each in ALLOTTED if each is not channel)
        return max(self.capacity - self.taken - others, 0)

    def most(self, channel: Channel) -> int:
        """Return how many seats the channel could ever have: all but those set aside for others."""
        others = sum(self.aside.get(each, 0) for each in ALLOTTED if each is not channel)
        return max(self.capacity - others, 0)

    @property
    def least(self) -> int:
        """How few seats it can have."""
        return self.promised - self.overbooked

    def resized(self, *, capacity: int, aside: Mapping[Channel, int] | None = None) -> "Seats":
        """Return the class with so many seats, and so many set aside; None leaves that as it is.

        Raises:
            TooFewSeats: more are taken and set aside than that and what staff overbooked.
        """
        kept = self.aside if aside is None else aside
        wanted = replace(self, capacity=capacity, aside=kept)
        over = wanted.promised - capacity
        if over > self.overbooked:
            raise TooFewSeats(wanted)
        return replace(wanted, overbooked=max(over, 0))

    def shrunk(self, capacity: int) -> "Seats":
        """Return the class with so many seats, but never fewer than are taken and not overbooked.

        What fits no longer is returned by those it was set aside for, the staff first.
        """
        size = max(capacity, self.taken - self.overbooked)
        aside, missing = dict(self.aside), self.least - size
        for channel in reversed(ALLOTTED):
            returned = min(self.unused(channel), max(missing, 0))
            if returned:
                aside[channel] -= returned
                missing -= returned
        return self.resized(capacity=size, aside=aside)
