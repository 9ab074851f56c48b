"""A class in one line, as lists show it: when, where, what it costs, whether there is room.

Here: the columns a line needs and what becomes of them. Not here: which classes are listed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import String, case, cast, func, select

from app.domain.class_wording import FREE, ONLINE_WORD
from app.domain.course_class import Closed, PriceKind, why_closed
from app.domain.money import Money
from app.domain.registration import Channel
from app.domain.said import one_of, sentence, sentences
from app.domain.tax import Tax, TaxMode
from app.domain.wording import say_days, say_hours, say_money
from app.queries.catalogue.rows import NOW, AnyRow
from app.store.allotment import HAS_LINE, free_seats
from app.store.course_class import CourseClass
from app.store.price_option import PriceOption
from app.store.venue import Venue

FEW = 5
NO_PRICE = sentence("No price now")
_ANYBODY, _GROUP = "1", "2"

# What a price is to a list: who can have it now; 0 it does not hold, or is for members alone.
_HOLDS = case(
    (PriceOption.ends_at <= NOW, "0"),
    (PriceOption.taken >= PriceOption.place_limit, "0"),
    (PriceOption.kind == PriceKind.STANDARD, "1"),
    (PriceOption.kind == PriceKind.GROUP, "2"),
    else_="0",
)
_PRICES = (
    select(
        func.aggregate_strings(
            cast(PriceOption.id, String)
            + ":"
            + PriceOption.currency
            + ":"
            + cast(PriceOption.amount_minor, String)
            + ":"
            + cast(PriceOption.tax_mode, String)
            + ":"
            + cast(PriceOption.tax_rate, String)
            + ":"
            + _HOLDS,
            ",",
        )
    )
    .where(PriceOption.class_id == CourseClass.id, ~PriceOption.withdrawn)
    .correlate(CourseClass)
    .scalar_subquery()
)

# Needs CourseClass and, joined from the outside, Venue; and the time when it is run.
LINE_COLUMNS = (
    CourseClass.id,
    CourseClass.code,
    CourseClass.starts_at,
    CourseClass.ends_at,
    CourseClass.closes_at,
    CourseClass.timezone,
    CourseClass.state,
    free_seats(Channel.WEB).label("free_seats"),
    HAS_LINE.label("has_line"),
    CourseClass.venue_id,
    Venue.name.label("venue_name"),
    Venue.city.label("venue_city"),
    _PRICES.label("prices"),
)


class Tone(StrEnum):
    """How a badge is coloured; its word says the same."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Badge:
    """One short word about a class."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class in a list. ``hours`` is empty where it has more than one day.

    ``venue`` is empty online; ``open`` when one can register now, ``full`` when nobody can only
    because there is no seat, ``free`` when a place costs nobody anything. ``asked`` is the least
    that anybody pays for one now, tax included, in each currency.
    """

    code: str
    days: str
    hours: str
    starts: str
    place: str
    venue: str
    price: str
    seats: Badge
    open: bool
    full: bool
    free: bool
    asked: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Whether a class takes registrations, and if not why (None when it is only full).

    ``has_line``: one may wait for a seat.
    """

    free: int
    closed: Closed | None
    has_line: bool = False

    @property
    def open(self) -> bool:
        """Whether one can register now."""
        return self.closed is None and self.free > 0

    @property
    def full(self) -> bool:
        """Whether nobody can only because there is no seat."""
        return self.closed is None and self.free == 0


_CLOSED_BADGES = {
    Closed.CANCELLED: Badge(sentence("Cancelled"), Tone.BAD),
    Closed.WITHDRAWN: Badge(sentence("Registration closed"), Tone.CALM),
    Closed.OVER: Badge(sentence("Over"), Tone.CALM),
    Closed.STARTED: Badge(sentence("Already started"), Tone.CALM),
    Closed.DEADLINE: Badge(sentence("Registration closed"), Tone.CALM),
}
_FULL = Badge(sentence("Full"), Tone.WARN)
_WAITING = Badge(sentence("Waiting list"), Tone.WARN)


def room_of(row: AnyRow, *, now: datetime) -> Room:
    """Return the room in a class, from its line's columns."""
    closed = why_closed(
        now,
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        closes_at=row.closes_at,
    )
    return Room(free=max(row.free_seats, 0), closed=closed, has_line=bool(row.has_line))


def badge_of(room: Room) -> Badge:
    """Return the room in one or two words."""
    if room.closed is not None:
        return _CLOSED_BADGES[room.closed]
    if room.free == 0:
        return _WAITING if room.has_line else _FULL
    return _free_badge(room.free)


@lru_cache(256)
def _free_badge(free: int) -> Badge:
    text = sentences("{number} place left", "{number} places left", number=free)
    return Badge(text, Tone.WARN if free < FEW else Tone.GOOD)


def line_of(row: AnyRow, *, now: datetime) -> ClassLine:
    """Return the line of a row with `LINE_COLUMNS`."""
    room = room_of(row, now=now)
    days, hours, starts = _when(row.starts_at, row.ends_at, row.timezone)
    return ClassLine(
        code=row.code,
        days=days,
        hours=hours,
        starts=starts,
        place=ONLINE_WORD if row.venue_id is None else row.venue_city or row.venue_name,
        venue=row.venue_name if row.venue_city else "",
        price=price_now(row.prices or ""),
        seats=badge_of(room),
        open=room.open,
        full=room.full,
        free=not row.prices,
        asked=asked_now(row.prices or ""),
    )


@lru_cache(1024)
def _when(starts_at: datetime, ends_at: datetime, timezone: str) -> tuple[str, str, str]:
    """Return days, hours and ISO start; hours are empty where there is more than one day."""
    zone = ZoneInfo(timezone)
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    hours = say_hours(starts_at, ends_at, timezone) if starts.date() == ends.date() else ""
    return say_days(starts_at, ends_at, timezone), hours, starts.isoformat(timespec="minutes")


@lru_cache(1024)
def price_now(options: str) -> str:
    """Return what a place costs now, from the column `prices`.

    Of each currency it is the cheapest option that anybody can have; *from* a group's where that is
    less. Without any option the class is free.
    """
    if not options:
        return FREE
    groups = _least_of(options, _GROUP)
    said = [
        _least_text(amount, group=groups.get(amount.currency, amount.minor))
        for amount in asked_now(options)
    ]
    return one_of(said) if said else NO_PRICE


@lru_cache(1024)
def asked_now(options: str) -> tuple[Money, ...]:
    """Return the cheapest that anybody can have now, in each currency, from the column `prices`."""
    least = _least_of(options, _ANYBODY)
    return tuple(Money(minor, currency) for currency, minor in least.items())


def _least_of(options: str, whose: str) -> dict[str, int]:
    """Return the least that options which hold so cost, by currency in the options' order.

    They are `id:currency:minor:mode:rate:holds`. As `current_price` of the domain decides, a tax is
    included.
    """
    least: dict[str, int] = {}
    several = filter(None, options.split(","))
    for option in sorted(several, key=lambda option: int(option.partition(":")[0])):
        _, currency, minor, mode, rate, holds = option.split(":")
        if holds == whose:
            gross = sum(Tax(TaxMode(mode), int(rate)).on(int(minor)))
            least[currency] = min(gross, least.get(currency, gross))
    return least


def _least_text(amount: Money, *, group: int) -> str:
    """Return the amount, or from how little on a group has it."""
    if group >= amount.minor:
        return price_text(amount)
    return sentence("from {amount}", amount=price_text(Money(group, amount.currency)))


def price_text(amount: Money) -> str:
    """Return the amount, or that it is free."""
    return say_money(amount) if amount.minor else FREE
