"""When a class can be registered for, and what it costs now. Not here: seats, rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.money import Money
from app.domain.tax import UNTAXED, Tax


class ClassState(StrEnum):
    """What staff decided about a class."""

    PUBLISHED = "published"
    CANCELLED = "cancelled"
    # It may well be held: the partner it was imported from offers it no longer.
    WITHDRAWN = "withdrawn"


class ClassStatus(StrEnum):
    """Where a class is in time (I5: not a registration's ``completed``)."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    COMPLETED = "completed"


class ProgramKind(StrEnum):
    """Whether a catalogue entry is a program or a course."""

    PROGRAM = "program"
    COURSE = "course"


class Closed(StrEnum):
    """Why a class takes no registrations; the text is for people."""

    CANCELLED = "This class has been cancelled"
    WITHDRAWN = "This class takes no registrations any more"
    OVER = "This class is over"
    STARTED = "This class has already started"
    DEADLINE = "The deadline for registering has passed"


# Staff may still give places then: the deadline is their own, and somebody turns up at the door.
OPEN_TO_STAFF = (None, Closed.DEADLINE, Closed.STARTED)


@dataclass(eq=False)
class ClassClosed(Exception):
    """A registration was asked for while the class takes none."""

    class_code: str
    why: Closed

    def __str__(self) -> str:
        return self.why.value


@dataclass(eq=False)
class ClassFull(Exception):
    """Fewer seats are free than were asked for."""

    class_code: str
    wanted: int

    def __str__(self) -> str:
        return f"No free seats on {self.class_code}"


def class_status(now: datetime, *, starts_at: datetime, ends_at: datetime) -> ClassStatus:
    """Return where a class is in time; all times aware."""
    if now < starts_at:
        return ClassStatus.UPCOMING
    return ClassStatus.ACTIVE if now < ends_at else ClassStatus.COMPLETED


def day_before(moment: datetime, timezone: str) -> date:
    """Return the last day in the zone that begins before then: what ``end_of_day`` was given."""
    return (moment - timedelta(microseconds=1)).astimezone(ZoneInfo(timezone)).date()


def end_of_day(day: date, timezone: str) -> datetime:
    """Return the first moment after the day in the zone, in UTC.

    So a deadline includes its day (trainingportal.md S3, S4).
    """
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(timezone))
    # Left in its zone, a midnight the clocks skip or repeat would equal no UTC time (PEP 495).
    return midnight.astimezone(UTC)


def registers_until(closes_at: datetime | None, *, starts_at: datetime) -> datetime:
    """Return until when one can register: the deadline, where there is one, and never the start."""
    return min(closes_at or starts_at, starts_at)


def ends_with(deadline: date | None, timezone: str, *, starts_at: datetime) -> datetime:
    """Return the first moment after a deadline of a class (UTC); its start, where that is sooner.

    A class without the deadline has its start for it.
    """
    return min(end_of_day(deadline, timezone), starts_at) if deadline else starts_at


def why_closed(
    now: datetime,
    *,
    state: ClassState,
    starts_at: datetime,
    ends_at: datetime,
    closes_at: datetime | None,
) -> Closed | None:
    """Return why the class takes no registrations at ``now``, or None when it does.

    A class with no deadline closes when it starts.
    """
    if state is ClassState.CANCELLED:
        return Closed.CANCELLED
    if now >= ends_at:
        return Closed.OVER
    if now >= starts_at:
        return Closed.STARTED
    if state is ClassState.WITHDRAWN:
        return Closed.WITHDRAWN
    if closes_at is not None and now >= closes_at:
        return Closed.DEADLINE
    return None


class PriceKind(StrEnum):
    """Who may have a price: anybody, members, so many who come together, holders of a voucher."""

    STANDARD = "standard"
    MEMBER = "member"
    GROUP = "group"
    VOUCHER_ONLY = "voucher_only"


@dataclass(frozen=True, slots=True)
class Price:
    """A price option; ``ends_at`` (UTC) is when an early bird flies no more.

    ``least``: how many must register together for a group's. ``limit``: how many places may be had
    at it in all, None where there is no limit; ``taken``: how many are. ``exemptable``: whoever has
    a VAT number pays it without its tax.
    """

    label: str
    money: Money
    ends_at: datetime | None = None
    id: int = 0
    kind: PriceKind = PriceKind.STANDARD
    least: int = 1
    limit: int | None = None
    taken: int = 0
    tax: Tax = UNTAXED
    exemptable: bool = False

    @property
    def left(self) -> int | None:
        """How many places can still be had at it; None: as many as there are seats."""
        return None if self.limit is None else max(self.limit - self.taken, 0)

    @property
    def gross(self) -> Money:
        """What is charged for one place, tax included."""
        return Money(sum(self.tax.on(self.money.minor)), self.money.currency)

    def holds(self, now: datetime) -> bool:
        """Say whether it has not ended and is not used up."""
        return (self.ends_at is None or now < self.ends_at) and self.left != 0

    def exempted(self) -> "Price":
        """Return it as somebody with a VAT number pays it: without the tax in it or on it."""
        if not self.exemptable:
            return self
        money, tax = self.tax.exempted(self.money)
        return replace(self, money=money, tax=tax)


def current_price(prices: Iterable[Price], *, currency: str, now: datetime) -> Price | None:
    """Return the cheapest option of the currency that anybody can have now, or None."""
    open_now = [
        price
        for price in prices
        if price.money.currency == currency
        and price.kind is PriceKind.STANDARD
        and price.holds(now)
    ]
    return min(open_now, key=cheapest_first, default=None)


def standing_price(prices: Sequence[Price]) -> Money | None:
    """Return what anybody pays for as long as there are seats, tax included; None where it is free.

    This is what partners are told: nobody announces the moment at which another price ends.
    """
    usual = [price for price in prices if price.kind is PriceKind.STANDARD]
    standing = [price for price in usual if price.ends_at is None and price.limit is None]
    first = next(iter(standing or usual), None)
    return first.gross if first else None


def cheapest_first(price: Price) -> tuple[int, int]:
    """Order prices of one currency by what is charged; of two equal ones the older comes first."""
    return price.gross.minor, price.id
