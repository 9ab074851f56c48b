"""The seat ledger and the two moves on it. Promise 1 is kept here and nowhere else."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.domain.course_class import ClassFull, ClassState
from app.domain.registration import Channel
from app.store.course_class import CourseClass
from app.store.database import Base, UtcDateTime, rows_changed, word
from app.store.order import Order


class SeatChange(Base):
    """One row of the append-only ledger; a class's ``taken`` equals the sum of its rows."""

    __tablename__ = "seat_change"
    __table_args__ = (CheckConstraint("change <> 0", name="changes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    change: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    order: Mapped[Order] = relationship(lazy="raise")


def take_seats(
    session: Session,
    course_class: CourseClass,
    *,
    order: Order,
    seats: int,
    reason: str,
    channel: Channel,
    now: datetime,
) -> None:
    """Take seats for an order, or none at all: one conditional UPDATE decides, whoever else asks.

    Raises:
        ClassFull: fewer are free, or the class was cancelled meanwhile.
    """
    taken = session.execute(
        update(CourseClass)
        .where(
            CourseClass.id == course_class.id,
            CourseClass.taken + seats <= CourseClass.capacity,
            CourseClass.state == ClassState.PUBLISHED,
        )
        .values(taken=CourseClass.taken + seats)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(taken) != 1:
        raise ClassFull(class_code=course_class.code, wanted=seats)
    _write(session, course_class, order, seats, reason, channel, now)


def release_seats(
    session: Session,
    course_class: CourseClass,
    *,
    order: Order,
    seats: int,
    reason: str,
    channel: Channel,
    now: datetime,
) -> None:
    """Give an order's seats back.

    The caller has made sure, in this transaction, that it has them.
    """
    session.execute(
        update(CourseClass)
        .where(CourseClass.id == course_class.id)
        .values(taken=CourseClass.taken - seats)
        .execution_options(synchronize_session=False)
    )
    _write(session, course_class, order, -seats, reason, channel, now)


def _write(
    session: Session,
    course_class: CourseClass,
    order: Order,
    change: int,
    reason: str,
    channel: Channel,
    now: datetime,
) -> None:
    session.add(
        SeatChange(
            class_id=course_class.id,
            order=order,
            change=change,
            reason=reason,
            channel=channel,
            at=now,
        )
    )
