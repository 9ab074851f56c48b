"""The seat ledger and the moves on it. Promise 1 is kept here and nowhere else.

Not here: how many seats there are, and whose (domain/seat.py, allotment.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    Update,
    bindparam,
    case,
    insert,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.domain.course_class import ClassFull, ClassState
from app.domain.registration import Channel
from app.domain.seat import ALLOTTED, NotFull, SeatMove, Seats, Taker
from app.store.allotment import (
    ASIDE,
    TAKEN_BY,
    free_seats,
    others,
    seats_in_turn,
    unused,
    unused_by,
)
from app.store.course_class import CourseClass
from app.store.database import Base, Executor, UtcDateTime, rows_changed, table_of, word

NOTE_ROOM = 400


class SeatChange(Base):
    """One row of the append-only ledger.

    A class's ``taken`` equals the sum of ``change``, and what is set aside for a channel the sum of
    ``aside`` by it. ``channel`` is the way it came; ``note`` says why, where staff said so.
    """

    __tablename__ = "seat_change"
    __table_args__ = (CheckConstraint("change <> 0 OR aside <> 0", name="changes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[SeatMove] = mapped_column(
        word(SeatMove), default=SeatMove.TAKEN, server_default=SeatMove.TAKEN.value
    )
    change: Mapped[int]
    aside: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(NOTE_ROOM), default="", server_default="")
    channel: Mapped[Channel] = mapped_column(word(Channel))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    course_class: Mapped[CourseClass] = relationship(lazy="raise")


_CLASS = table_of(CourseClass)
_SEATS: ColumnElement[int] = bindparam("seats", type_=_CLASS.c.taken.type)
_OF_THE_CLASS = update(_CLASS).where(_CLASS.c.id == bindparam("of_class"))
_PUBLISHED = _CLASS.c.state == ClassState.PUBLISHED


def _take(channel: Channel, taker: Taker) -> Update:
    """Return the UPDATE by which a channel takes seats: its own, then the pool's, or none."""
    own = {TAKEN_BY[channel]: TAKEN_BY[channel] + _SEATS} if channel in ALLOTTED else {}
    free = free_seats(channel) if taker is Taker.NEWCOMER else seats_in_turn(channel)
    return _OF_THE_CLASS.where(free >= _SEATS, _PUBLISHED).values(
        {_CLASS.c.taken: _CLASS.c.taken + _SEATS, **own}
    )


def _release(channel: Channel) -> Update:
    """Return the UPDATE that gives back seats which a channel took; overbooked ones go first."""
    taken, own, left = _CLASS.c.taken - _SEATS, {}, unused_by(others(channel))
    if channel in ALLOTTED:
        own = {TAKEN_BY[channel]: TAKEN_BY[channel] - _SEATS}
        left = left + unused(ASIDE[channel], TAKEN_BY[channel] - _SEATS)
    over = taken + left - _CLASS.c.capacity
    overbooked = case((over <= 0, 0), (over < _CLASS.c.overbooked, over), else_=_CLASS.c.overbooked)
    return _OF_THE_CLASS.values({_CLASS.c.taken: taken, _CLASS.c.overbooked: overbooked, **own})


_TAKE = {(channel, taker): _take(channel, taker) for channel in Channel for taker in Taker}
_RELEASE = {channel: _release(channel) for channel in Channel}
_OVERBOOK = _OF_THE_CLASS.where(
    _CLASS.c.taken >= _CLASS.c.capacity, unused_by(ALLOTTED) == 0, _PUBLISHED
).values(
    {
        _CLASS.c.taken: _CLASS.c.taken + 1,
        _CLASS.c.overbooked: _CLASS.c.taken + 1 - _CLASS.c.capacity,
        TAKEN_BY[Channel.STAFF]: TAKEN_BY[Channel.STAFF] + 1,
    }
)
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
    taker: Taker = Taker.NEWCOMER,
) -> None:
    """Take seats for an order, or none at all: one conditional UPDATE decides, whoever else asks.

    A channel takes those set aside for it first, then the pool's, and never another's. While
    anybody is in line, a newcomer finds none.
    From here to its end the transaction keeps the class's row to itself, so this comes last.

    Raises:
        ClassFull: fewer are free, or the class was cancelled meanwhile; the transaction must end.
    """
    taking = Taking(order_id=order_id, seats=seats, at=now)
    take_seats_of_many(
        executor, course_class, [taking], reason=reason, channel=channel, taker=taker
    )


def take_seats_of_many(
    executor: Executor,
    course_class: SeatsOf,
    takings: Sequence[Taking],
    *,
    reason: str,
    channel: Channel,
    taker: Taker = Taker.NEWCOMER,
    note: str = "",
) -> None:
    """Take seats for many orders, each with its row of the ledger, or none at all.

    Raises:
        ClassFull: as ``take_seats`` says.
    """
    _write(executor, course_class, takings, SeatMove.TAKEN, reason, channel, note=note)
    seats = sum(taking.seats for taking in takings)
    taken = executor.execute(_TAKE[channel, taker], {"of_class": course_class.id, "seats": seats})
    if rows_changed(taken) != 1:
        raise ClassFull(class_code=course_class.code, wanted=seats)


def overbook_seat(
    executor: Executor, course_class: SeatsOf, *, order_id: int, note: str, now: datetime
) -> None:
    """Have staff give one place on top of all, with the reason in the ledger.

    Raises:
        NotFull: there is a free seat, or one set aside that can be returned to the pool; or the
            class was cancelled meanwhile. The transaction must end.
    """
    taking = Taking(order_id=order_id, seats=1, at=now)
    move = SeatMove.OVERBOOKED
    _write(executor, course_class, [taking], move, move.value, Channel.STAFF, note=note)
    taken = executor.execute(_OVERBOOK, {"of_class": course_class.id})
    if rows_changed(taken) != 1:
        raise NotFull(class_code=course_class.code)


def release_seats(
    executor: Executor,
    course_class: SeatsOf,
    *,
    order_id: int,
    seats: int,
    reason: str,
    channel: Channel,
    now: datetime,
    taken_by: Channel | None = None,
) -> None:
    """Give an order's seats back; ``taken_by`` is its channel, where another gives them back.

    The caller has made sure, in this transaction, that it has them.
    """
    back = Taking(order_id=order_id, seats=-seats, at=now)
    _write(executor, course_class, [back], SeatMove.GIVEN_BACK, reason, channel)
    release = _RELEASE[taken_by or channel]
    executor.execute(release, {"of_class": course_class.id, "seats": seats})


def resize(
    session: Session,
    row: CourseClass,
    seats: Seats,
    *,
    reason: str,
    now: datetime,
    note: str = "",
) -> None:
    """Bring a locked class to the seats that the rules came to; the ledger hears what is set aside.

    The CHECK stands behind it when the session is flushed.
    """
    before = row.seats.aside
    row.put_size(seats)
    for channel, aside in _moved(before, seats.aside).items():
        session.add(
            SeatChange(
                course_class=row,
                kind=SeatMove.SET_ASIDE if aside > 0 else SeatMove.RETURNED,
                change=0,
                aside=aside,
                reason=reason,
                note=note[:NOTE_ROOM],
                channel=channel,
                at=now,
            )
        )


def _moved(before: Mapping[Channel, int], after: Mapping[Channel, int]) -> dict[Channel, int]:
    moved = {each: after.get(each, 0) - before.get(each, 0) for each in ALLOTTED}
    return {channel: seats for channel, seats in moved.items() if seats}


def _write(
    executor: Executor,
    course_class: SeatsOf,
    takings: Sequence[Taking],
    kind: SeatMove,
    reason: str,
    channel: Channel,
    *,
    note: str = "",
) -> None:
    executor.execute(
        _WRITE,
        [
            {
                "class_id": course_class.id,
                "order_id": taking.order_id,
                "kind": kind,
                "change": taking.seats,
                "reason": reason,
                "note": note[:NOTE_ROOM],
                "channel": channel,
                "at": taking.at,
            }
            for taking in takings
        ],
    )
