"""Classes as the API shows them, which calls them programs (product.md). Reads only.

A class that was cancelled is not shown: its status has no word for that, so it vanishes (iso.md
5.2). Not here: how one is written as JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from app.domain.contract import Sessions
from app.domain.course_class import (
    ClassState,
    ClassStatus,
    Price,
    class_status,
    registers_until,
    why_closed,
)
from app.domain.event import EventKind
from app.domain.form.document import questions_from
from app.domain.form.question import Question
from app.domain.registration import Channel
from app.store.allotment import HAS_LINE, free_seats
from app.store.course_class import CourseClass
from app.store.database import reading_rows, table_of
from app.store.event import EventRow
from app.store.price_option import PRICE_COLUMNS, PriceOption, price_from
from app.store.program import Form, Program
from app.store.venue import Venue

_CLASS, _PRICE = table_of(CourseClass), table_of(PriceOption)
_PROGRAM, _VENUE, _EVENT = table_of(Program), table_of(Venue), table_of(EventRow)
ONLINE = "online"
_SHOWS = (EventKind.CLASS_PUBLISHED, EventKind.CLASS_CHANGED, EventKind.CLASS_SEATS_CHANGED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller looks for; empty means anything. ``limit`` and ``offset`` cut the page."""

    limit: int
    offset: int
    status: ClassStatus | None = None
    type: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A class as the API shows it; times are UTC, ``prices`` are those offered now or later.

    The venue's three are empty online. ``available`` is 0 where nobody can register any more, and
    while others are in line; ``has_line``: whoever finds no seat joins the waiting list.
    """

    code: str
    title: str
    type: str
    description: str
    status: ClassStatus
    starts_at: datetime
    ends_at: datetime
    timezone: str
    closes_at: datetime
    venue_code: str
    venue_name: str
    venue_address: str
    capacity: int
    available: int
    has_line: bool
    prices: tuple[Price, ...]
    questions: tuple[Question, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of classes, by first day and then by code, and how many there are in all."""

    items: tuple[Shown, ...]
    total: int


def shown_classes(sessions: Sessions, wanted: Wanted, *, now: datetime) -> ShownPage:
    """Return a page of classes; three statements, however many there are."""
    conditions = _conditions(wanted, now=now)
    with reading_rows(sessions) as connection:
        total = connection.execute(
            select(func.count()).select_from(_SOURCE).where(*conditions)
        ).scalar_one()
        rows = connection.execute(
            _ROWS.where(*conditions).limit(wanted.limit).offset(wanted.offset)
        ).all()
        return ShownPage(_shown(connection, rows, now=now), total)


def shown_class(sessions: Sessions, code: str, *, now: datetime) -> Shown | None:
    """Return the class, or None where there is none to show; two statements."""
    with reading_rows(sessions) as connection:
        rows = connection.execute(
            _ROWS.where(_CLASS.c.code == code, _CLASS.c.state == ClassState.PUBLISHED)
        ).all()
        return next(iter(_shown(connection, rows, now=now)), None)


_SOURCE = _CLASS.join(_PROGRAM).outerjoin(_VENUE)
_FORM = table_of(Form)
_UPDATED = (
    select(func.max(_EVENT.c.at))
    .where(_EVENT.c.class_id == _CLASS.c.id, _EVENT.c.kind.in_(_SHOWS))
    .correlate(_CLASS)
    .scalar_subquery()
)
_ROWS = (
    select(
        _CLASS,
        free_seats(Channel.API).label("free_seats"),
        HAS_LINE.label("has_line"),
        _PROGRAM.c.title,
        _PROGRAM.c.type,
        _PROGRAM.c.summary,
        _PROGRAM.c.description,
        _VENUE.c.code.label("venue_code"),
        _VENUE.c.name.label("venue_name"),
        _VENUE.c.line1,
        _VENUE.c.line2,
        _VENUE.c.city,
        _VENUE.c.postal_code,
        _VENUE.c.country,
        _FORM.c.questions,
        _UPDATED.label("updated_at"),
    )
    .select_from(_SOURCE.outerjoin(_FORM, _FORM.c.id == _PROGRAM.c.form_id))
    .order_by(_CLASS.c.starts_at, _CLASS.c.code)
)


def _conditions(wanted: Wanted, *, now: datetime) -> list[ColumnElement[bool]]:
    # A class that a partner lists here is not listed back to it.
    found = [_CLASS.c.state == ClassState.PUBLISHED, _CLASS.c.origin.is_(None)]
    if wanted.status is not None:
        found.append(_in_time(wanted.status, now=now))
    if wanted.type:
        found.append(_same(_PROGRAM.c.type, wanted.type))
    if wanted.location.lower() == ONLINE:
        found.append(_CLASS.c.venue_id.is_(None))
    elif wanted.location:
        places = (_VENUE.c.city, _VENUE.c.name, _VENUE.c.code, _VENUE.c.country)
        found.append(or_(*(_same(place, wanted.location) for place in places)))
    return found


def _in_time(status: ClassStatus, *, now: datetime) -> ColumnElement[bool]:
    """Return ``class_status(...) is status``, in SQL."""
    begun, over = _CLASS.c.starts_at <= now, _CLASS.c.ends_at <= now
    if status is ClassStatus.UPCOMING:
        return ~begun
    return over if status is ClassStatus.COMPLETED else and_(begun, ~over)


def _same(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    # The database folds both, because each kind folds other letters than the other.
    return func.lower(column) == func.lower(text)


def _shown(connection: Connection, rows: Sequence[Row[Any]], *, now: datetime) -> tuple[Shown, ...]:
    prices: dict[int, list[Price]] = {row.id: [] for row in rows}
    if rows:
        offered = select(*PRICE_COLUMNS).where(_PRICE.c.class_id.in_(prices), ~_PRICE.c.withdrawn)
        for each in connection.execute(offered.order_by(_PRICE.c.id)):
            prices[each.price_class_id].append(price_from(each))
    return tuple(_one(row, tuple(prices[row.id]), now=now) for row in rows)


def _one(row: Row[Any], prices: tuple[Price, ...], *, now: datetime) -> Shown:
    closed = why_closed(
        now,
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        closes_at=row.closes_at,
    )
    town = f"{row.postal_code or ''} {row.city or ''}".strip()
    address = (row.line1, row.line2, town, row.country)
    return Shown(
        code=row.code,
        title=row.title,
        type=row.type,
        description=row.description or row.summary,
        status=class_status(now, starts_at=row.starts_at, ends_at=row.ends_at),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        timezone=row.timezone,
        closes_at=registers_until(row.closes_at, starts_at=row.starts_at),
        venue_code=row.venue_code or "",
        venue_name=row.venue_name or "",
        venue_address=", ".join(part for part in address if part),
        capacity=row.capacity,
        available=0 if closed else max(row.free_seats, 0),
        has_line=row.has_line and closed is None,
        prices=prices,
        questions=questions_from(row.questions or ()),
        # A class that was over when it was loaded was announced to nobody: its end was the last
        # that changed of it.
        updated_at=row.updated_at or min(row.ends_at, now),
    )
