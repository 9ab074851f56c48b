"""The outbox: an event as a destination is told it. Not here: writing one (announcer.py)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.domain.event import Event, OrderFacts
from app.store.course_class import CourseClass
from app.store.delivery import Delivery, knowledge_of
from app.store.event import EventRow
from app.store.order import Order
from app.store.registration import Registration, registrations_of


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
