"""What happened, in our words. Not here: who is told of it, and in which dialect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.money import Money
from app.domain.registration import RegistrationState

Fact = str | int | None
Answer = str | int | float | bool | list[str] | None


class EventKind(StrEnum):
    """Everything that can happen to a registration, an order or a class."""

    REGISTRATION_HELD = "registration.held"
    REGISTRATION_CONFIRMED = "registration.confirmed"
    REGISTRATION_CANCELLED = "registration.cancelled"
    REGISTRATION_EXPIRED = "registration.expired"
    REGISTRATION_COMPLETED = "registration.completed"
    REGISTRATION_NO_SHOW = "registration.no_show"
    REGISTRATION_FAILED = "registration.failed"
    REGISTRATION_RETRACTED = "registration.retracted"
    BOOKING_RESERVED = "booking.reserved"
    BOOKING_RESULT = "booking.result"
    BOOKING_CERTIFICATE = "booking.certificate"
    ORDER_HELD = "order.held"
    ORDER_CONFIRMED = "order.confirmed"
    ORDER_CANCELLED = "order.cancelled"
    ORDER_EXPIRED = "order.expired"
    ORDER_MONEY_RETURNED = "order.money_returned"
    ORDER_CLASS_CHANGED = "order.class_changed"
    PARTICIPANT_CLASS_CHANGED = "participant.class_changed"
    PARTICIPANT_CLASS_CANCELLED = "participant.class_cancelled"
    CLASS_PUBLISHED = "class.published"
    CLASS_CHANGED = "class.changed"
    CLASS_SEATS_CHANGED = "class.seats_changed"
    CLASS_CANCELLED = "class.cancelled"
    CLASS_RESTORED = "class.restored"


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """A place as partners are told it; ``country`` is two letters (ISO 3166)."""

    code: str
    name: str
    line1: str
    line2: str
    city: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One sitting of a class, in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class as it is at the moment of telling; ``free`` seats are counted then (T12).

    Times are UTC, deadlines are dates in ``timezone``; ``venue`` is None online; ``price`` None is
    free.
    """

    code: str
    program_code: str
    title: str
    type: str
    timezone: str
    capacity: int
    free: int
    starts_at: datetime
    ends_at: datetime
    meetings: tuple[MeetingFacts, ...]
    enrollment_deadline: date | None
    cancellation_deadline: date | None
    venue: VenueFacts | None
    price: Money | None
    cancelled: bool
    online_url: str = ""

    @property
    def when(self) -> tuple[object, ...]:
        """Everything that says when it meets."""
        return self.timezone, self.starts_at, self.ends_at, self.meetings

    @property
    def where(self) -> tuple[object, ...]:
        """Everything that says where it meets."""
        return self.venue, self.online_url


@dataclass(frozen=True, slots=True)
class LeadSourceFacts:
    """Where a registration came from; ``code`` is our record id at the Connector (C7)."""

    code: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """One participant's place; ``person_code`` is our record id, ``member`` what rule S5 says.

    ``result_on`` is the day its result was reached, ``certificate`` the number of the one that
    holds now.
    """

    reference: str
    state: RegistrationState
    name: str
    email: str
    phone: str
    answers: Mapping[str, Answer]
    person_code: str
    member: bool
    class_code: str
    lead_source: LeadSourceFacts | None = None
    result_on: date | None = None
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order as its buyer is told of it; ``hold_until`` is UTC."""

    reference: str
    name: str
    email: str
    total: Money
    paid: Money
    hold_until: datetime | None
    registrations: tuple[RegistrationFacts, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with what it is about.

    ``facts`` are frozen when it happened (state, reason, amounts; never personal data). The rest is
    read when a destination is told, so an erased person is told erased. ``known`` is what this
    destination told us before about the same subjects (its ids, what it holds).
    """

    uid: str
    kind: EventKind
    at: datetime
    facts: Mapping[str, Fact]
    course_class: ClassFacts
    registration: RegistrationFacts | None = None
    order: OrderFacts | None = None
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose turn it is: the keys a destination may order its deliveries by."""

    class_code: str
    order: str | None = None
    registration: str | None = None
    person: str | None = None
