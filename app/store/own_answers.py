"""What was answered for an order, as its buyer may answer it anew. Not here: doing so, its price.

Each participant's answers are under the version of the form that they were given to; whoever was
asked nothing yet, as a place was handed over to them, is asked what is asked now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.extra_changes import quantity_of
from app.domain.form.asked import of_scope
from app.domain.form.document import questions_from
from app.domain.form.question import TICKED, Question, Scope
from app.domain.form.rewriting import OF_ORDER, asked_anew, mark_of, staying
from app.domain.form.taking import offered_in, taken_by, takes_extras
from app.domain.registration import OPEN
from app.domain.replacing import why_answers_stay
from app.store.extra import every_extra_of
from app.store.given_answer import Added, added_in_order
from app.store.order import Order
from app.store.order_line import lines_by_place
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
    """What is asked of one place, by its ``number`` (1, 2, …).

    ``extras`` are those that its answers may take, with how many are left for it, and ``had`` how
    many it has of each, by code.
    """

    registration: Registration
    number: int
    extras: tuple[Extra, ...]
    had: Mapping[str, int]

    @property
    def position(self) -> int:
        """Where it stands in its order, from 0."""
        return self.registration.position


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
    """Return it; ``registrations`` are all of the order, in order. Two statements, and two more
    for extras where an answer may take one.

    What was answered once is asked anew only as long as that is so of every place that stands.
    """
    newest = newest_of(registrations)
    theirs = [each for each in newest if _is_theirs(each, now=now)]
    added = added_in_order(session, order.id)
    forms = _forms(session, newest)
    places = [
        _place(each, forms[form_id], form_id, added.get(each.position, {}), kept)
        for each, kept in _with_extras(session, order, theirs, forms)
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


def _place(
    place: Registration,
    questions: Sequence[Question],
    form_id: int,
    added: Mapping[str, Added],
    extras: Sequence[tuple[Extra, int]],
) -> OwnPlace:
    # What was chosen can stay chosen, though its class does not have it (any more).
    kept = [Extra(code, code) for code in taken_by(questions, place.answers)]
    own = tuple(each for each, had in extras if had or not each.withdrawn)
    there = offered_in(questions, (*own, *kept))
    anew = _anew(there, Scope.PARTICIPANT, place.answers, added)
    counted = {each.code: had for each, had in extras if had}
    return OwnPlace(form_id, *anew, place, place.position + 1, own, counted)


def _with_extras(
    session: Session,
    order: Order,
    places: Sequence[Registration],
    forms: Mapping[int, Sequence[Question]],
) -> Iterator[tuple[Registration, Sequence[tuple[Extra, int]]]]:
    """Yield the places, each with its class's extras where an answer may take one.

    And how many it has of each; how many are left counts those, as it may keep them.
    """
    asked = [each for each in places if any(map(takes_extras, forms.get(_form_of(each) or 0, ())))]
    numbers = {each.id: each.position for each in asked}
    lines = lines_by_place(session, numbers, currency=order.currency) if asked else {}
    classes = dict.fromkeys(each.class_id for each in asked)
    extras = {number: every_extra_of(session, number) for number in classes}
    for each in places:
        of_class = extras[each.class_id] if each in asked else ()
        had = [(extra, quantity_of(lines[each.id], extra.id)) for extra in of_class]
        yield each, [(_left_for(extra, number), number) for extra, number in had]


def _left_for(extra: Extra, had: int) -> Extra:
    return extra if extra.left is None else replace(extra, left=extra.left + had)


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
