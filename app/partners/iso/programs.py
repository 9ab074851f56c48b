"""ISO's programs in our words (iso.md 5.2): one becomes a class here. Not here: calling for them.

Lenient in what is not needed (S5: unknown fields are ignored), strict in what a class cannot do
without; an entry that cannot be read is left out, with the field and the reason.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.course_class import Price, end_of_day
from app.domain.listing import LeftOut, ListedClass, ListedVenue
from app.domain.money import Money, MoneyError
from app.domain.wording import LAST_MINUTE
from app.partners.http import one_line

PREFIX = "ISO-"
# A class that meets on more days than this is shown by its first and last.
MOST_DAYS = 60
LARGEST_CAPACITY = 1_000_000
LONGEST_AMOUNT = 12
_CODE = re.compile(r"[A-Za-z0-9_-]{1,50}")


@dataclass(eq=False)
class Unusable(ValueError):
    """A field without which, or with whose value, there can be no class."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field} {self.reason}"


def read_exactly(body: bytes) -> Any:
    """Return what the JSON says, amounts as decimals and never as floats (I14); None if none."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def read_program(item: object) -> ListedClass | LeftOut:
    """Return the program as a class, or why it cannot be one."""
    fields = item if isinstance(item, dict) else {}
    program_id = _number_of(fields)
    try:
        return _read(fields, program_id)
    except (Unusable, MoneyError) as wrong:
        return LeftOut(program_id or "(without id)", one_line(wrong))


def class_code(program_id: str) -> str:
    """Return our code for ISO's number; one that is no code is told apart by a few hex digits."""
    if _CODE.fullmatch(program_id):
        return PREFIX + program_id
    digest = hashlib.sha256(program_id.encode()).hexdigest()[:8]
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", program_id)[:40].strip("-")
    return f"{PREFIX}{plain}-{digest}" if plain else PREFIX + digest


def _read(fields: Mapping[str, Any], program_id: str) -> ListedClass:
    if not program_id:
        raise Unusable("id", "is missing")
    schedule, places = _part(fields, "schedule"), _part(fields, "availability")
    zone = _zone(schedule)
    capacity = _count(places, "capacity", _count(_part(fields, "venue"), "capacity", None))
    if capacity is None:
        raise Unusable("availability.capacity", "is missing")
    title = _text(fields, "name", 200)
    if not title:
        raise Unusable("name", "is missing")
    return ListedClass(
        partner_id=program_id,
        code=class_code(program_id),
        title=title,
        type=_text(fields, "type", 64) or "program",
        description=_prose(fields.get("description")),
        timezone=zone,
        sittings=_sittings(schedule, zone),
        venue=_venue(_part(fields, "venue")),
        prices=_prices(_part(fields, "pricing"), zone),
        available=min(_count(places, "available", capacity) or 0, capacity),
        waiting_list=places.get("waitlistOpen") is True,
        closes_at=_closes_at(_part(fields, "registration"), zone),
        # I5: a program's status is about time, and has nothing to do with a registration's.
        ended=fields.get("status") == "completed",
        updated_at=_moment(fields.get("updatedAt"), "UTC"),
    )


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _number_of(fields: Mapping[str, Any]) -> str:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    usable = isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable()
    return value if usable and isinstance(value, str) else ""


def _part(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _text(fields: Mapping[str, Any], name: str, limit: int) -> str:
    value = fields.get(name)
    return one_line(value)[:limit] if isinstance(value, str) else ""


def _prose(value: object) -> str:
    """Return text of several lines without what no database keeps."""
    text = value[:20_000] if isinstance(value, str) else ""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t").strip()


def _count(fields: Mapping[str, Any], name: str, default: int | None) -> int | None:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return default
    return int(min(max(value, 0), LARGEST_CAPACITY))


def _zone(schedule: Mapping[str, Any]) -> str:
    name = schedule.get("timezone")
    if not isinstance(name, str) or not name or len(name) > 64:
        raise Unusable("schedule.timezone", "is missing")
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise Unusable("schedule.timezone", f"is no time zone: {name}") from error
    return name


def _sittings(schedule: Mapping[str, Any], timezone: str) -> tuple[tuple[datetime, datetime], ...]:
    """Return the days in the program's zone (S18), or the one span where hours are given."""
    first, last = schedule.get("startDate"), schedule.get("endDate")
    starts, ends = _moment(first, timezone), _moment(last or first, timezone)
    if starts is None:
        raise Unusable("schedule.startDate", "is missing or no date")
    if ends is None:
        raise Unusable("schedule.endDate", "is no date")
    if not _is_day(first):
        if ends <= starts:
            raise Unusable("schedule.endDate", "is before startDate")
        return ((starts, ends),)
    zone = ZoneInfo(timezone)
    begins, is_over = starts.astimezone(zone).date(), ends.astimezone(zone).date()
    count = (is_over - begins).days + 1
    if count < 1:
        raise Unusable("schedule.endDate", "is before startDate")
    if count > MOST_DAYS:
        return ((_at(begins, time.min, zone), _at(is_over, LAST_MINUTE, zone)),)
    days = (begins + timedelta(days=number) for number in range(count))
    return tuple((_at(day, time.min, zone), _at(day, LAST_MINUTE, zone)) for day in days)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value.strip()) == 10


def _moment(value: object, timezone: str) -> datetime | None:
    """Return a date or time in UTC; one without an offset is the zone's (S18). None if neither."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
        return local.astimezone(UTC) if 1970 < local.year < 9999 else None
    except (ValueError, OverflowError):
        return None


def _closes_at(registration: Mapping[str, Any], timezone: str) -> datetime | None:
    """Return the first moment after the last on which one can register; a date includes its day."""
    value = registration.get("closesAt")
    moment = _moment(value, timezone)
    if moment is None or not _is_day(value):
        return moment
    return end_of_day(moment.astimezone(ZoneInfo(timezone)).date(), timezone)


def _venue(fields: Mapping[str, Any]) -> ListedVenue | None:
    name = _text(fields, "name", 200)
    if not name:
        return None
    address = _text(fields, "address", 200)
    city = _text(fields, "city", 200)
    street, comma, rest = address.rpartition(",")
    if not city and comma and "," not in street:
        # "Cais 2, Lisbon": with more commas than one, nobody knows which part is the city.
        address, city = street.strip(), rest.strip()
    number = _number_of(fields) or name
    country = _text(fields, "country", 200)
    return ListedVenue(
        code=class_code(number),
        name=name,
        line1=address,
        city=city,
        country=country if re.fullmatch("[A-Z]{2}", country) else "",
    )


def _prices(pricing: Mapping[str, Any], timezone: str) -> tuple[Price, ...]:
    """Return what a place costs: ISO's amounts are in major units (I14), none or 0 is free."""
    if not pricing:
        raise Unusable("pricing", "is missing")
    currency = _text(pricing, "currency", 3)
    standard = _money(pricing, currency, "pricing.amount")
    if standard.minor == 0:
        return ()
    prices = [Price("Standard", standard)]
    early = _part(pricing, "earlyBird")
    last = _moment(early.get("endDate"), timezone)
    if last is not None:
        amount = _money(early, currency, "pricing.earlyBird.amount")
        day = last.astimezone(ZoneInfo(timezone)).date()
        prices.append(Price("Early bird", amount, ends_at=end_of_day(day, timezone)))
    return tuple(prices)


def _money(fields: Mapping[str, Any], currency: str, path: str) -> Money:
    value = fields.get("amount")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Unusable(path, "is missing or no amount")
    if isinstance(value, Decimal):
        # "1e999999" would become a million digits.
        text = f"{value:f}" if abs(value.adjusted()) <= LONGEST_AMOUNT else "too long"
    else:
        text = str(value)[:40].strip()
    money = Money.parse(text, currency)
    if money.minor < 0:
        raise Unusable(path, "is less than 0")
    return money
