"""Answers that were added to a registration later: by staff for everybody, or asked for by link.

Append only. The answer itself stands among the registration's own; here is who added it, when, and
under which version of the form it was asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.form.document import questions_from
from app.domain.form.question import Question, by_key
from app.store.database import Base, UtcDateTime
from app.store.program import Form
from app.store.registration import Registration


class GivenAnswer(Base):
    """That one answer was written down; ``by`` is whose of staff, or empty for the buyer."""

    __tablename__ = "given_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    key: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(320))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Added:
    """Who added an answer, when, and the question as it was then."""

    question: Question
    by: str
    at: datetime


# Of a registration's row: whether anything was added to it later.
WAS_ADDED = exists().where(GivenAnswer.registration_id == Registration.id)


def added_answers(session: Session, registration: Registration) -> Mapping[str, Added]:
    """Return what was added to a registration later, by key; the newest of each.

    A place that goes on as another one has its answers still, so those of all at its position
    count; what it does not answer (any more) was erased, or is another participant's.
    """
    rows = session.execute(
        select(GivenAnswer, Form.questions)
        .join(Form, Form.id == GivenAnswer.form_id)
        .join(Registration, Registration.id == GivenAnswer.registration_id)
        .where(
            Registration.order_id == registration.order_id,
            Registration.position == registration.position,
        )
        .order_by(GivenAnswer.id)
    )
    return {
        row.key: Added(by_key(questions_from(questions))[row.key], row.by, row.at)
        for row, questions in rows
        if row.key in registration.answers
    }
