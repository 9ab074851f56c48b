"""A class's registrations with their answers, as a table that leaves the house.

A column is an answer's key, whatever version of the form it was given under.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.event import Answer
from app.domain.form.changes import is_empty
from app.domain.form.document import questions_from
from app.domain.form.question import Question
from app.domain.table import Cell, Table
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.program import Form, Program
from app.store.registration import Registration

_COLUMNS = ("registration", "name", "email", "phone", "state", "registered", "version")
# What stands where an answer is that is not for lists.
MASKED = "(sensitive)"


def class_answers(sessions: Sessions, code: str) -> Table | None:
    """Return a class's registrations in their order, or None where there is no such class.

    One row each. A key that any version calls sensitive is masked. Three statements.
    """
    with reading(sessions) as session:
        found = session.execute(
            select(CourseClass.id, Program.code)
            .join(Program, Program.id == CourseClass.program_id)
            .where(CourseClass.code == code)
        ).one_or_none()
        if found is None:
            return None
        class_id, program = found
        asked = _asked(session, program)
        rows = session.execute(
            select(Registration, Form.version)
            .outerjoin(Form, Form.id == Registration.form_id)
            .where(Registration.class_id == class_id)
            .order_by(Registration.id)
        ).all()
    others = dict.fromkeys(key for row, _ in rows for key in row.answers if key not in asked)
    keys = (*asked, *others)
    hidden = {key for key, questions in asked.items() if any(each.sensitive for each in questions)}
    return Table(
        name=f"registrations-{code}",
        title="Registrations",
        columns=(*_COLUMNS, *(f"answer:{key}" for key in keys)),
        rows=list(_rows(rows, keys, hidden)),
    )


def _asked(session: Session, program: str) -> Mapping[str, list[Question]]:
    """Return every key that a program ever asked for, with its questions, the newest first."""
    found: dict[str, list[Question]] = {}
    for document in session.scalars(
        select(Form.questions).where(Form.program_code == program).order_by(Form.version.desc())
    ):
        for question in questions_from(document):
            if question.asks:
                found.setdefault(question.key, []).append(question)
    return found


def _rows(
    rows: Sequence[Row[Registration, int | None]], keys: Sequence[str], hidden: set[str]
) -> Iterator[Sequence[Cell]]:
    for row, version in rows:
        answers = row.answers
        yield (
            row.reference,
            row.name,
            row.email,
            row.phone,
            row.state.value,
            row.created_at.date(),
            version,
            *(_cell(answers.get(key), masked=key in hidden) for key in keys),
        )


def _cell(answer: Answer, *, masked: bool) -> Cell:
    if is_empty(answer):
        return None
    if masked:
        return MASKED
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return "; ".join(answer)
    return answer if isinstance(answer, int | str) else str(answer)
