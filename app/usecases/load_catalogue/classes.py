"""The classes of a catalogue file, put into their tables, and who is told of what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.catalogue import Catalogue, CatalogueMistake, ClassEntry
from app.domain.course_class import ClassState
from app.domain.event import ClassFacts, EventKind
from app.domain.extra import TooFewExtras
from app.domain.price import LimitTooLow
from app.domain.seat import TooFewSeats
from app.store.announcer import Announcer
from app.store.class_entry import put_entry
from app.store.class_news import announce_change
from app.store.course_class import CourseClass
from app.store.holding import end_offers_in_time
from app.store.order import Order
from app.store.program import Program
from app.store.venue import Venue


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """How many classes a file has, how many were new and how many others partners see changed."""

    all: int
    new: int
    changed: int


class Shelf:
    """The classes that a file may touch: its own, and those of its programs and venues.

    What partners know of each is kept as it was before, so that only a real change is told.
    """

    def __init__(self, session: Session, catalogue: Catalogue, *, now: datetime) -> None:
        self._session = session
        self._now = now
        self._rows = {row.code: row for row in _touched(session, catalogue)}
        self._before = {code: self._seen(row) for code, row in self._rows.items()}
        self._count = 0

    def put(
        self, program: Program, entries: Sequence[ClassEntry], *, venues: Mapping[str, Venue]
    ) -> None:
        """Add or change a program's classes.

        Raises:
            CatalogueMistake: an unknown venue, fewer seats than are taken, a price limited to fewer
                places than are had at it, another program's class.
        """
        for entry in entries:
            row = self._rows.get(entry.code)
            if row is None:
                row = CourseClass(
                    code=entry.code, program=program, taken=0, meetings=[], price_options=[]
                )
                self._rows[entry.code] = row
                self._session.add(row)
            elif row.program is not program:
                raise CatalogueMistake(f"{entry.path}.code", f"is a class of {row.program.code}")
            if entry.venue and entry.venue not in venues:
                raise CatalogueMistake(f"{entry.path}.venue", f"is no venue: {entry.venue}")
            venue = venues[entry.venue] if entry.venue else None
            try:
                put_entry(self._session, row, entry, venue=venue, now=self._now)
            except TooFewSeats as few:
                raise _too_few(row, entry, few) from few
            except LimitTooLow as low:
                path = f"{entry.path}.prices[{low.position}].limit"
                raise CatalogueMistake(path, str(low)) from low
            except TooFewExtras as few:
                path = f"{entry.path}.extras[{few.number}].stock"
                raise CatalogueMistake(path, str(few)) from few
            self._count += 1

    def announce(self, announcer: Announcer) -> ClassCounts:
        """Announce what is new or changed and still to come; ids must be there (flush first)."""
        new = changed = 0
        for code, row in self._rows.items():
            if code not in self._before:
                new += 1
                if row.state is ClassState.PUBLISHED and row.ends_at > self._now:
                    announcer.announce(EventKind.CLASS_PUBLISHED, row)
            elif self._seen(row) != self._before[code]:
                changed += 1
                before, after = self._before[code][0], row.facts(self._now)
                if not (before.ends_at <= self._now and row.ends_at <= self._now):
                    announce_change(self._session, announcer, row, before=before, after=after)
        return ClassCounts(all=self._count, new=new, changed=changed)

    def end_offers(self, announcer: Announcer, offered: Sequence[Order]) -> None:
        """Have what is offered of these classes end with them; ``offered`` are locked orders."""
        end_offers_in_time(self._session, announcer, offered, self._rows.values(), now=self._now)

    def _seen(self, row: CourseClass) -> tuple[ClassFacts, frozenset[str]]:
        return row.facts(self._now), frozenset(row.partners)


def _too_few(row: CourseClass, entry: ClassEntry, few: TooFewSeats) -> CatalogueMistake:
    """Say what is to be mended: the capacity, or what is to be set aside where that is more."""
    if entry.capacity < row.seats.least:
        return CatalogueMistake(f"{entry.path}.capacity", str(few))
    reason = f"are more than is free: the class would have to have {few.least} seats"
    return CatalogueMistake(f"{entry.path}.allotments", reason)


def _touched(session: Session, catalogue: Catalogue) -> Sequence[CourseClass]:
    """Return the classes with all that partners see of them, locked against registrations."""
    return session.scalars(
        select(CourseClass)
        .join(CourseClass.program)
        .outerjoin(CourseClass.venue)
        .where(
            or_(
                CourseClass.code.in_([entry.code for entry in catalogue.classes()]),
                Program.code.in_([entry.code for entry in catalogue.programs]),
                Venue.code.in_([entry.code for entry in catalogue.venues]),
            )
        )
        .order_by(CourseClass.id)
        .options(
            joinedload(CourseClass.program),
            joinedload(CourseClass.venue),
            selectinload(CourseClass.meetings),
            selectinload(CourseClass.price_options),
        )
        .with_for_update(of=CourseClass)
    ).all()
