"""Announcing: events of one transaction, each with a delivery for everyone who hears it.

Not here: telling them (outbox.py reads an event as it is told).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.domain.contract import LINE, Partner
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind, Fact
from app.domain.stream import Subject
from app.store.database import Executor, table_of
from app.store.delivery import Delivery
from app.store.event import EventRow


class ClassOfEvent(Protocol):
    """The class that something happened to, as far as an event names it."""

    @property
    def id(self) -> int:
        """The row's number."""

    @property
    def code(self) -> str:
        """The class's code."""

    @property
    def partners(self) -> Sequence[str]:
        """The partners it names."""

    @property
    def in_line(self) -> int:
        """How many entries its waiting list has."""


class OrderOfEvent(Protocol):
    """The order that something happened to; its number is asked for as the event is written."""

    @property
    def id(self) -> int:
        """The row's number."""

    @property
    def reference(self) -> str:
        """The order's reference."""


class RegistrationOfEvent(OrderOfEvent, Protocol):
    """The registration that something happened to."""

    @property
    def person(self) -> "PersonOfEvent | None":
        """Who takes part, as far as that is known."""


class PersonOfEvent(Protocol):
    """The person that something happened to."""

    @property
    def code(self) -> str:
        """Our record id at the Connector."""


class NamedByLeads(Protocol):
    """A lead source, or a member of staff, that something happened to; its row is written."""

    @property
    def id(self) -> int:
        """The row's number."""

    @property
    def code(self) -> str:
        """Our record id at the Connector."""


@dataclass(frozen=True, slots=True)
class _Happened:
    """One event that waits to be written, with who is to hear of it and in which stream."""

    kind: EventKind
    at: datetime
    course_class: ClassOfEvent | None
    order: OrderOfEvent | None
    registration: RegistrationOfEvent | None
    facts: Mapping[str, Fact]
    heard_by: Mapping[str, str]
    lead_source: NamedByLeads | None = None
    staff: NamedByLeads | None = None


class Announcer:
    """Writes events of one transaction, each with a delivery for everyone who hears it.

    They are written together, in two statements, as ``announcing`` ends or when ``write`` is
    called.
    """

    def __init__(
        self,
        executor: Executor,
        partners: Mapping[str, Partner],
        *,
        now: datetime,
        request_id: str = "",
    ) -> None:
        self._executor = executor
        self._partners = partners
        self._now = now
        self._request_id = request_id
        self._happened: list[_Happened] = []
        self.destinations: set[str] = set()

    def announce(
        self,
        kind: EventKind,
        course_class: ClassOfEvent,
        *,
        order: OrderOfEvent | None = None,
        registration: RegistrationOfEvent | None = None,
        facts: Mapping[str, Fact] | None = None,
        at: datetime | None = None,
    ) -> None:
        """Have the event and its deliveries written; ``at`` is when it happened, if not now.

        A partner that lists classes hears only of those that name it; one that is off is not among
        the partners and nothing is queued for it.
        """
        subject = _subject(course_class, order, registration)
        heard_by = {
            name: partner.stream(kind, subject)
            for name, partner in self._partners.items()
            if partner.hears(kind) and (not partner.listing or name in course_class.partners)
        }
        happened = _Happened(
            kind, at or self._now, course_class, order, registration, facts or {}, heard_by
        )
        self._happened.append(happened)
        self.destinations.update(heard_by)
        if kind in _MOVES_A_LINE and course_class.in_line:
            self.destinations.add(LINE)

    def announce_lead(
        self,
        kind: EventKind,
        *,
        lead_source: NamedByLeads | None = None,
        staff: NamedByLeads | None = None,
    ) -> None:
        """Have what happened to a lead source or a member of staff written, with its deliveries.

        It is about no class, so that no partner that lists classes hears of it.
        """
        subject = Subject(
            lead_source=lead_source.code if lead_source else None,
            staff=staff.code if staff else None,
        )
        heard_by = {
            name: partner.stream(kind, subject)
            for name, partner in self._partners.items()
            if partner.hears(kind) and not partner.listing
        }
        self._happened.append(
            _Happened(kind, self._now, None, None, None, {}, heard_by, lead_source, staff)
        )
        self.destinations.update(heard_by)

    def write(self) -> None:
        """Write what was announced so far."""
        happened = {str(uuid4()): each for each in self._happened}
        self._happened.clear()
        if not happened:
            return
        if isinstance(self._executor, Session):
            # What it is about may wait to be written itself, and has no number before that.
            self._executor.flush()
        rows = [self._event(uid, each) for uid, each in happened.items()]
        written = self._executor.execute(_WRITE_EVENTS, rows).all()
        # In the order in which it happened, whatever order the database answers in.
        numbers = {row.uid: row.id for row in written}
        deliveries = [
            self._delivery(numbers[uid], destination, stream)
            for uid, each in happened.items()
            for destination, stream in each.heard_by.items()
        ]
        if deliveries:
            self._executor.execute(_WRITE_DELIVERIES, deliveries)

    def _event(self, uid: str, happened: _Happened) -> dict[str, object]:
        order, registration = happened.order, happened.registration
        return {
            "uid": uid,
            "kind": happened.kind,
            "class_id": happened.course_class.id if happened.course_class else None,
            "order_id": order.id if order else None,
            "registration_id": registration.id if registration else None,
            "lead_source_id": happened.lead_source.id if happened.lead_source else None,
            "staff_id": happened.staff.id if happened.staff else None,
            "facts": dict(happened.facts),
            "request_id": self._request_id,
            "at": happened.at,
        }

    def _delivery(self, event_id: int, destination: str, stream: str) -> dict[str, object]:
        return {
            "event_id": event_id,
            "destination": destination,
            "stream": stream,
            "state": DeliveryState.DUE,
            "key": str(uuid4()),
            "attempt": 0,
            "due_at": self._now,
            "words": "",
            "created_at": self._now,
        }


# Then a seat may be free for whoever waits, or nobody can wait for one any more.
_MOVES_A_LINE = frozenset(
    {
        EventKind.CLASS_SEATS_CHANGED,
        EventKind.CLASS_CHANGED,
        EventKind.CLASS_CANCELLED,
        EventKind.CLASS_RESTORED,
    }
)
_WRITE_EVENTS = insert(table_of(EventRow)).returning(
    table_of(EventRow).c.id, table_of(EventRow).c.uid
)
_WRITE_DELIVERIES = insert(table_of(Delivery)).inline()


@contextmanager
def announcing(
    executor: Executor,
    partners: Mapping[str, Partner],
    *,
    now: datetime,
    request_id: str = "",
) -> Iterator[Announcer]:
    """Have an announcer for one transaction; what it announced is written as it ends well."""
    announcer = Announcer(executor, partners, now=now, request_id=request_id)
    yield announcer
    announcer.write()


def _subject(
    course_class: ClassOfEvent,
    order: OrderOfEvent | None,
    registration: RegistrationOfEvent | None,
) -> Subject:
    person = registration.person if registration else None
    return Subject(
        class_code=course_class.code,
        order=order.reference if order else None,
        registration=registration.reference if registration else None,
        person=person.code if person else None,
    )
