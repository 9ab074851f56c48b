"""What was answered for an order, as its buyer may answer it anew. Not here: doing so.

Each participant's answers are under the version of the form that they were given to; whoever was
asked nothing yet, as a place was handed over to them, is asked what is asked now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.event import Answer
from app.domain.form.asked import of_scope
from app.domain.form.document import questions_from
from app.domain.form.question import TICKED, Question, Scope
from app.domain.form.rewriting import OF_ORDER, asked_anew, mark_of, staying
from app.domain.registration import OPEN
from app.domain.replacing import why_answers_stay
from app.store.given_answer import Added, added_in_order
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration, newest_of


@dataclass(frozen=True, slots=True)
class Anew:
    """What is asked anew of somebody, under a version of the form (its row).

    ``later`` are the versions of what was asked once they were registered, by key; ``left`` are the
    questions that were answered and are not asked anew.
    """

    form_id: int
    questions: tuple[Question, ...]
    later: Mapping[str, int]
    left: tuple[Question, ...]

    def asked_in(self, key: str) -> int:
        """Return the version that a question is asked in."""
        return self.later.get(key, self.form_id)


@dataclass(frozen=True, slots=True)
class OwnPlace(Anew):
    """What is asked of one place, by its ``number`` (1, 2, …)."""

    registration: Registration
    number: int


@dataclass(frozen=True, slots=True)
class OwnAnswers(Anew):
    """What an order's buyer may answer anew; ``mark`` tells its answers from any others.

    ``questions`` are those that are asked once; the version is 0 where nothing is.
    """

    order: Order
    places: tuple[OwnPlace, ...]
    mark: str

    @property
    def anything(self) -> bool:
        """Whether anything is asked anew at all."""
        asked = (*self.questions, *(each for place in self.places for each in place.questions))
        return any(each.asks for each in asked)


def own_answers(
    session: Session, order: Order, registrations: Sequence[Registration], *, now: datetime
) -> OwnAnswers:
    """Return it; ``registrations`` are all of the order, in order. Two statements.

    What was answered once is asked anew only as long as that is so of every place that stands.
    """
    newest = newest_of(registrations)
    theirs = [each for each in newest if _is_theirs(each, now=now)]
    added = added_in_order(session, order.id)
    forms = _forms(session, newest)
    places = [
        OwnPlace(
            form_id,
            *_anew(forms[form_id], Scope.PARTICIPANT, each.answers, added.get(each.position, {})),
            each,
            each.position + 1,
        )
        for each in theirs
        if (form_id := _form_of(each)) is not None
    ]
    whole = next((each.form_id for each in newest if each.form_id is not None), None)
    every = _all(newest, theirs)
    once = forms[whole] if whole is not None and every else ()
    later = added.get(OF_ORDER, {}) if every else {}
    return OwnAnswers(
        whole or 0,
        *_anew(once, Scope.ORDER, order.answers, later),
        order,
        tuple(places),
        mark_of(
            [
                (order.reference, order.answers),
                *((each.reference, each.answers) for each in newest),
            ]
        ),
    )


def _is_theirs(place: Registration, *, now: datetime) -> bool:
    course = place.course_class
    why = why_answers_stay(
        place.state, place.channel, of_class=course.state, until=course.changes_until, now=now
    )
    return why is None


def _all(newest: Sequence[Registration], theirs: Sequence[Registration]) -> bool:
    standing = [each for each in newest if each.state in OPEN]
    return bool(standing) and len(standing) == len(theirs)


def _form_of(place: Registration) -> int | None:
    """Return the version that a place was asked, or that is asked of its program now."""
    return place.form_id or place.course_class.program.form_id


def _forms(session: Session, places: Sequence[Registration]) -> Mapping[int, tuple[Question, ...]]:
    ids = {_form_of(each) for each in places} - {None}
    rows = session.execute(select(Form.id, Form.questions).where(Form.id.in_(ids)))
    return {row.id: questions_from(row.questions) for row in rows}


def _anew(
    questions: Sequence[Question],
    scope: Scope,
    answers: Mapping[str, Answer],
    added: Mapping[str, Added],
) -> tuple[tuple[Question, ...], Mapping[str, int], tuple[Question, ...]]:
    """Return what is asked anew, the versions of what was asked later, and what is left."""
    own = [_as_asked(each, added) for each in of_scope(questions, scope)]
    keys = {each.key for each in own}
    # They are asked in another version, and hold by what was answered before.
    later = [
        replace(each.question, condition=None)
        for key, each in added.items()
        if key not in keys and key in answers
    ]
    stays = staying([*questions, *later], answers)
    whole = (*own, *later)
    return (
        asked_anew(whole, answers, stays),
        {key: each.form_id for key, each in added.items()},
        tuple(each for each in whole if each.key in stays and _is_answered(each, answers)),
    )


def _as_asked(question: Question, added: Mapping[str, Added]) -> Question:
    """Return a question as it was when it was answered, which may be later, in a newer version."""
    later = added.get(question.key)
    return replace(later.question, condition=question.condition) if later else question


def _is_answered(question: Question, answers: Mapping[str, Answer]) -> bool:
    said = question.asks and question.kind not in TICKED
    return said and answers.get(question.key) not in (None, "", [])
