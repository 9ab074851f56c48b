"""Forget answers: what a question says is kept for some days after the class is erased then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.contract import Sessions
from app.domain.form.document import questions_from
from app.domain.form.question import Question, Scope
from app.store.changed_answer import forget_changes
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.given_answer import GivenAnswer
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration
from app.store.upload import forget_sent

_BATCH = 200


@dataclass(frozen=True, slots=True)
class _Due:
    """Keys of one version's questions whose answers are kept for the same number of days."""

    form_id: int
    scope: Scope
    days: int
    keys: tuple[str, ...]


def forget_answers(sessions: Sessions, *, now: datetime) -> int:
    """Erase the answers whose days are over, up to two hundred rows a question; return how many.

    Of an order's own answers the class that ends last counts. What was told already is not taken
    back by it.
    """
    with reading(sessions) as session:
        due = list(_due(session))
    forgotten = 0
    for each in due:
        before = now - timedelta(days=each.days)
        with transaction(sessions) as session:
            rows = _rows(session, each, before=before)
            for row in rows:
                row.answers = _without(row.answers, each.keys)
                _forget_files(session, row, each.keys)
            forgotten += len(rows)
            forgotten += _forget_added(session, each, before=before)
            forget_changes(session, each.form_id, each.scope, each.keys, before=before)
    return forgotten


def _due(session: Session) -> Iterator[_Due]:
    """Yield what versions say of how long their answers are kept."""
    forms = session.scalars(
        select(Form).where(cast(Form.questions, Text).contains("retention_days"))
    )
    for form in forms:
        kept: dict[tuple[Scope, int], list[Question]] = {}
        for question in questions_from(form.questions):
            if question.retention_days is not None:
                kept.setdefault((question.scope, question.retention_days), []).append(question)
        for (scope, days), questions in kept.items():
            yield _Due(form.id, scope, days, tuple(each.key for each in questions))


def _rows(session: Session, due: _Due, *, before: datetime) -> Sequence[Registration | Order]:
    """Return the rows that still have such an answer, locked."""
    if due.scope is Scope.ORDER:
        asked = select(Registration.order_id).where(Registration.form_id == due.form_id)
        over = Order.id.not_in(_running(before))
        return session.scalars(
            select(Order)
            .where(Order.id.in_(asked), over, _has_any(Order.answers, due.keys))
            .order_by(Order.id)
            .limit(_BATCH)
            .with_for_update(skip_locked=True)
        ).all()
    return session.scalars(
        select(Registration)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .where(
            Registration.form_id == due.form_id,
            CourseClass.ends_at <= before,
            _has_any(Registration.answers, due.keys),
        )
        .order_by(Registration.id)
        .limit(_BATCH)
        .with_for_update(of=Registration, skip_locked=True)
    ).all()


def _running(before: datetime) -> Select[int]:
    """Return the orders of which a class is not over by then."""
    return (
        select(Registration.order_id)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .where(CourseClass.ends_at > before)
    )


def _forget_added(session: Session, due: _Due, *, before: datetime) -> int:
    """Erase those that were added under this version to registrations of another one."""
    of_order = due.scope is Scope.ORDER
    whose: type[Registration] | type[Order] = Order if of_order else Registration
    over = Order.id.not_in(_running(before)) if of_order else CourseClass.ends_at <= before
    rows = session.execute(
        select(whose, GivenAnswer.key)
        .select_from(GivenAnswer)
        .join(Registration, Registration.id == GivenAnswer.registration_id)
        .join(Order, Order.id == Registration.order_id)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .where(
            GivenAnswer.form_id == due.form_id,
            GivenAnswer.key.in_(due.keys),
            over,
            _has_any(Order.answers if of_order else Registration.answers, due.keys),
        )
        .order_by(whose.id)
        .limit(_BATCH)
        .with_for_update(of=whose, skip_locked=True)
    ).all()
    found: list[tuple[Any, str]] = [(row, key) for row, key in rows]
    there = [(row, key) for row, key in found if key in row.answers]
    for row, key in there:
        row.answers = _without(row.answers, [key])
        _forget_files(session, row, [key])
    return len(there)


def _forget_files(session: Session, row: Registration | Order, keys: Sequence[str]) -> None:
    if isinstance(row, Registration):
        forget_sent(session, row.order_id, keys, position=row.position)
    else:
        forget_sent(session, row.id, keys, position=None)


def _has_any(
    answers: InstrumentedAttribute[dict[str, Any]], keys: Sequence[str]
) -> ColumnElement[bool]:
    return or_(*(answers[key].as_string().is_not(None) for key in keys))


def _without(answers: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    return {key: answer for key, answer in answers.items() if key not in keys}
