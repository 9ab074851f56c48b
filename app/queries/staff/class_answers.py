"""A class's registrations with their answers, as a table that leaves the house.

A column is an answer's key, whatever version of the form it was given under.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.event import Answer
from app.domain.form.changes import is_empty
from app.domain.form.document import questions_from
from app.domain.form.file import read_file
from app.domain.form.question import Question
from app.domain.naming import name_destination
from app.domain.table import Cell, Table
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.embedded_order import CAME_FROM_SITE
from app.store.order import Order
from app.store.program import Form, Program
from app.store.registration import Registration

_COLUMNS = ("registration", "name", "email", "phone", "state", "registered", "version", "site")
# What stands where an answer is that is not for lists.
MASKED = "(sensitive)"


def class_answers(sessions: Sessions, code: str) -> Table | None:
    """Return a class's registrations in their order, or None where there is no such class.

    One row each, which has what was answered once for its order, too. A key that any version calls
    sensitive is masked. Three statements.
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
            select(Registration, Order.answers, Form.version, CAME_FROM_SITE)
            .join(Order, Order.id == Registration.order_id)
            .outerjoin(Form, Form.id == Registration.form_id)
            .where(Registration.class_id == class_id)
            .order_by(Registration.id)
        ).all()
    given = [(row, {**once, **row.answers}, version, site) for row, once, version, site in rows]
    others = dict.fromkeys(key for _, answers, *_ in given for key in answers if key not in asked)
    keys = (*asked, *others)
    hidden = {key for key, questions in asked.items() if any(each.sensitive for each in questions)}
    return Table(
        name=f"registrations-{code}",
        title="Registrations",
        columns=(*_COLUMNS, *(_column(key, asked.get(key, ())) for key in keys)),
        rows=list(_rows(given, keys, hidden)),
    )


def _column(key: str, questions: Sequence[Question]) -> str:
    """Return what a column is called: with the names that its answer has at partners now."""
    names = questions[0].told_as if questions else {}
    said = [f"{name_destination(each)}: {name}" for each, name in sorted(names.items()) if name]
    return f"answer:{key} ({', '.join(said)})" if said else f"answer:{key}"


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
    rows: Sequence[tuple[Registration, Mapping[str, Answer], int | None, str | None]],
    keys: Sequence[str],
    hidden: set[str],
) -> Iterator[Sequence[Cell]]:
    for row, answers, version, site in rows:
        yield (
            row.reference,
            row.name,
            row.email,
            row.phone,
            row.state.value,
            row.created_at.date(),
            version,
            site,
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
        file = read_file(answer)
        return file.name if file else "; ".join(answer)
    return answer if isinstance(answer, int | str) else str(answer)
