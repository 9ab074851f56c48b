"""The agreements of an order and of its participants, each with the row that keeps it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.consent import Consent, agreements_in
from app.domain.event import Answer
from app.domain.form.asked import of_scope
from app.domain.form.document import questions_from
from app.domain.form.question import Question, Scope
from app.domain.form.rewriting import OF_ORDER
from app.domain.form.sensitive import Sealing, open_answer
from app.store.given_answer import Added, added_in_order
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration, newest_of, registrations_of


@dataclass(frozen=True, slots=True)
class KeptConsent:
    """A consent, the place that it is about, and what keeps its answer."""

    consent: Consent
    question: Question
    place: Registration
    holder: Registration | Order


def consents_of(session: Session, order: Order, seal: Sealing | None) -> Sequence[KeptConsent]:
    """Return what was agreed to, once for the order and then by each participant."""
    places = newest_of(registrations_of(session, order.id))
    forms = session.scalars(select(Form).where(Form.id.in_([each.form_id for each in places])))
    questions = {form.id: questions_from(form.questions) for form in forms}
    added = added_in_order(session, order.id)
    once = of_scope(questions.get(places[0].form_id or 0, ()), Scope.ORDER)
    found = [
        _kept(each, order, places[0], seal)
        for each in _agreements(once, added.get(OF_ORDER, {}), order.answers)
    ]
    for place in places:
        own = of_scope(questions.get(place.form_id or 0, ()), Scope.PARTICIPANT)
        later = added.get(place.position, {})
        found += [
            _kept(each, place, place, seal) for each in _agreements(own, later, place.answers)
        ]
    return found


def _agreements(
    questions: Sequence[Question], added: Mapping[str, Added], answers: Mapping[str, Answer]
) -> Iterator[Question]:
    """Yield the agreements; what was added later counts in the words it had then."""
    yield from agreements_in([each for each in questions if each.key not in added], answers)
    yield from agreements_in([each.question for each in added.values()], answers)


def _kept(
    question: Question, holder: Registration | Order, place: Registration, seal: Sealing | None
) -> KeptConsent:
    theirs = isinstance(holder, Registration)
    consent = Consent(
        position=place.position if theirs else None,
        name=place.name if theirs else "",
        key=question.key,
        text=question.label,
        given=open_answer(holder.answers[question.key], seal) is True,
        condition=question.required,
    )
    return KeptConsent(consent, question, place, holder)
