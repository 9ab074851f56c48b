"""The outbox: events with a delivery for everyone who hears them, and an event as it is told."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.domain.contract import Partner
from app.domain.delivery import DeliveryState
from app.domain.event import Event, EventKind, Fact, OrderFacts, Subject
from app.store.course_class import CourseClass
from app.store.delivery import Delivery, knowledge_of
from app.store.event import EventRow
from app.store.order import Order
from app.store.registration import Registration, registrations_of


class Announcer:
    """Writes events of one transaction, each with a delivery for everyone who hears it."""

    def __init__(
        self,
        session: Session,
        partners: Mapping[str, Partner],
        *,
        now: datetime,
        request_id: str = "",
    ) -> None:
        self._session = session
        self._partners = partners
        self._now = now
        self._request_id = request_id
        self.destinations: set[str] = set()

    def announce(
        self,
        kind: EventKind,
        course_class: CourseClass,
        *,
        order: Order | None = None,
        registration: Registration | None = None,
        facts: Mapping[str, Fact] | None = None,
    ) -> None:
        """Write the event and its deliveries.

        A partner that lists classes hears only of those that name it; one that is off is not among
        the partners and nothing is queued for it.
        """
        row = EventRow(
            kind=kind,
            class_id=course_class.id,
            order=order,
            registration=registration,
            facts=dict(facts or {}),
            request_id=self._request_id,
            at=self._now,
        )
        self._session.add(row)
        subject = _subject(course_class, order, registration)
        for name, partner in self._partners.items():
            listed = not partner.listing or name in course_class.partners
            if listed and partner.hears(kind):
                self._session.add(self._delivery(row, partner, subject))
                self.destinations.add(name)

    def _delivery(self, row: EventRow, partner: Partner, subject: Subject) -> Delivery:
        return Delivery(
            event=row,
            destination=partner.name,
            stream=partner.stream(row.kind, subject),
            state=DeliveryState.DUE,
            due_at=self._now,
            created_at=self._now,
        )


def _subject(
    course_class: CourseClass, order: Order | None, registration: Registration | None
) -> Subject:
    person = registration.person if registration else None
    return Subject(
        class_code=course_class.code,
        order=order.reference if order else None,
        registration=registration.reference if registration else None,
        person=person.code if person else None,
    )


def event_of(session: Session, delivery_id: int, *, now: datetime) -> tuple[Delivery, Event]:
    """Return a delivery and its event as it is told: what it is about is read now."""
    delivery = (
        session.scalars(
            select(Delivery)
            .where(Delivery.id == delivery_id)
            .options(*_for_telling())
            .execution_options(populate_existing=True)
        )
        .unique()
        .one()
    )
    row = delivery.event
    registration = row.registration
    return delivery, Event(
        uid=row.uid,
        kind=row.kind,
        at=row.at,
        facts=row.facts,
        course_class=row.course_class.facts(now),
        registration=registration.facts() if registration else None,
        order=_order_facts(session, row.order) if row.order else None,
        known=knowledge_of(session, delivery.destination, delivery.stream),
    )


def _for_telling() -> tuple[ExecutableOption, ...]:
    event = joinedload(Delivery.event)
    course_class = event.joinedload(EventRow.course_class)
    registration = event.joinedload(EventRow.registration)
    return (
        course_class.joinedload(CourseClass.program),
        course_class.joinedload(CourseClass.venue),
        course_class.selectinload(CourseClass.meetings),
        course_class.joinedload(CourseClass.price_options),
        registration.joinedload(Registration.person),
        registration.joinedload(Registration.lead_source),
        registration.joinedload(Registration.order),
        registration.joinedload(Registration.course_class),
        event.joinedload(EventRow.order),
    )


def _order_facts(session: Session, order: Order) -> OrderFacts:
    return OrderFacts(
        reference=order.reference,
        name=order.name,
        email=order.email,
        total=order.total,
        paid=order.paid,
        hold_until=order.hold_until,
        registrations=tuple(each.facts() for each in registrations_of(session, order.id)),
    )
