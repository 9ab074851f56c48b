"""What staff wrote into letters: which of them, and one of them with who changed it. Reads only."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.event import EventKind
from app.domain.mail_text import EVERY_PROGRAM, OURS, About, MailText, Part
from app.store.database import reading
from app.store.mail_text import MailTextRow, changes_of, newest_of, texts_that_count
from app.store.program import Program

MOST_CHANGES = 20
Letter = tuple[EventKind, str]


@dataclass(frozen=True, slots=True)
class MailDesk:
    """Which letters staff wrote into, by kind and language.

    ``own`` are those of ``program`` alone, which is empty where all are meant; ``of_all`` those
    that every program has. ``programs`` are all there are, by code and title.
    """

    program: str
    title: str
    programs: tuple[tuple[str, str], ...]
    own: frozenset[Letter]
    of_all: frozenset[Letter]


@dataclass(frozen=True, slots=True)
class MailTextChange:
    """One change: who made it, when (UTC), of which parts, and what was written from then on."""

    by: str
    at: datetime
    parts: tuple[Part, ...]
    text: MailText


@dataclass(frozen=True, slots=True)
class LetterDesk:
    """One letter: what was written for just this program or all, and what all have beneath it.

    ``seen`` is the number of the change that counts; ``changes`` are the last ones, newest first.
    """

    about: About
    own: MailText
    of_all: MailText
    seen: int
    changes: tuple[MailTextChange, ...]

    @property
    def beneath(self) -> MailText:
        """What stands wherever a part is empty and not ours."""
        return OURS if self.about.program == EVERY_PROGRAM else self.of_all


def mail_desk(sessions: Sessions, program: str) -> MailDesk | None:
    """Return which letters are written into, None where there is no such program."""
    with reading(sessions) as session:
        programs = session.execute(
            select(Program.code, Program.title).order_by(Program.title, Program.code)
        ).all()
        titles = {row.code: row.title for row in programs}
        if program != EVERY_PROGRAM and program not in titles:
            return None
        rows = texts_that_count(session, EVERY_PROGRAM, program)
    of_all = {(row.kind, row.language) for row in rows if row.program_code == EVERY_PROGRAM}
    own = {(row.kind, row.language) for row in rows if row.program_code == program}
    return MailDesk(
        program, titles.get(program, ""), tuple(titles.items()), frozenset(own), frozenset(of_all)
    )


def letter_desk(sessions: Sessions, about: About) -> LetterDesk | None:
    """Return the letter with its program's title, None where there is no such program."""
    with reading(sessions) as session:
        titled = _titled(session, about)
        if titled is None:
            return None
        of_all = newest_of(session, replace(about, program=EVERY_PROGRAM))
        rows = changes_of(session, about, most=MOST_CHANGES + 1)
    return LetterDesk(
        titled,
        own=rows[0].text if rows else OURS,
        of_all=of_all.text if of_all else OURS,
        seen=rows[0].number if rows else 0,
        changes=tuple(_change(row, before) for row, before in pairwise([*rows, None]) if row)[
            :MOST_CHANGES
        ],
    )


def _titled(session: Session, about: About) -> About | None:
    if about.program == EVERY_PROGRAM:
        return about
    title = session.scalar(select(Program.title).where(Program.code == about.program))
    return None if title is None else replace(about, title=title)


def _change(row: MailTextRow, before: MailTextRow | None) -> MailTextChange:
    parts = row.text.differs(before.text if before else OURS)
    return MailTextChange(row.changed_by, row.changed_at, parts, row.text)
