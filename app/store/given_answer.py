"""Answers that were added to a registration later: by staff for everybody, or asked for by link.

Append only. The answer itself stands among the registration's own; here is who added it, when, and
under which version of the form it was asked.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.event import Answer
from app.domain.form.document import questions_from
from app.domain.form.question import Question, Scope, by_key
from app.domain.form.rewriting import OF_ORDER
from app.store.database import Base, UtcDateTime
from app.store.program import Form
from app.store.registration import Registration


class GivenAnswer(Base):
    """That one answer was written down; ``by`` is whose of staff, or empty for the buyer.

    ``language`` is the one that its question was read in, "" the form's own.
    """

    __tablename__ = "given_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    key: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(320))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")


@dataclass(frozen=True, slots=True)
class Added:
    """Who added an answer, when, and the question as it was then, in its version (its row's id).

    ``language`` is the one that it was read in, "" the form's own.
    """

    question: Question
    by: str
    at: datetime
    form_id: int
    language: str = ""


# Of a registration's row: whether anything was added to it later.
WAS_ADDED = exists().where(GivenAnswer.registration_id == Registration.id)


@dataclass(frozen=True, slots=True)
class AddedAnswers:
    """What was added later, by key: to a registration its ``own``, ``once`` to its order."""

    own: Mapping[str, Added]
    once: Mapping[str, Added]


NOTHING_ADDED = AddedAnswers({}, {})


def added_answers(session: Session, registration: Registration) -> AddedAnswers:
    """Return what was added to a registration, and to its order, later; the newest of each.

    A place that goes on as another one has its answers still, so those of all at its position
    count; what it does not answer (any more) was erased, or is another participant's. Its order
    must be loaded.
    """
    added = added_in_order(session, registration.order_id)
    return AddedAnswers(
        _still_there(added.get(registration.position, {}), registration.answers),
        _still_there(added.get(OF_ORDER, {}), registration.order.answers),
    )


def _still_there(added: Mapping[str, Added], answers: Mapping[str, Answer]) -> Mapping[str, Added]:
    return {key: each for key, each in added.items() if key in answers}


def added_in_order(session: Session, order_id: int) -> Mapping[int, Mapping[str, Added]]:
    """Return what was ever added to an order, by key, of each position or of ``OF_ORDER``.

    One statement.
    """
    rows = session.execute(
        select(GivenAnswer, Form.questions, Registration.position)
        .join(Form, Form.id == GivenAnswer.form_id)
        .join(Registration, Registration.id == GivenAnswer.registration_id)
        .where(Registration.order_id == order_id)
        .order_by(GivenAnswer.id)
    )
    found: dict[int, dict[str, Added]] = defaultdict(dict)
    for row, questions, position in rows:
        question = by_key(questions_from(questions))[row.key]
        whose = OF_ORDER if question.scope is Scope.ORDER else position
        found[whose][row.key] = Added(question, row.by, row.at, row.form_id, row.language)
    return found
