"""Waiting lists with something to do: seats to offer, or an end to tell. Not here: doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select

from app.domain.contract import Sessions
from app.domain.course_class import ClassState, why_closed
from app.domain.registration import Channel
from app.domain.waiting import ENDED, TOO_LARGE, EntryState
from app.store.allotment import seats_in_turn
from app.store.course_class import CourseClass
from app.store.database import reading_rows, table_of
from app.store.order import Order
from app.store.waiting import WaitingEntry

# So many orders are told of one line's end before anybody else has their turn.
MOST_ENDING = 200
_CLASS, _ENTRY, _ORDER = table_of(CourseClass), table_of(WaitingEntry), table_of(Order)


def find_lines_to_offer(sessions: Sessions, *, now: datetime) -> Sequence[str]:
    """Return the codes of open classes with free seats and somebody in a line that runs."""
    with reading_rows(sessions) as connection:
        return connection.scalars(
            select(_CLASS.c.code)
            .where(
                _CLASS.c.in_line > 0,
                ~_CLASS.c.line_paused,
                _CLASS.c.state == ClassState.PUBLISHED,
                _CLASS.c.starts_at > now,
                or_(_CLASS.c.closes_at.is_(None), _CLASS.c.closes_at > now),
                seats_in_turn(Channel.WEB) > 0,
            )
            .order_by(_CLASS.c.starts_at, _CLASS.c.id)
        ).all()


@dataclass(frozen=True, slots=True)
class EndingEntry:
    """An order whose waiting is over, and why, as its buyer is told."""

    reference: str
    reason: str


def find_ending_entries(sessions: Sessions, *, now: datetime) -> Sequence[EndingEntry]:
    """Return orders that wait for what cannot come any more, two hundred at most.

    Their class takes nobody, or was made smaller than they are. What is only set aside for others
    may be returned, so that whoever waits for it waits on.
    """
    closed = or_(
        _CLASS.c.state != ClassState.PUBLISHED,
        _CLASS.c.starts_at <= now,
        and_(_CLASS.c.closes_at.is_not(None), _CLASS.c.closes_at <= now),
    )
    too_large = _ENTRY.c.size > _CLASS.c.capacity
    with reading_rows(sessions) as connection:
        rows = connection.execute(
            select(
                _ORDER.c.reference,
                _CLASS.c.state,
                _CLASS.c.starts_at,
                _CLASS.c.ends_at,
                _CLASS.c.closes_at,
                _CLASS.c.cancel_reason,
            )
            .join(_ENTRY, _ENTRY.c.order_id == _ORDER.c.id)
            .join(_CLASS, _CLASS.c.id == _ENTRY.c.class_id)
            .where(
                _CLASS.c.in_line > 0,
                or_(closed, too_large),
                _ENTRY.c.state == EntryState.WAITING,
            )
            .order_by(_ENTRY.c.id)
            .limit(MOST_ENDING)
        ).all()
    return [EndingEntry(row.reference, _reason(row, now=now)) for row in rows]


def _reason(row: Row[Any], *, now: datetime) -> str:
    why = why_closed(
        now,
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        closes_at=row.closes_at,
    )
    if why is None:
        return TOO_LARGE
    return f"{ENDED[why]}: {row.cancel_reason}".removesuffix(": ")
