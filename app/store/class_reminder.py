"""Reminders of a class that is near: one for each order, class and date of it.

Works inside the caller's transaction. Not here: when it is near (``domain.nearing``), letters.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.store.database import Base, UtcDateTime
from app.store.event import EventRow
from app.store.registration import Registration


class ClassReminder(Base):
    """That it was decided whether an order is reminded of a class which begins then (UTC)."""

    __tablename__ = "class_reminder"
    __table_args__ = (UniqueConstraint("order_id", "class_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


def confirmed_places(session: Session, *, order_id: int, class_id: int) -> Sequence[Registration]:
    """Return an order's confirmed places in a class, in their order, as they are now."""
    return session.scalars(
        select(Registration)
        .where(
            Registration.order_id == order_id,
            Registration.class_id == class_id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Registration.position, Registration.id)
        .options(
            joinedload(Registration.course_class),
            joinedload(Registration.order),
            joinedload(Registration.person),
        )
        .execution_options(populate_existing=True)
    ).all()


def decide(
    session: Session, *, order_id: int, class_id: int, starts_at: datetime, now: datetime
) -> bool:
    """Write down that it is decided now; False where it was before.

    The order's row must be locked; the table's unique key stands behind that.
    """
    known = select(ClassReminder.id).where(
        ClassReminder.order_id == order_id,
        ClassReminder.class_id == class_id,
        ClassReminder.starts_at == starts_at,
    )
    if session.scalar(known) is not None:
        return False
    session.add(
        ClassReminder(order_id=order_id, class_id=class_id, starts_at=starts_at, decided_at=now)
    )
    session.flush()
    return True


def told_since(session: Session, *, order_id: int, class_id: int, then: datetime) -> bool:
    """Say whether the order's buyer was written to of a change of the class after then."""
    changed = exists().where(
        EventRow.order_id == order_id,
        EventRow.class_id == class_id,
        EventRow.kind == EventKind.ORDER_CLASS_CHANGED,
        EventRow.at > then,
    )
    return session.scalar(select(changed)) is True


def confirmed_by(
    session: Session, places: Sequence[Registration], *, then: datetime
) -> Sequence[Registration]:
    """Return those of some confirmed places that were confirmed by then."""
    rows = session.execute(
        select(EventRow.registration_id, func.min(EventRow.at))
        .where(
            EventRow.registration_id.in_([each.id for each in places]),
            EventRow.kind == EventKind.REGISTRATION_CONFIRMED,
        )
        .group_by(EventRow.registration_id)
    )
    since = dict(rows.all())
    return [each for each in places if since.get(each.id, each.created_at) <= then]
