"""The waiting list's rows: who is in line for a class, in the order in which they joined.

A class's ``in_line`` counts its entries that wait, and ``web_in_line`` those of them by the site,
in the class's own row, so that one UPDATE sees both the seats and the line. Not here: joining,
offering and leaving (modules of their own).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    insert,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.contact import Contact
from app.domain.course_class import ClassClosed, ClassState, Closed
from app.domain.draft import Filled
from app.domain.registration import Channel
from app.domain.waiting import MOST_ENTRIES, By, EntryState, InLine, InLineAlready, LineClosed
from app.store.course_class import CourseClass
from app.store.database import Base, Executor, Json, UtcDateTime, rows_changed, table_of, word
from app.store.order import Order
from app.store.person import Person, match_keys
from app.store.seat import SeatsOf


class WaitingEntry(Base):
    """An order in line for ``size`` seats together; its number is its position.

    ``passed`` counts those behind it that were offered seats because it did not fit, and seats are
    gathered for it since ``gathers_since`` (UTC). An offer
    stands until ``offered_until`` (UTC); what became of it, the order's registrations say.
    ``filled`` is what was filled in (``Filled.document``), by which an offer is priced, and nothing
    once it waits no more. ``unpriced``: a seat was free for it, and it could have it at no price.
    ``left_out`` is what its offer does without because it was gone, in words (``left_out_of``).
    """

    __tablename__ = "waiting_entry"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size"),
        Index("ix_waiting_entry_line", "class_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    size: Mapped[int]
    state: Mapped[EntryState] = mapped_column(word(EntryState), default=EntryState.WAITING)
    passed: Mapped[int] = mapped_column(default=0, server_default="0")
    gathers_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unpriced: Mapped[bool] = mapped_column(default=False, server_default=false())
    filled: Mapped[dict[str, Any]] = mapped_column(Json)
    left_out: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


_ENTRY, _CLASS, _ORDER = table_of(WaitingEntry), table_of(CourseClass), table_of(Order)
_PERSON = table_of(Person)
_ADD = insert(_ENTRY).inline()
_NOW = bindparam("now", type_=UtcDateTime)
_BY_WEB = bindparam("by_web", type_=_CLASS.c.web_in_line.type)
_JOIN = (
    update(_CLASS)
    .where(_CLASS.c.id == bindparam("of_class"), _CLASS.c.state == ClassState.PUBLISHED)
    .values(in_line=_CLASS.c.in_line + 1, web_in_line=_CLASS.c.web_in_line + _BY_WEB)
)
_LEAVE = (
    update(_CLASS)
    .where(_CLASS.c.id == bindparam("of_class"), _CLASS.c.in_line >= bindparam("entries"))
    .values(
        in_line=_CLASS.c.in_line - bindparam("entries", type_=_CLASS.c.in_line.type),
        web_in_line=_CLASS.c.web_in_line - _BY_WEB,
    )
)
_UNTIL = bindparam("until", type_=UtcDateTime)
# Nobody is offered a seat once the class began or the deadline has passed, whoever asks, nor for
# longer than until then: either may have been moved since one looked.
_OFFER = _LEAVE.where(
    _CLASS.c.starts_at > _NOW,
    _CLASS.c.starts_at >= _UNTIL,
    or_(
        _CLASS.c.closes_at.is_(None),
        and_(_CLASS.c.closes_at > _NOW, _CLASS.c.closes_at >= _UNTIL),
    ),
)
_OFFER_IN_TURN = _OFFER.where(~_CLASS.c.line_paused)
IN_LINE: Select[Any] = (
    select(
        _ENTRY.c.id,
        _ENTRY.c.size,
        _ENTRY.c.passed,
        _ENTRY.c.gathers_since,
        _ENTRY.c.order_id,
        _ORDER.c.channel,
    )
    .join(_ORDER, _ORDER.c.id == _ENTRY.c.order_id)
    .where(_ENTRY.c.state == EntryState.WAITING)
    .order_by(_ENTRY.c.id)
)
_BEFORE = _ENTRY.alias("before")
# Where an entry stands in its class's line, counted from 1; NULL where it waits no more.
POSITION: ColumnElement[int | None] = case(
    (
        _ENTRY.c.state == EntryState.WAITING,
        select(func.count() + 1)
        .where(
            _BEFORE.c.class_id == _ENTRY.c.class_id,
            _BEFORE.c.state == EntryState.WAITING,
            _BEFORE.c.id < _ENTRY.c.id,
        )
        .correlate(_ENTRY)
        .scalar_subquery(),
    ),
    else_=null(),
)
_BY_ADDRESS = (
    select(func.count())
    .select_from(_ENTRY)
    .join(_ORDER, _ORDER.c.id == _ENTRY.c.order_id)
    .join(_PERSON, _PERSON.c.id == _ORDER.c.buyer_id)
    .where(
        _PERSON.c.match_email == bindparam("email"),
        _ENTRY.c.class_id == bindparam("of_class"),
        _ENTRY.c.state == EntryState.WAITING,
    )
)
_LINE = IN_LINE.where(_ENTRY.c.class_id == bindparam("of_class"))


_GATHER = (
    update(_ENTRY)
    .where(_ENTRY.c.id == bindparam("entry"), _ENTRY.c.state == EntryState.WAITING)
    .where(_ENTRY.c.gathers_since.is_(None))
    .values(gathers_since=_NOW)
)


def add_entry(
    executor: Executor,
    course_class: SeatsOf,
    *,
    order_id: int,
    filled: Filled,
    channel: Channel,
    now: datetime,
) -> None:
    """Put an order at the end of the line; the class's row is locked from here on.

    So positions are given in the order in which joining ends, and this comes last.

    Raises:
        ClassClosed: the class was cancelled meanwhile; the transaction must end.
    """
    given = {"of_class": course_class.id, "by_web": _by_web([channel])}
    joined = executor.execute(_JOIN, given)
    if rows_changed(joined) != 1:
        raise ClassClosed(class_code=course_class.code, why=Closed.CANCELLED)
    executor.execute(
        _ADD,
        {
            "order_id": order_id,
            "class_id": course_class.id,
            "size": len(filled.participants),
            "filled": filled.document(),
            "left_out": [],
            "state": EntryState.WAITING,
            "joined_at": now,
        },
    )


def refuse_more_entries(executor: Executor, course_class: SeatsOf, *, buyer: Contact) -> None:
    """See that a buyer's address does not wait more often for a class than one may.

    To be asked once the entry is added: the class's row is locked from then on, so that of two
    orders at once the later one sees the earlier one's entry.

    Raises:
        InLineAlready: it does; the transaction must end.
    """
    email, _ = match_keys(buyer, "")
    given = {"of_class": course_class.id, "email": email}
    waiting = executor.execute(_BY_ADDRESS, given).scalar_one()
    if email and waiting > MOST_ENTRIES:
        raise InLineAlready(course_class.code)


def count_left(executor: Executor, class_id: int, channel: Channel) -> None:
    """Count an entry by that channel less in a class's line."""
    given = {"of_class": class_id, "entries": 1, "by_web": _by_web([channel])}
    executor.execute(_LEAVE, given)


def _by_web(channels: Collection[Channel]) -> int:
    return sum(each is Channel.WEB for each in channels)


def count_offered(
    executor: Executor,
    course_class: SeatsOf,
    channels: Collection[Channel],
    *,
    until: datetime,
    now: datetime,
    by: By,
) -> None:
    """Count entries less in line because they are offered seats until then, if that may still be.

    ``channels`` are those that they came by, one for each.

    Raises:
        LineClosed: the class closed or began, or does before ``until``, or the line was paused and
            nobody picked by hand; the transaction must end.
    """
    statement = _OFFER if by is By.HAND else _OFFER_IN_TURN
    given = {
        "of_class": course_class.id,
        "entries": len(channels),
        "by_web": _by_web(channels),
        "until": until,
        "now": now,
    }
    if rows_changed(executor.execute(statement, given)) != 1:
        raise LineClosed(course_class.code)


def line_of(executor: Executor, class_id: int) -> Sequence[InLine]:
    """Return everybody who waits for a class, the first in line first."""
    return [in_line_from(row) for row in executor.execute(_LINE, {"of_class": class_id})]


def in_line_from(row: Row[Any]) -> InLine:
    """Read an entry from a row of ``IN_LINE``."""
    return InLine(
        id=row.id,
        size=row.size,
        channel=row.channel,
        passed=row.passed,
        gathers_since=row.gathers_since,
    )


def begin_gathering(executor: Executor, entries: Sequence[InLine], *, now: datetime) -> None:
    """Note that seats are gathered for these from now on; nothing else is to be locked with it."""
    for each in entries:
        executor.execute(_GATHER, {"entry": each.id, "now": now})


def entries_of(session: Session, order_ids: Collection[int]) -> Sequence[WaitingEntry]:
    """Return the entries of these orders as they stand, by their orders' numbers."""
    return session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.order_id.in_(order_ids))
        .order_by(WaitingEntry.order_id)
        .execution_options(populate_existing=True)
    ).all()


def find_entry(session: Session, order_id: int) -> WaitingEntry | None:
    """Return an order's entry as it stands, whatever became of it; None where it never waited."""
    return session.scalar(
        select(WaitingEntry)
        .where(WaitingEntry.order_id == order_id)
        .execution_options(populate_existing=True)
    )
