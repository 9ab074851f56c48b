"""A class's waiting list as it stands, and whose turn it is. Not here: offering them seats."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.domain.course_class import Closed, registers_until
from app.domain.offer import offers_of
from app.domain.seat import Seats
from app.domain.waiting import InLine, Turn, whose_turn
from app.store.class_to_register import ClassToRegister, find_class_to_register
from app.store.course_class import CourseClass, seats_from
from app.store.database import table_of
from app.store.waiting import line_of

_CLASS = table_of(CourseClass)


@dataclass(frozen=True, slots=True)
class Line:
    """A class's line as it stands: its class, its seats, who waits, and whose turn it is.

    ``closed`` says why nobody can be offered a seat; ``priced``: a place costs something now, or is
    free; ``paused``: only staff offer seats. ``closes_at`` is UTC.
    """

    course_class: ClassToRegister
    seats: Seats
    closes_at: datetime
    closed: Closed | None
    priced: bool
    paused: bool
    entries: Sequence[InLine]
    turn: Turn

    @property
    def begins_to_gather(self) -> Sequence[InLine]:
        """Those that free seats are kept for from now on, and were not before."""
        gathers = self.turn.gathers if self._runs else ()
        return [each for each in gathers if each.gathers_since is None]

    @property
    def _runs(self) -> bool:
        return self.priced and not self.closed and not self.paused

    @property
    def moves(self) -> bool:
        """Whether somebody is to be offered seats now, without anybody's doing."""
        return self._runs and bool(self.turn.chosen)


def find_line(
    connection: Connection, code: str, *, now: datetime, without: Collection[int] = ()
) -> Line | None:
    """Return a class's line, or None where there is no such class; three statements.

    ``without`` are the numbers of entries whose turn it is not, whoever else's it is.
    """
    course_class = find_class_to_register(connection, code)
    if course_class is None:
        return None
    row = connection.execute(select(_CLASS).where(_CLASS.c.id == course_class.id)).one()
    seats, starts_at = seats_from(row), course_class.outline.starts_at
    closes_at = registers_until(course_class.closes_at, starts_at=starts_at)
    line = line_of(connection, course_class.id)
    waiting = [each for each in line if each.id not in without]
    prices = course_class.prices
    return Line(
        course_class=course_class,
        seats=seats,
        closes_at=closes_at,
        closed=course_class.why_closed(now),
        priced=not prices or bool(offers_of(prices, now=now)),
        paused=row.line_paused,
        entries=line,
        turn=whose_turn(waiting, seats, now=now, closes_at=closes_at),
    )
