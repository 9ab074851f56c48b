"""What must hold of waiting lists after every step of a story, read from the rows.

In order, each seat offered once, no offer without an end or past the class's beginning; and once
lines were moved nobody waits in front of a seat they could have. Not here: seats (books.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from app.domain.course_class import ClassState
from app.domain.registration import Channel, RegistrationState
from app.domain.waiting import GATHERING_ENDS, GATHERING_LASTS, PATIENCE, EntryState
from app.store.course_class import CourseClass
from app.store.database import Database, reading
from app.store.order import Order
from app.store.registration import Registration
from app.store.waiting import WaitingEntry


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, its order's hold, and how many of its places wait, or are held."""

    id: int
    class_id: int
    size: int
    passed: int
    gathers_since: datetime | None
    state: EntryState
    offered_at: datetime | None
    offered_until: datetime | None
    hold_until: datetime | None
    channel: Channel
    waiting: int
    held: int

    @property
    def waits(self) -> bool:
        """Whether it is in line."""
        return self.state is EntryState.WAITING


@dataclass(frozen=True, slots=True)
class Course:
    """A class with a line, as far as its line goes."""

    id: int
    code: str
    capacity: int
    taken: int
    in_line: int
    web_in_line: int
    paused: bool
    published: bool
    closes_at: datetime

    def gathers_for(self, entry: Entry, now: datetime) -> bool:
        """Say whether seats are kept for a group that was passed over too often."""
        since = entry.gathers_since
        over = since is not None and now >= since + GATHERING_LASTS
        patient = over or entry.passed < PATIENCE or entry.size > self.capacity
        return not patient and now < self.closes_at - GATHERING_ENDS


@dataclass
class Lines:
    """Every line of a story, and how it stood at the last look.

    ``picked`` are the numbers of those whom staff picked by hand: nobody else may overtake.
    """

    database: Database

    def __post_init__(self) -> None:
        self.picked: set[int] = set()
        self._before: Mapping[int, Entry] = {}

    def check(self) -> None:
        """Fail where a line is not what was promised."""
        with reading(self.database) as session:
            entries = {row.id: row for row in map(_entry, session.execute(_ENTRIES))}
            courses = [_course(row) for row in session.execute(_COURSES)]
        waits = [each for each in entries.values() if each.waits]
        waiting = Counter(each.class_id for each in waits)
        by_web = Counter(each.class_id for each in waits if each.channel is Channel.WEB)
        for course in courses:
            counted = (course.in_line, course.web_in_line)
            found = (waiting[course.id], by_web[course.id])
            assert counted == found, f"{course.code} counts its line wrongly"
            mine = [each for each in entries.values() if each.class_id == course.id]
            for each in mine:
                _check_entry(each, course)
            self._check_order(mine, course)
        self._before = entries

    def check_moved(self, now: datetime) -> None:
        """Fail where somebody waits in front of a seat although lines were moved just now."""
        self.check()
        with reading(self.database) as session:
            courses = [_course(row) for row in session.execute(_COURSES)]
        for course in courses:
            line = [e for e in self._before.values() if e.waits and e.class_id == course.id]
            open_ = course.published and now < course.closes_at
            assert open_ or not line, f"the line of {course.code} goes on although it closed"
            if open_ and not course.paused:
                _check_nobody_fits(line, course, now)

    def go_on(self) -> bool:
        """Say whether anybody waits, as of the last look."""
        return any(each.waits for each in self._before.values())

    def _check_order(self, entries: Sequence[Entry], course: Course) -> None:
        """Look at whoever was offered seats since the last look, but by hand."""
        offered = [
            each
            for each in entries
            if each.offered_at
            and each.id not in self.picked
            and (each.id not in self._before or self._before[each.id].waits)
        ]
        for first in entries:
            behind = [each for each in offered if each.id > first.id]
            if not behind or not first.waits:
                continue
            assert all(each.size < first.size for each in behind), (
                f"{first.id} was overtaken in the line of {course.code}"
            )
            before = self._before.get(first.id, first)
            at = behind[0].offered_at
            assert at
            assert not course.gathers_for(before, at), f"{first.id} was overtaken out of patience"
            if before is not first and before.passed < PATIENCE:
                counted = first.passed - before.passed
                assert counted == len(behind), f"{first.id} was passed over, and not counted"


def _check_entry(entry: Entry, course: Course) -> None:
    if entry.waits:
        assert entry.waiting == entry.size > 0, f"{entry} waits for too many, or too few"
        assert not entry.held, f"{entry} waits and has a seat"
        return
    assert not entry.waiting, f"somebody waits who is in no line: {entry}"
    if not entry.offered_at:
        assert not entry.held, f"{entry} has seats that nobody offered"
        return
    assert entry.offered_until, f"{entry} is an offer without an end"
    assert entry.offered_at < course.closes_at, f"{entry} was offered too late"
    assert entry.offered_until <= course.closes_at, f"{entry} stands longer than its class"
    if entry.held:
        assert entry.hold_until, f"{entry} is an offer that never ends"
        assert entry.hold_until >= entry.offered_until, f"{entry} ends too soon"


def _check_nobody_fits(line: Sequence[Entry], course: Course, now: datetime) -> None:
    free = course.capacity - course.taken
    for entry in line:
        assert entry.size > free, f"a seat stands free in {course.code}, and {entry} waits"
        if course.gathers_for(entry, now):
            return


def _entry(row: Any) -> Entry:
    return Entry(*row)


def _course(row: Any) -> Course:
    return Course(
        id=row.id,
        code=row.code,
        capacity=row.capacity,
        taken=row.taken,
        in_line=row.in_line,
        web_in_line=row.web_in_line,
        paused=row.line_paused,
        published=row.state is ClassState.PUBLISHED,
        closes_at=min(row.closes_at or row.starts_at, row.starts_at),
    )


_PLACE = Registration
_ENTRIES = (
    select(
        WaitingEntry.id,
        WaitingEntry.class_id,
        WaitingEntry.size,
        WaitingEntry.passed,
        WaitingEntry.gathers_since,
        WaitingEntry.state,
        WaitingEntry.offered_at,
        WaitingEntry.offered_until,
        Order.hold_until,
        Order.channel,
        func.sum(case((_PLACE.state == RegistrationState.WAITLISTED, 1), else_=0)),
        func.sum(case((_PLACE.state == RegistrationState.HELD, 1), else_=0)),
    )
    .join(Order, Order.id == WaitingEntry.order_id)
    .join(_PLACE, _PLACE.order_id == Order.id)
    .group_by(WaitingEntry.id, Order.id)
    .order_by(WaitingEntry.id)
)
_COURSES = select(
    CourseClass.id,
    CourseClass.code,
    CourseClass.capacity,
    CourseClass.taken,
    CourseClass.in_line,
    CourseClass.web_in_line,
    CourseClass.line_paused,
    CourseClass.state,
    CourseClass.starts_at,
    CourseClass.closes_at,
).where(CourseClass.waiting_list)
