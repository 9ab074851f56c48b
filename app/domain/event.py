"""What happened, in our words. Not here: who is told of it, and in which dialect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.line_kind import LineKind
from app.domain.money import Money
from app.domain.money_of_end import MoneyOfEnd
from app.domain.payment_plan import Plan, Unpaid
from app.domain.registration import RegistrationState
from app.domain.tax import Tax

Fact = str | int | None
# With the news that a place ended: it goes on as somebody else's.
HANDED_OVER = "handed_over"
# With news of money: what its papers were issued for (``PaperCause.cause``).
CAUSE = "cause"
# With the news that an order was confirmed: it is of one class more, and the money was told of.
FURTHER = "further"
Answer = str | int | float | bool | list[str] | None


class EventKind(StrEnum):
    """Everything that can happen to a registration, an order, a class, a source or staff."""

    REGISTRATION_HELD = "registration.held"
    REGISTRATION_WAITLISTED = "registration.waitlisted"
    REGISTRATION_CONFIRMED = "registration.confirmed"
    REGISTRATION_CANCELLED = "registration.cancelled"
    REGISTRATION_EXPIRED = "registration.expired"
    REGISTRATION_LEAD_CHANGED = "registration.lead_changed"
    REGISTRATION_CONTACT_CHANGED = "registration.contact_changed"
    REGISTRATION_ADDRESS_CHANGED = "registration.address_changed"
    REGISTRATION_ANSWERS_CHANGED = "registration.answers_changed"
    REGISTRATION_CONSENT_CHANGED = "registration.consent_changed"
    REGISTRATION_ANSWERS_READ = "registration.answers_read"
    REGISTRATION_COMPLETED = "registration.completed"
    REGISTRATION_NO_SHOW = "registration.no_show"
    REGISTRATION_FAILED = "registration.failed"
    REGISTRATION_RETRACTED = "registration.retracted"
    REGISTRATION_ERASED = "registration.erased"
    BOOKING_RESERVED = "booking.reserved"
    BOOKING_RESULT = "booking.result"
    BOOKING_CERTIFICATE = "booking.certificate"
    ORDER_HELD = "order.held"
    ORDER_CONFIRMED = "order.confirmed"
    ORDER_CANCELLED = "order.cancelled"
    ORDER_EXPIRED = "order.expired"
    ORDER_WAITLISTED = "order.waitlisted"
    ORDER_OFFERED = "order.offered"
    ORDER_OFFER_LAPSED = "order.offer_lapsed"
    ORDER_LEFT_LINE = "order.left_line"
    ORDER_PLACE_LEFT_LINE = "order.place_left_line"
    ORDER_MONEY_RETURNED = "order.money_returned"
    ORDER_MONEY_CAME_BACK = "order.money_came_back"
    ORDER_PAYMENT_RECEIVED = "order.payment_received"
    ORDER_PAYMENT_DUE = "order.payment_due"
    ORDER_OWED_CHANGED = "order.owed_changed"
    ORDER_ANSWERS_ASKED = "order.answers_asked"
    ORDER_ANSWERS_CHANGED = "order.answers_changed"
    ORDER_ADDRESS_CHANGED = "order.address_changed"
    ORDER_VOUCHER_GIVEN = "order.voucher_given"
    ORDER_CODE_ASKED = "order.code_asked"
    ORDER_CONSENT_CHANGED = "order.consent_changed"
    ORDER_DATA_TAKEN = "order.data_taken"
    ORDER_PLACE_CANCELLED = "order.place_cancelled"
    ORDER_CLASS_CHANGED = "order.class_changed"
    ORDER_CLASS_NEAR = "order.class_near"
    PARTICIPANT_ADDRESS_CHANGED = "participant.address_changed"
    PARTICIPANT_CLASS_CHANGED = "participant.class_changed"
    PARTICIPANT_CLASS_NEAR = "participant.class_near"
    PARTICIPANT_CLASS_CANCELLED = "participant.class_cancelled"
    PARTICIPANT_PLACE_CANCELLED = "participant.place_cancelled"
    CLASS_PUBLISHED = "class.published"
    CLASS_CHANGED = "class.changed"
    CLASS_SEATS_CHANGED = "class.seats_changed"
    LEAD_SOURCE_CHANGED = "lead_source.changed"
    STAFF_CHANGED = "staff.changed"
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
    free. ``origin`` is the partner it was imported from, under its number ``origin_id``. ``bring``
    is what its people are reminded of, which no partner hears: another one is no change.
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
    origin: str = ""
    origin_id: str = ""
    bring: str = field(default="", compare=False)

    def code_at(self, partner: str) -> str:
        """Return the partner's own number where the class came from it, else our code."""
        return self.origin_id if self.origin == partner else self.code

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
class StaffFacts:
    """A member of staff as partners are told them; ``code`` is our record id at the Connector."""

    code: str
    name: str
    email: str
    active: bool


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """All that is known of a person now; ``details`` are by the names of ``domain.person``."""

    code: str
    name: str
    email: str
    phone: str
    member: bool
    active: bool
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """One participant's place; ``person_code`` is our record id, ``member`` what rule S5 says.

    ``owner`` is the member of staff in charge: chosen for this place, or the program's;
    ``ended_because`` is why it is as it is, "" where nobody wrote it; ``result_on`` is the day its
    result was reached, ``certificate`` the number of the one that holds now.
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
    owner: StaffFacts | None = None
    birth_date: date | None = None
    person: PersonFacts | None = None
    result_on: date | None = None
    certificate: str = ""
    class_title: str = ""
    ended_because: str = ""


@dataclass(frozen=True, slots=True)
class CostFacts:
    """What one thing of an order costs: so many at so much each, the total with its tax.

    A discount is one sum: what is taken off may differ from place to place.
    """

    kind: LineKind
    label: str
    quantity: int
    each: Money
    tax: Tax
    total: Money


@dataclass(frozen=True, slots=True)
class PlaceExtras:
    """What one place has besides, each with how many; ``place`` is its reference."""

    place: str
    name: str
    extras: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order as its buyer is told of it; times are UTC.

    ``owed`` is what is still to be paid, until ``due_at`` where that was agreed; ``needed`` is
    what of it is missing until its places are confirmed. ``costs`` are what was ordered, as it was
    frozen: they add up to ``total``. ``extras`` are what its places in the class that is told of
    have besides, of those that have something. ``ends_unpaid``: its places end where what is owed
    stays unpaid, and ``kept`` of what was paid does not go back then. ``unpaid`` is what becomes of
    its places then, None where nothing was agreed. ``money`` is what became of its money, where it
    is told that places of it ended. ``language`` is the one it was made in, "" where nobody knows.
    ``link_turn`` is how often its link was renewed.
    """

    reference: str
    name: str
    email: str
    total: Money
    paid: Money
    hold_until: datetime | None
    registrations: tuple[RegistrationFacts, ...]
    owed: Money | None = None
    due_at: datetime | None = None
    plan: Plan = Plan.ONLINE
    needed: Money | None = None
    costs: tuple[CostFacts, ...] = ()
    extras: tuple[PlaceExtras, ...] = ()
    ends_unpaid: bool = False
    unpaid: Unpaid | None = None
    kept: Money | None = None
    money: MoneyOfEnd | None = None
    language: str = ""
    link_turn: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with what it is about.

    ``facts`` are frozen when it happened (state, reason, amounts; never personal data). The rest is
    read when a destination is told, so an erased person is told erased. ``known`` is what this
    destination told us before about the same subjects (its ids, what it holds). A lead source or
    staff changed has no ``about_class``. ``read_at`` (UTC) is when that was read.
    """

    uid: str
    kind: EventKind
    at: datetime
    facts: Mapping[str, Fact]
    about_class: ClassFacts | None
    registration: RegistrationFacts | None = None
    order: OrderFacts | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    lead_source: LeadSourceFacts | None = None
    staff: StaffFacts | None = None
    read_at: datetime | None = None

    @property
    def course_class(self) -> ClassFacts:
        """The class it is about.

        Raises:
            LookupError: it is about none.
        """
        if self.about_class is None:
            raise LookupError(f"{self.kind} is about no class")
        return self.about_class
