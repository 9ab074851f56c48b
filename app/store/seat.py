"""The seat ledger and the two moves on it. Promise 1 is kept here and nowhere else."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import CheckConstraint, ForeignKey, String, bindparam, insert, update
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.course_class import ClassFull, ClassState
from app.domain.registration import Channel
from app.store.course_class import CourseClass
from app.store.database import Base, Executor, UtcDateTime, rows_changed, table_of, word


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


_CLASS = table_of(CourseClass)
_OF_THE_CLASS = update(_CLASS).where(_CLASS.c.id == bindparam("of_class"))
_TAKE = _OF_THE_CLASS.where(
    _CLASS.c.taken + bindparam("seats") <= _CLASS.c.capacity,
    _CLASS.c.state == ClassState.PUBLISHED,
).values(taken=_CLASS.c.taken + bindparam("seats"))
_RELEASE = _OF_THE_CLASS.values(taken=_CLASS.c.taken - bindparam("seats"))
_WRITE = insert(table_of(SeatChange)).inline()


class SeatsOf(Protocol):
    """A class as the ledger knows it."""

    @property
    def id(self) -> int:
        """The row's number."""

    @property
    def code(self) -> str:
        """The class's code."""


def take_seats(
    executor: Executor,
    course_class: SeatsOf,
    *,
    order_id: int,
    seats: int,
    reason: str,
    channel: Channel,
    now: datetime,
) -> None:
    """Take seats for an order, or none at all: one conditional UPDATE decides, whoever else asks.

    From here to its end the transaction keeps the class's row to itself, so this comes last.

    Raises:
        ClassFull: fewer are free, or the class was cancelled meanwhile; the transaction must end.
    """
    _write(executor, course_class, order_id, seats, reason, channel, now)
    taken = executor.execute(_TAKE, {"of_class": course_class.id, "seats": seats})
    if rows_changed(taken) != 1:
        raise ClassFull(class_code=course_class.code, wanted=seats)


def release_seats(
    executor: Executor,
    course_class: SeatsOf,
    *,
    order_id: int,
    seats: int,
    reason: str,
    channel: Channel,
    now: datetime,
) -> None:
    """Give an order's seats back.

    The caller has made sure, in this transaction, that it has them.
    """
    _write(executor, course_class, order_id, -seats, reason, channel, now)
    executor.execute(_RELEASE, {"of_class": course_class.id, "seats": seats})


def _write(
    executor: Executor,
    course_class: SeatsOf,
    order_id: int,
    change: int,
    reason: str,
    channel: Channel,
    now: datetime,
) -> None:
    executor.execute(
        _WRITE,
        {
            "class_id": course_class.id,
            "order_id": order_id,
            "change": change,
            "reason": reason,
            "channel": channel,
            "at": now,
        },
    )
