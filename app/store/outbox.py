"""The outbox: an event as a destination is told it. Not here: writing one (announcer.py)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.domain.event import (
    Event,
    OrderFacts,
    RegistrationFacts,
    lead_source_stream,
    staff_stream,
)
from app.store.course_class import CourseClass
from app.store.delivery import Delivery, knowledge_of
from app.store.event import EventRow
from app.store.order import Order
from app.store.registration import WITH_FACTS, Registration, registrations_of


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
    about = row.registration.facts() if row.registration else None
    return delivery, Event(
        uid=row.uid,
        kind=row.kind,
        at=row.at,
        facts=row.facts,
        about_class=row.course_class.facts(now) if row.course_class else None,
        registration=about,
        order=_order_facts(session, row.order) if row.order else None,
        known=knowledge_of(session, delivery.destination, delivery.stream, besides=_named(about)),
        lead_source=row.lead_source.facts() if row.lead_source else None,
        staff=row.staff.facts() if row.staff else None,
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
        registration.joinedload(Registration.order),
        registration.options(*WITH_FACTS),
        event.joinedload(EventRow.order),
        event.joinedload(EventRow.lead_source),
        event.joinedload(EventRow.staff),
    )


def _named(registration: RegistrationFacts | None) -> list[str]:
    """Return the streams of the source and the owner that a registration names.

    What a destination was told of those in their own streams need not be told with every lead.
    """
    if registration is None:
        return []
    source, owner = registration.lead_source, registration.owner
    streams = [lead_source_stream(source.code)] if source else []
    return [*streams, staff_stream(owner.code)] if owner else streams


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
