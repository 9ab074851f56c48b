"""Classes as a partner lists them, to be imported here. Not here: reading or keeping them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from app.domain.contract import Refused, Unreachable
from app.domain.course_class import Price


@dataclass(frozen=True, slots=True)
class ListedVenue:
    """A place as the partner names it; ``code`` is ours, made of the partner's id."""

    code: str
    name: str
    line1: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class ListedClass:
    """One class of a partner's list, in our words.

    ``partner_id`` is the partner's own number, ``code`` the one it has here. Times are UTC;
    ``sittings`` are pairs of start and end, at least one. No prices: free. ``available`` are the
    places the partner still has (S20: advisory). ``ended``: it takes no registrations any more.
    """

    partner_id: str
    code: str
    title: str
    type: str
    description: str
    timezone: str
    sittings: tuple[tuple[datetime, datetime], ...]
    venue: ListedVenue | None
    prices: tuple[Price, ...]
    available: int
    waiting_list: bool
    closes_at: datetime | None
    ended: bool
    updated_at: datetime | None

    @property
    def starts_at(self) -> datetime:
        """When the first sitting begins."""
        return self.sittings[0][0]

    @property
    def ends_at(self) -> datetime:
        """When the last sitting is over."""
        return self.sittings[-1][1]

    def said(self) -> dict[str, str]:
        """Return what is compared of it, by the word that staff read; an ended one says only that.

        Not the description, which stands with the program and may be another class's.
        """
        if self.ended:
            return {"status": "ended"}
        zone = ZoneInfo(self.timezone)
        sittings = (f"{_say(starts, zone)} to {_say(ends, zone)}" for starts, ends in self.sittings)
        prices = sorted(
            f"{each.label} {each.money} {_say(each.ends_at, zone)}".strip() for each in self.prices
        )
        return {
            "status": "open",
            "name": self.title,
            "type": self.type,
            "dates": f"{', '.join(sittings)} ({self.timezone})",
            "venue": self.venue.name if self.venue else "",
            "price": ", ".join(prices),
            "free places": str(self.available),
            "waiting list": "yes" if self.waiting_list else "no",
            "deadline": _say(self.closes_at, zone),
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry of the list that cannot be a class here: its number, and why, for a person."""

    partner_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a class here: what of it is new, and how many registrations it concerns."""

    code: str
    title: str
    what: tuple[str, ...]
    registrations: int


@dataclass(frozen=True, slots=True)
class ClassesListed:
    """The whole list, as far as it could be read."""

    classes: tuple[ListedClass, ...]
    left_out: tuple[LeftOut, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NotListed:
    """The partner knows no such class (any more)."""

    words: str


ListAnswer = ClassesListed | Refused | Unreachable
ClassAnswer = ListedClass | LeftOut | NotListed | Refused | Unreachable


@runtime_checkable
class ListingDesk(Protocol):
    """A partner whose classes can be imported."""

    def listed_classes(self) -> ListAnswer:
        """Read the whole list."""

    def listed_class(self, partner_id: str) -> ClassAnswer:
        """Read one class."""


def _say(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
