"""The seat ledger and the two moves on it. Promise 1 is kept here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Taking:
    """How many seats an order takes, and when."""

    order_id: int
    seats: int
    at: datetime


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
    taking = Taking(order_id=order_id, seats=seats, at=now)
    take_seats_of_many(executor, course_class, [taking], reason=reason, channel=channel)


def take_seats_of_many(
    executor: Executor,
    course_class: SeatsOf,
    takings: Sequence[Taking],
    *,
    reason: str,
    channel: Channel,
) -> None:
    """Take seats for many orders, each with its row of the ledger, or none at all.

    Raises:
        ClassFull: as ``take_seats`` says.
    """
    _write(executor, course_class, takings, reason, channel)
    seats = sum(taking.seats for taking in takings)
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
    back = Taking(order_id=order_id, seats=-seats, at=now)
    _write(executor, course_class, [back], reason, channel)
    executor.execute(_RELEASE, {"of_class": course_class.id, "seats": seats})


def _write(
    executor: Executor,
    course_class: SeatsOf,
    takings: Sequence[Taking],
    reason: str,
    channel: Channel,
) -> None:
    executor.execute(
        _WRITE,
        [
            {
                "class_id": course_class.id,
                "order_id": taking.order_id,
                "change": taking.seats,
                "reason": reason,
                "channel": channel,
                "at": taking.at,
            }
            for taking in takings
        ],
    )
