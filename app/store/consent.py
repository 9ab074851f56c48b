"""The agreements of an order and of its participants, each with the row that keeps it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.consent import Consent, agreements_in
from app.domain.event import Answer
from app.domain.form.asked import of_scope
from app.domain.form.document import questions_from
from app.domain.form.question import Question, Scope
from app.domain.form.rewriting import OF_ORDER
from app.domain.form.sensitive import Sealing, open_answer
from app.domain.registration import Channel
from app.store.changed_answer import changes_in_order
from app.store.given_answer import added_in_order
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration, newest_of, registrations_of


@dataclass(frozen=True, slots=True)
class KeptConsent:
    """A consent, the place that it is about, and what keeps its answer.

    The consent has the words that were read, ``question`` the form's own. ``since`` (UTC) is when
    it was answered, where that was after registering.
    """

    consent: Consent
    question: Question
    place: Registration
    holder: Registration | Order
    since: datetime | None


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as its version puts it, and the language that it was read in."""

    question: Question
    language: str
    since: datetime | None = None


def consents_of(session: Session, order: Order, seal: Sealing | None) -> Sequence[KeptConsent]:
    """Return what was agreed to, once for the order and then by each participant."""
    places = newest_of(registrations_of(session, order.id))
    forms = session.scalars(select(Form).where(Form.id.in_([each.form_id for each in places])))
    questions = {form.id: questions_from(form.questions) for form in forms}
    later = _later(session, order)
    once = of_scope(questions.get(places[0].form_id or 0, ()), Scope.ORDER)
    agreed = _agreements(order, once, later[OF_ORDER], order.answers)
    found = [_kept(each, order, places[0], seal) for each in agreed]
    for place in places:
        own = of_scope(questions.get(place.form_id or 0, ()), Scope.PARTICIPANT)
        agreed = _agreements(order, own, later[place.position], place.answers)
        found += [_kept(each, place, place, seal) for each in agreed]
    return found


def _later(session: Session, order: Order) -> Mapping[int, dict[str, _Read]]:
    """Return what was answered after registering, by position or OF_ORDER, and key."""
    found: dict[int, dict[str, _Read]] = defaultdict(dict)
    for whose, added in added_in_order(session, order.id).items():
        for key, each in added.items():
            found[whose][key] = _Read(each.question, each.language, each.at)
    for own in changes_in_order(session, order.id):
        whose, change = OF_ORDER if own.position is None else own.position, own.change
        found[whose][change.question.key] = _Read(change.question, change.language, change.at)
    return found


def _agreements(
    order: Order,
    questions: Sequence[Question],
    later: Mapping[str, _Read],
    answers: Mapping[str, Answer],
) -> Iterator[_Read]:
    """Yield the agreements; what was answered later counts in the words it had then."""
    # Only the site's own pages show other words than the form's own.
    language = order.language if order.channel is Channel.WEB else ""
    first = agreements_in([each for each in questions if each.key not in later], answers)
    yield from (_Read(each, language) for each in first)
    agreed = {
        each.key for each in agreements_in([each.question for each in later.values()], answers)
    }
    yield from (each for key, each in later.items() if key in agreed)


def _kept(
    read: _Read, holder: Registration | Order, place: Registration, seal: Sealing | None
) -> KeptConsent:
    question = read.question
    theirs = isinstance(holder, Registration)
    consent = Consent(
        position=place.position if theirs else None,
        name=place.name if theirs else "",
        key=question.key,
        text=question.worded(read.language).label,
        given=open_answer(holder.answers[question.key], seal) is True,
        condition=question.required,
    )
    return KeptConsent(consent, question, place, holder, read.since)
