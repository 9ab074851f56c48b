"""The agreements of an order and of its participants, each with the row that keeps it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.consent import Consent, agreements_in
from app.domain.form.asked import of_scope
from app.domain.form.document import questions_from
from app.domain.form.question import Question, Scope
from app.domain.form.sensitive import Sealing, open_answer
from app.store.given_answer import WAS_ADDED, added_answers
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
    later = set(
        session.scalars(
            select(Registration.position).where(Registration.order_id == order.id, WAS_ADDED)
        )
    )
    once = of_scope(questions.get(places[0].form_id or 0, ()), Scope.ORDER)
    return [
        *(_kept(each, order, places[0], seal) for each in agreements_in(once, order.answers)),
        *(
            _kept(each, place, place, seal)
            for place in places
            for each in _of_place(
                session, place, questions.get(place.form_id or 0, ()), later=place.position in later
            )
        ),
    ]


def _of_place(
    session: Session, place: Registration, questions: Sequence[Question], *, later: bool
) -> Iterator[Question]:
    """Yield a participant's agreements; what was added later counts in the words it had then."""
    added = added_answers(session, place) if later else {}
    own = of_scope(questions, Scope.PARTICIPANT)
    yield from agreements_in([each for each in own if each.key not in added], place.answers)
    yield from agreements_in([each.question for each in added.values()], place.answers)


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
