"""What was answered once for a whole order, as its buyer reads it. Not here: each participant's."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from app.domain.event import Answer
from app.domain.form.asked import asked, of_scope
from app.domain.form.document import questions_from
from app.domain.form.question import Question, Scope
from app.domain.form.said import say_answer
from app.store.database import table_of
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration

_ORDER, _PLACE, _FORM = table_of(Order), table_of(Registration), table_of(Form)
# All places of an order were asked in one version; what was moved since may have another class.
_QUESTIONS = (
    select(_FORM.c.questions)
    .join(_PLACE, _PLACE.c.form_id == _FORM.c.id)
    .join(_ORDER, _ORDER.c.id == _PLACE.c.order_id)
    .where(_ORDER.c.reference == bindparam("reference"))
    .order_by(_PLACE.c.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Said:
    """A question as it was put, and what was answered; in whatever language it is worded."""

    question: Question
    given: Answer

    @property
    def label(self) -> str:
        """What was asked."""
        return self.question.label

    @property
    def answer(self) -> str:
        """The answer in words."""
        return say_answer(self.question, self.given)


def answers_of(
    connection: Connection, reference: str, answers: Mapping[str, Answer]
) -> tuple[Said, ...]:
    """Return what was answered for the order; a statement where anything was."""
    if not answers:
        return ()
    questions = questions_from(connection.scalar(_QUESTIONS, {"reference": reference}) or ())
    found = asked(of_scope(questions, Scope.ORDER), answers)
    # Whoever was sent the page's link need not read what is sensitive.
    told = (each for each in found if not each.sensitive)
    said = (Said(each, answers.get(each.key)) for each in told)
    return tuple(each for each in said if each.answer)
