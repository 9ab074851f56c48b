"""Forms that are being built: one working copy a program. Published versions are in program.py.

The row stays when its copy was published or thrown away, so that its number never comes again: a
page that somebody left open in another tab can then only be refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column

from app.domain.form.document import document_of, questions_from
from app.domain.form.editing import Entries, FormMovedOn, Seen
from app.domain.form.question import Question
from app.store.database import (
    Base,
    Json,
    UtcDateTime,
    dialect_of,
    insert_into,
    rows_changed,
    table_of,
)
from app.store.program import Form, Program


class FormDraft(Base):
    """The working copy; ``is_open`` says whether there is one now.

    ``number`` grows with each change. ``base_version`` is the version it was begun from, 0 where
    the program had no form.
    """

    __tablename__ = "form_draft"

    program_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_open: Mapped[bool]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    number: Mapped[int]
    base_version: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(320))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def put_form_draft(
    session: Session,
    program_code: str,
    questions: Sequence[Question] | None,
    *,
    seen: int,
    base_version: int,
    by: str,
    at: datetime,
) -> bool:
    """Write the working copy, or that there is none; False where it is not what was seen any more.

    ``seen`` is the number that it had on the page, 0 where there never was one.
    """
    values = {
        "is_open": questions is not None,
        "questions": [document_of(each) for each in questions or ()],
        "number": seen + 1,
        "base_version": base_version,
        "changed_by": by,
        "changed_at": at,
    }
    if seen:
        changed = update(FormDraft).where(
            FormDraft.program_code == program_code, FormDraft.number == seen
        )
        return bool(rows_changed(session.execute(changed.values(**values))))
    made = insert_into(dialect_of(session), FormDraft).values(program_code=program_code, **values)
    first = made.on_conflict_do_nothing(index_elements=["program_code"])
    return session.scalar(first.returning(table_of(FormDraft).c.number)) is not None


@dataclass(frozen=True, slots=True)
class WorkingForm:
    """A program with the version that it asks now and its working copy, if there is one."""

    program: Program
    published: Form | None
    draft: FormDraft | None

    @property
    def asked(self) -> Entries:
        """What is asked now."""
        return questions_from(self.published.questions) if self.published else ()

    @property
    def is_open(self) -> bool:
        """Whether there is a working copy."""
        return bool(self.draft and self.draft.is_open)

    @property
    def entries(self) -> Entries:
        """What is being built, or where nothing is, what is asked now."""
        if self.draft and self.draft.is_open:
            return questions_from(self.draft.questions)
        return self.asked

    @property
    def base_version(self) -> int:
        """The version that the working copy was begun from; the one asked now where none is."""
        if self.draft and self.draft.is_open:
            return self.draft.base_version
        return self.seen.version

    @property
    def seen(self) -> Seen:
        """What a page that shows it now has seen."""
        return Seen(
            self.published.version if self.published else 0,
            self.draft.number if self.draft else 0,
        )

    def moved_on(self) -> FormMovedOn:
        """Return why what was seen on a page is not there any more."""
        if self.draft:
            return FormMovedOn(self.draft.changed_by, self.draft.changed_at)
        published = self.published
        return FormMovedOn(
            (published.published_by or "A catalogue file") if published else "",
            published.published_at if published else None,
        )


def find_working_form(session: Session, program_code: str) -> WorkingForm | None:
    """Return a program's form as it is asked and built now; None where there is no such program."""
    row = session.execute(
        select(Program, Form, FormDraft)
        .outerjoin(Form, Form.id == Program.form_id)
        .outerjoin(FormDraft, FormDraft.program_code == Program.code)
        .where(Program.code == program_code)
        .options(contains_eager(Program.form))
        .execution_options(populate_existing=True)
    ).one_or_none()
    return None if row is None else WorkingForm(*row)


def lock_working_form(session: Session, program_code: str) -> WorkingForm | None:
    """Return it with the program's row locked, so that nobody else publishes meanwhile."""
    session.execute(select(Program.id).where(Program.code == program_code).with_for_update())
    return find_working_form(session, program_code)
