"""What was told of a registration, its order and its class. Not here: what it means (lamps.py)."""

from collections.abc import Sequence

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.bounce import is_reminder
from app.domain.delivery import DeliveryState
from app.queries.staff.lamps import Sent
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.registration import Registration


def told_of(
    session: Session, registration: Registration
) -> tuple[Sequence[EventRow], Sequence[Sent]]:
    """Return the events of a registration and of its whole order, and their deliveries."""
    rows: Sequence[Row[EventRow, Delivery | None]] = session.execute(
        select(EventRow, Delivery)
        .outerjoin(Delivery, Delivery.event_id == EventRow.id)
        .where(
            or_(
                EventRow.registration_id == registration.id,
                and_(
                    EventRow.order_id == registration.order_id,
                    EventRow.registration_id.is_(None),
                ),
            )
        )
        .order_by(EventRow.id, Delivery.id)
    ).all()
    events = list(dict.fromkeys(event for event, _ in rows))
    return events, [_sent(event, delivery) for event, delivery in rows if delivery is not None]


def told_of_class(session: Session, class_id: int) -> Sequence[Sent]:
    """Return, for each destination, the newest delivery of the class and the newest that arrived.

    There may be thousands, of which the newest says it all (T12).
    """
    arrived = case((Delivery.state == DeliveryState.DELIVERED, Delivery.id))
    newest = (
        select(func.max(Delivery.id).label("newest"), func.max(arrived).label("arrived"))
        .join(EventRow, EventRow.id == Delivery.event_id)
        .where(
            EventRow.class_id == class_id,
            EventRow.order_id.is_(None),
            EventRow.registration_id.is_(None),
        )
        .group_by(Delivery.destination)
        .subquery()
    )
    rows = session.execute(
        select(EventRow, Delivery)
        .join(Delivery, Delivery.event_id == EventRow.id)
        .join(newest, or_(Delivery.id == newest.c.newest, Delivery.id == newest.c.arrived))
        .order_by(Delivery.id)
    )
    return [_sent(event, delivery) for event, delivery in rows]


def _sent(event: EventRow, delivery: Delivery) -> Sent:
    return Sent(
        id=delivery.id,
        destination=delivery.destination,
        stream=delivery.stream,
        state=delivery.state,
        kind=event.kind,
        at=event.at,
        attempt=delivery.attempt,
        words=delivery.words,
        due_at=delivery.due_at,
        answered_at=delivery.answered_at,
        reminds=is_reminder(event.kind, event.facts),
    )
