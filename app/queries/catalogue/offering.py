"""A class as other machines read it: when, where, for how much, whether there is room.

Not here: the words in which people are told the same (class_page.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.course_class import Closed, Price, PriceKind
from app.domain.money import Money
from app.queries.catalogue.lines import Room
from app.queries.catalogue.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Asked:
    """What a place costs anybody, tax included, and until when (None: no end is set)."""

    label: str
    money: Money
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offering:
    """A class; times have the class's own offset from UTC. ``country`` has two letters.

    ``venue`` and what belongs to it are empty online. ``open``: one can register now; ``full``:
    nobody can only because there is no seat; ``free``: a place costs nobody anything.
    """

    starts: str
    ends: str
    venue: str
    street: str
    postal_code: str
    city: str
    country: str
    cancelled: bool
    withdrawn: bool
    open: bool
    full: bool
    free: bool
    prices: tuple[Asked, ...]

    @property
    def online(self) -> bool:
        """Whether it is held on the web."""
        return not (self.venue or self.city)


def offering_of(row: AnyRow, room: Room, prices: Sequence[Price], *, now: datetime) -> Offering:
    """Return the class of a row of a class's page; members', groups' and voucher prices left out.

    Args:
        prices: every option of the class that is not withdrawn; a free class has none.
    """
    zone = ZoneInfo(row.timezone)
    street = ", ".join(part for part in (row.line1, row.line2) if part) if row.venue_id else ""
    return Offering(
        starts=row.starts_at.astimezone(zone).isoformat(timespec="minutes"),
        ends=row.ends_at.astimezone(zone).isoformat(timespec="minutes"),
        venue=row.venue_name or "",
        street=street,
        postal_code=row.postal_code or "",
        city=row.venue_city or "",
        country=row.country or "",
        cancelled=room.closed is Closed.CANCELLED,
        withdrawn=room.closed is Closed.WITHDRAWN,
        open=room.open,
        full=room.full,
        free=not prices,
        prices=tuple(
            Asked(each.label, each.money, each.ends_at)
            for each in prices
            if each.kind is PriceKind.STANDARD and each.holds(now)
        ),
    )
