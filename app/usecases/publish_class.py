"""Publish class: a new run of a program is there to be registered for, and partners hear of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.catalogue import ClassEntry
from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.store.announcer import announcing
from app.store.class_entry import put_entry
from app.store.course_class import CourseClass, find_class
from app.store.database import transaction
from app.store.program import Program
from app.store.venue import find_venue


@dataclass(eq=False)
class PublishRefused(Exception):
    """A class that is not published; ``field`` is what is wrong with it, ``reason`` for people."""

    field: str
    reason: str

    def __str__(self) -> str:
        return self.reason


def publish_class(
    sessions: Sessions,
    *,
    program: str,
    entry: ClassEntry,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> None:
    """Publish a new class of a program, by the program's code.

    A currency that a partner does not take was refused as the entry was read (trainingportal.md
    T18).

    Raises:
        PublishRefused: the code is another class's, no such program or venue, or it is over.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        of = session.scalar(select(Program).where(Program.code == program))
        if of is None:
            raise PublishRefused("program", "Choose one of the programs")
        if find_class(session, entry.code) is not None:
            raise PublishRefused("code", f"There is a class {entry.code} already")
        if entry.ends_at <= now:
            raise PublishRefused("sessions", "The class would be over already")
        venue = find_venue(session, entry.venue) if entry.venue else None
        if entry.venue and venue is None:
            raise PublishRefused("venue", "Choose one of the venues")
        row = CourseClass(code=entry.code, program=of, taken=0, meetings=[], price_options=[])
        put_entry(session, row, entry, venue=venue, now=now)
        session.add(row)
        session.flush()
        announcer.announce(EventKind.CLASS_PUBLISHED, row)
    wake(announcer.destinations)
