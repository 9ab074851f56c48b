"""Waiting lists with something to do: seats to offer, or an end to tell. Not here: doing it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.registration import Channel
from app.domain.waiting import EntryState
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


def find_ending_entries(sessions: Sessions, *, now: datetime) -> Sequence[str]:
    """Return orders that wait for what cannot come any more, two hundred at most.

    Their class takes nobody, or was made smaller than they are. By reference: whoever ends them
    looks again, for the class may take them by then. What is only set aside for others may be
    returned, so that whoever waits for it waits on.
    """
    closed = or_(
        _CLASS.c.state != ClassState.PUBLISHED,
        _CLASS.c.starts_at <= now,
        and_(_CLASS.c.closes_at.is_not(None), _CLASS.c.closes_at <= now),
    )
    too_large = _ENTRY.c.size > _CLASS.c.capacity
    with reading_rows(sessions) as connection:
        return connection.scalars(
            select(_ORDER.c.reference)
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
