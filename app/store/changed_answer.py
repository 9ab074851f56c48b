"""Answers that buyers changed later: which, when, and what they were before and after.

Append only, until what is said is forgotten with the answer itself. Here: of registrations and of
whole orders. Not here: the answers as they are (registration.py, order.py).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, exists, null, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.event import Answer
from app.domain.form.document import questions_from
from app.domain.form.question import Question, Scope, by_key
from app.domain.form.rewriting import Rewritten
from app.store.course_class import CourseClass
from app.store.database import Base, Json, UtcDateTime
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration


class ChangedAnswer(Base):
    """That one answer was changed; ``registration_id`` is None for one of the whole order.

    ``form_id`` is the version it is asked in. ``before`` and ``after`` are null where there was no
    answer, and where it is sensitive. ``language`` is the one that its question was read in, "" the
    form's own.
    """

    __tablename__ = "changed_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    before: Mapped[Any] = mapped_column(Json, nullable=True)
    after: Mapped[Any] = mapped_column(Json, nullable=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")


# Whether anything of a registration's order was changed.
WAS_CHANGED = exists().where(ChangedAnswer.order_id == Registration.order_id)


@dataclass(frozen=True, slots=True)
class Change:
    """One change with the question as it was put; ``of_order``: it is of the whole order.

    ``language`` is the one that it was read in, "" the form's own.
    """

    question: Question
    before: Answer
    after: Answer
    at: datetime
    of_order: bool
    language: str = ""


def keep_changes(
    session: Session,
    changes: Sequence[Rewritten],
    *,
    order: Order,
    registration: Registration | None,
    form_id: int,
    language: str,
    now: datetime,
) -> None:
    """Write down what was changed of a registration, or of the order."""
    session.add_all(
        ChangedAnswer(
            order_id=order.id,
            registration_id=registration.id if registration else None,
            form_id=form_id,
            key=each.question.key,
            before=each.before,
            after=each.after,
            at=now,
            language=language,
        )
        for each in changes
    )


def changes_of(session: Session, registration: Registration) -> tuple[Change, ...]:
    """Return what was changed of a registration and of its order, oldest first; one statement."""
    rows = session.execute(
        select(ChangedAnswer, Form.questions)
        .join(Form, Form.id == ChangedAnswer.form_id)
        .where(
            ChangedAnswer.order_id == registration.order_id,
            or_(
                ChangedAnswer.registration_id.is_(None),
                ChangedAnswer.registration_id == registration.id,
            ),
        )
        .order_by(ChangedAnswer.id)
    )
    return tuple(_change(row, asked) for row, asked in rows)


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A change as whoever made it may take it away; ``position`` None: of the whole order."""

    position: int | None
    change: Change


def changes_in_order(session: Session, order_id: int) -> tuple[OwnChange, ...]:
    """Return what was changed of an order and of all its places, oldest first; one statement."""
    rows = session.execute(
        select(ChangedAnswer, Form.questions, Registration.position)
        .join(Form, Form.id == ChangedAnswer.form_id)
        .outerjoin(Registration, Registration.id == ChangedAnswer.registration_id)
        .where(ChangedAnswer.order_id == order_id)
        .order_by(ChangedAnswer.id)
    )
    return tuple(OwnChange(position, _change(row, asked)) for row, asked, position in rows)


def _change(row: ChangedAnswer, asked: Any) -> Change:
    question = by_key(questions_from(asked))[row.key]
    of_order = row.registration_id is None
    return Change(question, row.before, row.after, row.at, of_order=of_order, language=row.language)


def forget_changes(
    session: Session, form_id: int, scope: Scope, keys: Collection[str], *, before: datetime
) -> None:
    """Erase what was said before and after in answers of one version, of classes over by then."""
    ended = select(CourseClass.id).where(CourseClass.ends_at <= before)
    places = select(Registration.id).where(Registration.class_id.in_(ended))
    running = select(Registration.order_id).where(Registration.class_id.not_in(ended))
    over = {
        Scope.PARTICIPANT: ChangedAnswer.registration_id.in_(places),
        Scope.ORDER: ChangedAnswer.registration_id.is_(None)
        & ChangedAnswer.order_id.not_in(running),
    }
    session.execute(
        update(ChangedAnswer)
        .where(
            ChangedAnswer.form_id == form_id,
            ChangedAnswer.key.in_(keys),
            or_(ChangedAnswer.before.is_not(null()), ChangedAnswer.after.is_not(null())),
            over[scope],
        )
        .values(before=null(), after=null())
        .execution_options(synchronize_session=False)
    )


def erase_changes(session: Session, order_id: int) -> None:
    """Erase what was said before and after in all answers of an order."""
    session.execute(
        update(ChangedAnswer)
        .where(ChangedAnswer.order_id == order_id)
        .values(before=null(), after=null())
        .execution_options(synchronize_session=False)
    )
