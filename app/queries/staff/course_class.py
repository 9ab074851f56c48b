"""One class as staff see it: its numbers, who is in, who knows of it; and as a form changes it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.contract import Sessions
from app.domain.course_class import ClassState, Price, PriceKind
from app.domain.outline import ClassOutline
from app.domain.refund_rule import say_rule
from app.domain.registration import RESULTS, Channel, RegistrationState
from app.domain.result import likely_day
from app.domain.seat import Seats
from app.domain.tax import TaxMode
from app.queries.staff.classes import MARKET
from app.queries.staff.extras import Ordered, extra_document, ordered_extras
from app.queries.staff.lamps import Lamp, lamps_of
from app.queries.staff.tax_document import tax_document
from app.queries.staff.telling import told_of_class
from app.queries.staff.ways import say_ways
from app.store.course_class import CourseClass, find_class
from app.store.database import reading
from app.store.extra import extras_of
from app.store.outline import outline_of
from app.store.program import Program
from app.store.registration import Registration
from app.store.venue import Venue

# Who has no seat (any more, or yet).
_OUT = (RegistrationState.CANCELLED, RegistrationState.EXPIRED, RegistrationState.WAITLISTED)


@dataclass(frozen=True, slots=True)
class Place:
    """One registration of the class; ``person`` is who has it: name and address, to compare."""

    reference: str
    name: str
    state: RegistrationState
    channel: Channel
    result_on: date | None
    certificate: str
    person: tuple[str, str]

    @property
    def awaits_result(self) -> bool:
        """Whether it can have a result."""
        return self.state is RegistrationState.CONFIRMED

    @property
    def has_result(self) -> bool:
        """Whether its result can be taken back."""
        return self.state in RESULTS


@dataclass(frozen=True, slots=True)
class Twice:
    """Somebody, the same by name and address, with more than one place in the class."""

    name: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassPage:
    """The whole page; ``ending`` counts places of a cancelled class that are still given up.

    ``program`` is the program's code.
    ``has_line``: one may join its waiting list, or somebody is in it yet.
    """

    course: ClassOutline
    program: str
    state: ClassState
    cancel_reason: str
    seats: Seats
    enrollment_deadline: date | None
    cancellation_deadline: date | None
    change_deadline: date | None
    reminder_days: int | None
    bring: str
    refuses_late: bool
    refunds: str
    paying: tuple[str, ...]
    begun: bool
    over: bool
    partners: tuple[str, ...]
    counts: Mapping[RegistrationState, int]
    places: tuple[Place, ...]
    lamps: tuple[Lamp, ...]
    likely_day: date
    prices: tuple[Price, ...]
    extras: tuple[Ordered, ...] = ()
    has_line: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.state is ClassState.CANCELLED

    @property
    def ending(self) -> int:
        """How many places of it are still to be given up, because it was cancelled."""
        waiting = (RegistrationState.HELD, RegistrationState.CONFIRMED)
        return sum(self.counts.get(state, 0) for state in waiting) if self.cancelled else 0

    @property
    def standing(self) -> Mapping[RegistrationState, int]:
        """How many places are in each state: those of ``places`` alone."""
        return {state: number for state, number in self.counts.items() if state not in _OUT}

    @property
    def ended(self) -> Mapping[RegistrationState, int]:
        """How many ended, and how."""
        return {state: self.counts[state] for state in _OUT[:2] if self.counts.get(state)}

    @property
    def waiting(self) -> int:
        """How many people are in line; an order may have several."""
        return self.counts.get(RegistrationState.WAITLISTED, 0)

    @property
    def twice(self) -> tuple[Twice, ...]:
        """Who stands in it more than once, in the order of their first places."""
        found: dict[tuple[str, str], list[Place]] = {}
        for each in self.places:
            if all(each.person):
                found.setdefault(each.person, []).append(each)
        return tuple(
            Twice(own[0].name, tuple(each.reference for each in own))
            for own in found.values()
            if len(own) > 1
        )

    @property
    def awaiting(self) -> bool:
        """Whether somebody can have a result now."""
        return self.begun and any(place.awaits_result for place in self.places)


def class_page(
    sessions: Sessions, code: str, *, on: Collection[str], now: datetime
) -> ClassPage | None:
    """Return the page, or None where there is no such class; four statements."""
    with reading(sessions) as session:
        row = session.scalar(
            select(CourseClass)
            .where(CourseClass.code == code)
            .options(
                joinedload(CourseClass.program),
                joinedload(CourseClass.venue),
                selectinload(CourseClass.price_options),
            )
        )
        return None if row is None else _page(session, row, on=on, now=now)


def _page(session: Session, row: CourseClass, *, on: Collection[str], now: datetime) -> ClassPage:
    registrations = session.scalars(
        select(Registration).where(Registration.class_id == row.id).order_by(Registration.id)
    ).all()
    sent = told_of_class(session, row.id)
    return ClassPage(
        course=outline_of(row),
        program=row.program.code,
        state=row.state,
        cancel_reason=row.cancel_reason,
        seats=row.seats,
        enrollment_deadline=row.enrollment_deadline,
        cancellation_deadline=row.cancellation_deadline,
        change_deadline=row.change_deadline,
        reminder_days=row.reminder_days,
        bring=row.bring,
        refuses_late=row.refuses_late,
        refunds=say_rule(row.refund_steps(), deadline=row.cancellation_deadline),
        paying=tuple(say_ways(row.ways())),
        begun=row.starts_at <= now,
        over=row.ends_at <= now,
        partners=tuple(row.partners),
        counts=Counter(each.state for each in registrations),
        places=tuple(_place(each) for each in registrations if each.state not in _OUT),
        lamps=lamps_of(sent, known=[MARKET] if MARKET in row.partners else [], on=on),
        likely_day=likely_day(ends_at=row.ends_at, timezone=row.timezone, now=now),
        has_line=row.has_line or row.in_line > 0,
        prices=row.prices(),
        extras=ordered_extras(session, row.id),
    )


def _place(registration: Registration) -> Place:
    return Place(
        reference=registration.reference,
        name=registration.name,
        state=registration.state,
        channel=registration.channel,
        result_on=registration.result_on,
        certificate=registration.certificate,
        person=(_plain(registration.name), _plain(registration.email)),
    )


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


@dataclass(frozen=True, slots=True)
class Choices:
    """What a class may be made of: programs and venues, each a code and a name."""

    programs: tuple[tuple[str, str], ...]
    venues: tuple[tuple[str, str], ...]


def class_choices(sessions: Sessions) -> Choices:
    """Return what there is to choose from; two statements."""
    with reading(sessions) as session:
        programs = session.execute(select(Program.code, Program.title).order_by(Program.title))
        venues = session.execute(select(Venue.code, Venue.name).order_by(Venue.name))
        return Choices(
            programs=tuple((code, title) for code, title in programs),
            venues=tuple((code, name) for code, name in venues),
        )


def class_document(sessions: Sessions, code: str) -> dict[str, Any] | None:
    """Return the class as a catalogue file says it, or None where there is no such class."""
    with reading(sessions) as session:
        row = find_class(session, code)
        if row is None:
            return None
        extras = [extra_document(each) for each in extras_of(session, row.id)]
        return _document(row) | {"extras": extras}


def _price_document(price: Price, local: Callable[[datetime], str]) -> dict[str, Any]:
    """Return a price as the file says it, with nothing that need not be said."""
    document: dict[str, Any] = {
        "label": price.label,
        "amount": f"{price.money.major:f}",
        "currency": price.money.currency,
    }
    if price.ends_at:
        document["ends"] = local(price.ends_at)
    if price.kind is not PriceKind.STANDARD:
        document["kind"] = price.kind.value
    if price.kind is PriceKind.GROUP:
        document["from_participants"] = price.least
    if price.limit is not None:
        document["limit"] = price.limit
    if price.tax.mode is not TaxMode.NONE:
        document["tax"] = tax_document(price.tax)
    if price.exemptable:
        document["tax"]["exempt_with_vat_number"] = True
    return document


def _document(row: CourseClass) -> dict[str, Any]:
    zone = ZoneInfo(row.timezone)

    def local(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"

    document: dict[str, Any] = {
        "code": row.code,
        "venue": row.venue.code if row.venue else None,
        "online_url": row.online_url or None,
        "timezone": row.timezone,
        "capacity": row.capacity,
        "state": row.state.value,
        "sessions": [
            {"starts": local(each.starts_at), "ends": local(each.ends_at)} for each in row.meetings
        ],
        "prices": [_price_document(each, local) for each in row.prices()],
        "waiting_list": row.waiting_list,
        "refuse_late_cancellation": row.refuses_late,
        "refunds": row.refunds,
        **row.ways().document(),
        "partners": list(row.partners),
        "reminder_days": row.reminder_days,
        "bring": row.bring or None,
    }
    for name in ("enrollment_deadline", "cancellation_deadline", "change_deadline"):
        day: date | None = getattr(row, name)
        document[name] = day.isoformat() if day else None
    return document
