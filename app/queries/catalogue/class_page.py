"""One class: when, where, what it costs, whether there is room, and what else there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.domain.class_wording import ONLINE_WORD, say_closed, say_for_whom
from app.domain.contract import Sessions
from app.domain.course_class import Closed, Price, PriceKind, end_of_day, registers_until
from app.domain.payment_plan import ONLY_ONLINE, Ways, ways_from
from app.domain.refund_rule import say_steps, steps_from
from app.domain.said import capitalised, one_of, sentence, sentences
from app.domain.tax import TaxMode
from app.domain.wording import (
    say_country,
    say_day,
    say_days,
    say_hours,
    say_tax,
    say_until,
    say_zone,
)
from app.queries.catalogue.class_rows import CLASS_AND_OTHERS, MEETINGS_AND_PRICES
from app.queries.catalogue.entry import ProgramOutline, entry_of
from app.queries.catalogue.extra_lines import ExtraLine, extra_lines
from app.queries.catalogue.lines import (
    NO_PRICE,
    Badge,
    ClassLine,
    Room,
    badge_of,
    line_of,
    price_now,
    price_text,
    room_of,
)
from app.queries.catalogue.offering import Offering, offering_of
from app.queries.catalogue.rows import AnyRow, fetch
from app.store.database import reading_rows
from app.store.price_option import price_from


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One sitting, in the class's zone; ``starts`` is its beginning in ISO 8601."""

    day: str
    hours: str
    starts: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price option that holds, but none that only a voucher opens.

    ``notes`` say who can have it, until when, how many still can, and how it stands to its tax.
    """

    label: str
    amount: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one can register, in words; ``text`` is empty where the title says it all.

    ``joinable``: it is full, and one may wait for a place.
    """

    title: str
    text: str
    badge: Badge
    open: bool
    joinable: bool = False


@dataclass(frozen=True, slots=True)
class ClassPage:
    """A class's page. ``address`` are the lines of the venue, empty online, as is ``venue_code``.

    ``price`` is what a place costs now, ``prices`` every option that holds. ``register_by`` is
    empty once nobody can, ``cancelling`` where no rule is set. ``others`` are open classes of the
    same program with free places. ``paying`` says how it can be paid for, where that is not
    online alone. ``offering`` is the same for machines.
    """

    code: str
    program: ProgramOutline
    days: str
    meetings: tuple[MeetingLine, ...]
    zone: str
    place: str
    address: tuple[str, ...]
    venue_code: str
    price: str
    prices: tuple[PriceLine, ...]
    extras: tuple[ExtraLine, ...]
    register_by: str
    cancelling: str
    standing: Standing
    others: tuple[ClassLine, ...]
    paying: str
    offering: Offering


_WHY = {
    Closed.CANCELLED: sentence("It will not be held. Whoever had registered has been told."),
    Closed.WITHDRAWN: sentence(
        "Its organiser has taken it off the list. Whoever had registered keeps the place."
    ),
    Closed.OVER: sentence("It has been held already."),
    Closed.STARTED: sentence("Once a class has begun nobody can join it any more."),
    Closed.DEADLINE: sentence("The organiser has begun to prepare it for those who registered."),
}

_FULL = sentence(
    "Every place is taken or held for somebody who is paying. A place that is not paid for comes "
    "free again, so it can be worth looking in later."
)
_IN_LINE = sentence(
    "Every place is taken, or held for somebody. Join the line: when a place comes free and it is "
    "your turn, we hold it for you and write to you."
)
_IS_FULL = sentence("This class is full")
_PRICELESS = sentence("This class has no price at the moment")


def class_page(sessions: Sessions, *, code: str, now: datetime) -> ClassPage | None:
    """Return the page of a class, or None; two statements, three where it has extras."""
    with reading_rows(sessions) as connection:
        rows = fetch(connection, CLASS_AND_OTHERS, code=code, now=now)
        if not rows:
            return None
        meetings, options = _meetings_and_prices(connection, rows[0].id)
        extras = extra_lines(connection, rows[0].id) if rows[0].has_extras else ()
    row, *others = rows
    room = room_of(row, now=now)
    price, prices = price_now(row.prices or ""), [price_from(each) for each in options]
    return ClassPage(
        code=row.code,
        program=entry_of(row),
        days=say_days(row.starts_at, row.ends_at, row.timezone),
        meetings=_meeting_lines(row, meetings),
        zone=say_zone(row.timezone),
        place=_place(row),
        address=_address(row),
        venue_code=row.venue_code or "",
        price=price,
        prices=_price_lines(row, prices, now=now),
        extras=extras,
        register_by="" if room.closed else _register_by(row),
        cancelling=""
        if room.closed is Closed.CANCELLED
        else _cancelling(row, now=now, free=not options),
        standing=_standing(room, price=price),
        others=tuple(line_of(each, now=now) for each in others),
        paying=_paying(ways_from(row.paying)) if options and not room.closed else "",
        offering=offering_of(row, room, prices, now=now),
    )


def _meetings_and_prices(
    connection: Connection, class_id: int
) -> tuple[list[AnyRow], list[AnyRow]]:
    """Return the meetings in their order and the price options in theirs; one statement."""
    rows = fetch(connection, MEETINGS_AND_PRICES, class_id=class_id)
    meetings = [row for row in rows if row.part == "meeting"]
    options = [row for row in rows if row.part == "price"]
    return (
        sorted(meetings, key=lambda row: (row.starts_at, row.id)),
        sorted(options, key=lambda row: row.id),
    )


def _meeting_lines(row: AnyRow, meetings: Sequence[AnyRow]) -> tuple[MeetingLine, ...]:
    zone = ZoneInfo(row.timezone)
    return tuple(
        MeetingLine(
            day=say_day(each.starts_at.astimezone(zone).date()),
            hours=say_hours(each.starts_at, each.ends_at, row.timezone),
            starts=each.starts_at.astimezone(zone).isoformat(timespec="minutes"),
        )
        for each in meetings or (row,)
    )


def _place(row: AnyRow) -> str:
    if row.venue_id is None:
        return ONLINE_WORD
    return ", ".join(part for part in (row.venue_name, row.venue_city) if part)


def _address(row: AnyRow) -> tuple[str, ...]:
    if row.venue_id is None:
        return ()
    city = " ".join(part for part in (row.postal_code, row.venue_city) if part)
    country = say_country(row.country) if row.country else ""
    return tuple(line for line in (row.venue_name, row.line1, row.line2, city, country) if line)


def _price_lines(row: AnyRow, prices: Sequence[Price], *, now: datetime) -> tuple[PriceLine, ...]:
    return tuple(
        PriceLine(
            label=price.label,
            amount=price_text(price.money),
            notes=tuple(_notes(price, row.timezone)),
        )
        for price in prices
        if price.holds(now) and price.kind is not PriceKind.VOUCHER_ONLY
    )


def _notes(price: Price, timezone: str) -> Iterator[str]:
    if price.kind is not PriceKind.STANDARD:
        yield say_for_whom(price)
    if price.tax.mode is not TaxMode.NONE:
        yield say_tax(price.tax)
    if price.ends_at:
        yield sentence("until {moment}", moment=say_until(price.ends_at, timezone))
    if price.left is not None:
        yield sentences(
            "{number} left at this price", "{number} left at this price", number=price.left
        )


def _register_by(row: AnyRow) -> str:
    closes = registers_until(row.closes_at, starts_at=row.starts_at)
    return say_until(closes, row.timezone)


def _cancelling(row: AnyRow, *, now: datetime, free: bool) -> str:
    if now >= row.ends_at:
        return ""
    if row.refunds and not free:
        return say_steps(steps_from(row.refunds))
    if row.cancellation_deadline is None:
        return ""
    last = end_of_day(row.cancellation_deadline, row.timezone)
    until = say_until(last, row.timezone)
    if now < last:
        if free:
            return sentence(
                "You can cancel until {until}. After that, tell us all the same, so that somebody "
                "else can have the place.",
                until=until,
            )
        return sentence(
            "You can cancel until {until}. After that, a cancellation counts as late, and the "
            "price stays due.",
            until=until,
        )
    if free:
        return sentence(
            "It was possible until {until}. Now tell us all the same, so that somebody else can "
            "have the place.",
            until=until,
        )
    return sentence(
        "It was possible until {until}. Now a cancellation counts as late, and the price stays "
        "due.",
        until=until,
    )


def _paying(ways: Ways) -> str:
    if ways == ONLY_ONLINE:
        return ""
    said: list[str] = [sentence("online")] if ways.online else []
    if ways.invoice:
        said.append(sentence("by invoice"))
    if ways.door:
        said.append(sentence("at the door"))
    if ways.deposit:
        percent = ways.deposit.percent
        said.append(sentence("with a deposit of {percent} % and the rest later", percent=percent))
    return capitalised(sentence("{ways}.", ways=one_of(said)))


def _standing(room: Room, *, price: str) -> Standing:
    badge = badge_of(room)
    if room.closed is not None:
        return Standing(
            title=say_closed(room.closed), text=_WHY[room.closed], badge=badge, open=False
        )
    full = room.free == 0
    if full and not room.has_line:
        return Standing(title=_IS_FULL, text=_FULL, badge=badge, open=False)
    if price == NO_PRICE:
        return Standing(title=_PRICELESS, text="", badge=badge, open=False)
    if full:
        return Standing(title=_IS_FULL, text=_IN_LINE, badge=badge, open=False, joinable=True)
    return Standing(title=badge.text, text="", badge=badge, open=True)
