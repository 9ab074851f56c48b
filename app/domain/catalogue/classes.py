"""Reading a class of a catalogue file: its meetings, deadlines, partners. Not here: its prices."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from app.domain.catalogue.entries import ClassEntry, MeetingEntry, PriceEntry
from app.domain.catalogue.extras import read_extras
from app.domain.catalogue.node import Fields, Node
from app.domain.catalogue.prices import read_prices
from app.domain.catalogue.ways import read_ways
from app.domain.course_class import ClassState
from app.domain.nearing import MOST_DAYS as MOST_DAYS_BEFORE
from app.domain.refund_rule import WHOLE, BackAs, RefundStep
from app.domain.registration import Channel
from app.domain.seat import ALLOTTED

MOST_SEATS = 100_000
# So early before a class nobody needs a step of its own.
MOST_DAYS = 366
MOST_TO_BRING = 1000
# What Trainingportal takes (T18).
TRAININGPORTAL_CURRENCIES = ("NOK", "EUR", "USD", "GBP")
# The third, withdrawn, is said by the partner that a class was imported from.
_STATES = (ClassState.PUBLISHED, ClassState.CANCELLED)
_CLASS = (
    "code venue online_url timezone capacity allotments state sessions enrollment_deadline "
    "cancellation_deadline change_deadline refuse_late_cancellation refunds prices extras "
    "waiting_list partners pay invoice deposit reminder_days bring"
).split()


class Listing(StrEnum):
    """The partners a class may be listed for."""

    ISO = "iso"
    CONNECTOR = "connector"
    TRAININGPORTAL = "trainingportal"


def read_one_class(document: object) -> ClassEntry:
    """Read a class that is not in a file; mistakes name the field alone.

    Raises:
        CatalogueMistake: the first thing that is wrong.
    """
    return read_class(Node("", document))


def read_class(node: Node) -> ClassEntry:
    """Read one class; its times are local to its time zone."""
    fields = node.fields(_CLASS)
    code = fields["code"].code()
    venue, online_url = _place(fields)
    zone = _zone(fields["timezone"])
    capacity = fields["capacity"].whole(least=0, most=MOST_SEATS)
    state = fields["state"].word(_STATES) if fields["state"].given else None
    meetings = _meetings(fields["sessions"], zone)
    prices = read_prices(fields["prices"], zone)
    first_day = meetings[0].starts_at.astimezone(zone).date()
    return ClassEntry(
        path=node.path,
        code=code,
        venue=venue,
        online_url=online_url,
        timezone=zone.key,
        capacity=capacity,
        state=state,
        meetings=meetings,
        enrollment_deadline=_deadline(fields["enrollment_deadline"], first_day),
        cancellation_deadline=_deadline(fields["cancellation_deadline"], first_day),
        change_deadline=_deadline(fields["change_deadline"], first_day),
        prices=prices,
        extras=read_extras(fields["extras"], prices) if fields["extras"].given else None,
        waiting_list=fields["waiting_list"].flag(default=False),
        partners=_partners(fields, prices),
        refuses_late=fields["refuse_late_cancellation"].flag(default=False),
        refunds=_refunds(fields["refunds"]),
        allotments=_allotments(fields["allotments"], capacity),
        ways=read_ways(fields),
        reminder_days=_reminder_days(fields["reminder_days"]),
        bring=fields["bring"].text(limit=MOST_TO_BRING, default="", lines=True),
    )


def _place(fields: Fields) -> tuple[str | None, str]:
    venue, online = fields["venue"], fields["online_url"]
    if not online.given:
        if not venue.given:
            raise venue.mistake("is missing (a class has a venue or an online_url)")
        return venue.code(), ""
    if venue.given:
        raise online.mistake("cannot be given together with a venue")
    address = online.text(limit=500)
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise online.mistake("must be a web address") from error
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in address:
        raise online.mistake("must be a web address, like https://meet.example.org/room")
    return None, address


def _allotments(node: Node, capacity: int) -> dict[Channel, int] | None:
    """Read how many seats are set aside for whom; a channel that is not named has none."""
    if not node.given:
        return None
    fields = node.fields([each.value for each in ALLOTTED])
    aside = {each: _seats_of(fields[each.value], most=capacity) for each in ALLOTTED}
    if sum(aside.values()) > capacity:
        raise node.mistake(f"must be {capacity} or less together: so many seats the class has")
    return aside


def _seats_of(node: Node, *, most: int) -> int:
    return node.whole(least=0, most=most) if node.given else 0


def _zone(node: Node) -> ZoneInfo:
    name = node.text(limit=64)
    if name not in _zones():
        raise node.mistake("must be a time zone like Europe/Oslo")
    return ZoneInfo(name)


@cache
def _zones() -> frozenset[str]:
    """Return the time zones there are; to look for them opens a thousand files."""
    return frozenset(available_timezones())


def _meetings(node: Node, zone: ZoneInfo) -> tuple[MeetingEntry, ...]:
    meetings: list[MeetingEntry] = []
    for item in node.items():
        fields = item.fields(["starts", "ends"])
        starts_at = fields["starts"].local_time(zone)
        ends_at = fields["ends"].local_time(zone)
        if ends_at <= starts_at:
            raise fields["ends"].mistake("must be after it starts")
        if meetings and starts_at < meetings[-1].ends_at:
            raise fields["starts"].mistake("must not be before the meeting above it is over")
        meetings.append(MeetingEntry(starts_at=starts_at, ends_at=ends_at))
    if not meetings:
        raise node.mistake("must have one or more meetings")
    return tuple(meetings)


def _deadline(node: Node, first_day: date) -> date | None:
    day = node.day()
    if day is not None and day > first_day:
        raise node.mistake(f"must not be after the class starts ({first_day})")
    return day


def _reminder_days(node: Node) -> int | None:
    return node.whole(least=0, most=MOST_DAYS_BEFORE) if node.given else None


def _refunds(node: Node) -> tuple[RefundStep, ...]:
    """Read the steps, the earliest first: each later, and of less (or the first as a voucher)."""
    steps: list[RefundStep] = []
    for item in node.items():
        fields = item.fields(["days", "percent", "as"])
        last = steps[-1] if steps else RefundStep(MOST_DAYS + 1, WHOLE + 1)
        back_as = fields["as"].word(BackAs) if fields["as"].given else BackAs.MONEY
        if back_as is BackAs.MONEY and last.back_as is BackAs.VOUCHER:
            raise fields["as"].mistake("must not be money again where it was a voucher before")
        most = last.percent - 1 if back_as is last.back_as else WHOLE
        days = fields["days"].whole(least=0, most=last.days - 1)
        steps.append(RefundStep(days, fields["percent"].whole(least=1, most=most), back_as))
    return tuple(steps)


def _partners(fields: Fields, prices: Sequence[PriceEntry]) -> tuple[str, ...]:
    """Read for whom the class is listed.

    T18: one priced in a currency that Trainingportal does not take cannot be listed there; where
    the file names no partners it simply is not.
    """
    strange = [
        number
        for number, price in enumerate(prices)
        if price.money.currency not in TRAININGPORTAL_CURRENCIES
    ]
    node = fields["partners"]
    if not node.given:
        usual = (Listing.ISO, Listing.TRAININGPORTAL)
        return tuple(name for name in usual if not (strange and name is Listing.TRAININGPORTAL))
    names: list[str] = []
    for item in node.items():
        name = item.word(Listing)
        if name in names:
            raise item.mistake("is there already")
        names.append(name)
    if strange and Listing.TRAININGPORTAL in names:
        path = f"{fields['prices'].path}[{strange[0]}].currency"
        raise Node(path, None).mistake(
            f"must be {', '.join(TRAININGPORTAL_CURRENCIES[:-1])} or"
            f" {TRAININGPORTAL_CURRENCIES[-1]} for a class listed at trainingportal"
        )
    return tuple(names)
