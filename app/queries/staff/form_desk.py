"""A program's form as staff build it: what is asked now, the working copy, earlier versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.form.document import questions_from
from app.domain.form.editing import Entries, Seen
from app.domain.form.mistakes import Mistake, mistakes_of
from app.domain.form.question import Question
from app.domain.money import Money
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.extra import ExtraRow
from app.store.form_draft import WorkingForm, find_working_form
from app.store.program import Form, Program


@dataclass(frozen=True, slots=True)
class Version:
    """One published version; ``by`` is empty where a catalogue file brought it."""

    number: int
    at: datetime | None
    by: str
    entries: Entries
    asked_now: bool


@dataclass(frozen=True, slots=True)
class Takeable:
    """An extra that an option may take, as the program's latest class with it has it."""

    code: str
    label: str
    prices: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class FormDesk:
    """The form of one program; ``entries`` are the working copy, or what is asked now.

    ``overruled``: another version was published after the working copy was begun. ``class_code`` is
    a class to show the form with, ``extras`` what the program's classes offer besides, by code.
    """

    program: str
    title: str
    seen: Seen
    entries: Entries
    asked: Entries
    is_open: bool
    overruled: bool
    changed_by: str
    changed_at: datetime | None
    versions: tuple[Version, ...]
    mistakes: tuple[Mistake, ...]
    class_code: str
    extras: Mapping[str, Takeable]
    others: tuple[tuple[str, str], ...]

    @property
    def kept_keys(self) -> frozenset[str]:
        """Keys that were published once: answers are kept under them."""
        return frozenset(each.key for version in self.versions for each in version.entries)

    @property
    def changed(self) -> bool:
        """Whether there is something to publish."""
        return self.is_open and self.entries != self.asked

    def entry(self, key: str) -> Question | None:
        """Return the entry with this key."""
        return next((each for each in self.entries if each.key == key), None)

    def mistakes_at(self, key: str) -> tuple[Mistake, ...]:
        """Return what is wrong with the entry."""
        return tuple(each for each in self.mistakes if each.key == key)


def form_desk(sessions: Sessions, program: str) -> FormDesk | None:
    """Return the form, or None where there is no such program; five statements."""
    with reading(sessions) as session:
        working = find_working_form(session, program)
        return None if working is None else _desk(session, working)


def form_of(sessions: Sessions, program: str) -> Entries | None:
    """Return what a program asks now, to be copied; None where there is no such program."""
    with reading(sessions) as session:
        working = find_working_form(session, program)
        return None if working is None else working.asked


def _desk(session: Session, working: WorkingForm) -> FormDesk:
    program, draft = working.program, working.draft
    course = session.execute(
        select(CourseClass.id, CourseClass.code)
        .where(CourseClass.program_id == program.id)
        .order_by(CourseClass.starts_at.desc())
        .limit(1)
    ).one_or_none()
    entries = working.entries
    return FormDesk(
        program=program.code,
        title=program.title,
        seen=working.seen,
        entries=entries,
        asked=working.asked,
        is_open=working.is_open,
        overruled=working.is_open and working.base_version != working.seen.version,
        changed_by=draft.changed_by if draft and draft.is_open else "",
        changed_at=draft.changed_at if draft and draft.is_open else None,
        versions=_versions(session, working),
        mistakes=mistakes_of(entries),
        class_code=course.code if course else "",
        extras=_extras(session, program.id),
        others=_others(session, program),
    )


def _versions(session: Session, working: WorkingForm) -> tuple[Version, ...]:
    rows = session.scalars(
        select(Form).where(Form.program_code == working.program.code).order_by(Form.version.desc())
    )
    return tuple(
        Version(
            number=row.version,
            at=row.published_at,
            by=row.published_by,
            entries=questions_from(row.questions),
            asked_now=row.id == working.program.form_id,
        )
        for row in rows
    )


def _extras(session: Session, program_id: int) -> dict[str, Takeable]:
    rows = session.execute(
        select(ExtraRow.code, ExtraRow.label, ExtraRow.amounts)
        .join(CourseClass, CourseClass.id == ExtraRow.class_id)
        .where(CourseClass.program_id == program_id, ~ExtraRow.withdrawn)
        .order_by(ExtraRow.code, CourseClass.starts_at)
    )
    # Of each code the last row counts, which is the latest class's.
    return {
        code: Takeable(code, label, tuple(Money(minor, of) for of, minor in amounts.items()))
        for code, label, amounts in rows
    }


def _others(session: Session, program: Program) -> tuple[tuple[str, str], ...]:
    rows = session.execute(
        select(Program.code, Program.title)
        .where(Program.form_id.is_not(None), Program.id != program.id)
        .order_by(Program.title)
    )
    return tuple((code, title) for code, title in rows)
