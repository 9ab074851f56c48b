"""All that is kept of an order and of who is behind it, for whoever ordered to take away.

A document of plain values that becomes JSON as it is: amounts are texts in major units, moments are
in UTC (ISO 8601). Reads only. Not here: who may have it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.after_class import state_for_buyer
from app.domain.contact import Contact, is_one_person
from app.domain.contract import Sessions
from app.domain.event import Answer
from app.domain.form.document import questions_from
from app.domain.form.question import Question, by_key
from app.domain.form.rewriting import OF_ORDER
from app.domain.form.said import say_answer
from app.domain.form.sensitive import Sealing, open_answer
from app.domain.money import NO_CURRENCY, Money
from app.domain.naming import MAIL, MAIL_WENT, name_held, name_sum, name_way
from app.queries.order.consents import order_consents
from app.queries.order.story import order_story
from app.store.changed_answer import changes_in_order
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.given_answer import Added, added_in_order
from app.store.order import Order, find_order
from app.store.paper import PaperRow
from app.store.payment import Payment, Refund, payments_of
from app.store.program import Form
from app.store.registration import Registration, registrations_of

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked of an order, said in a language; ``added`` later, by position or OF_ORDER."""

    session: Session
    added: Mapping[int, Mapping[str, Added]]
    language: str

    def of(self, place: Registration, whose: int) -> Mapping[str, Question]:
        """Return what was asked, by key; what was added later in the version it had then."""
        form = self.session.get(Form, place.form_id) if place.form_id else None
        asked = by_key(questions_from(form.questions)) if form else {}
        added = {key: each.question for key, each in self.added.get(whose, {}).items()}
        return {key: each.worded(self.language) for key, each in {**asked, **added}.items()}


def own_data(
    sessions: Sessions, reference: str, *, seal: Sealing | None, language: str = ""
) -> Document | None:
    """Return all that is kept of the order, or None where there is no such order.

    Sensitive answers are opened: they are theirs. One that no key opens any more says so with None.
    Questions are in that language, as far as they were translated; what was agreed to is in the
    words that were read.
    """
    with reading(sessions) as session:
        order = find_order(session, reference)
        if order is None:
            return None
        places = registrations_of(session, order.id)
        payments = payments_of(session, order.id)
        asked = _Asked(session, added_in_order(session, order.id), language)
        document = {
            "order": _order(order),
            "buyer": _buyer(session, order, places[0], asked, seal),
            "participants": [_participant(order, each, asked, seal) for each in places],
            "payments": [_payment(each) for each in payments],
            "refunds": list(_refunds(session, payments)),
            "papers": list(_papers(session, order)),
            "letters": list(_letters(session, order)),
            "changed_answers": list(_changed(session, order, language)),
        }
    return {
        **document,
        "consents": [
            {"of": each.name, "text": each.text, "given": each.given}
            for each in order_consents(sessions, reference, seal=seal)
        ],
        "happened": [
            {"at": each.at.isoformat(), "what": each.text}
            for each in order_story(sessions, reference)
        ],
    }


def _order(order: Order) -> Document:
    return {
        "reference": order.reference,
        "ordered_at": order.created_at.isoformat(),
        "currency": None if order.currency == NO_CURRENCY else order.currency,
        "total": _major(order.total),
        "paid": _major(order.paid),
        "owed": _major(order.owed),
        "erased_at": order.erased_at.isoformat() if order.erased_at else None,
    }


def _buyer(
    session: Session, order: Order, first: Registration, asked: _Asked, seal: Sealing | None
) -> Document:
    questions = asked.of(first, OF_ORDER)
    return {
        "name": order.name,
        "email": order.email,
        "phone": order.phone,
        "company": order.company,
        "vat_number": order.vat_number,
        "language": order.language,
        "answers": list(_answers(order.answers, questions, seal)),
    }


def _participant(
    order: Order, place: Registration, asked: _Asked, seal: Sealing | None
) -> Document:
    questions = asked.of(place, place.position)
    course_class = place.course_class
    own = is_one_person(_contact(place), _contact(order))
    state = state_for_buyer(place.state, own=own)
    # How it went for somebody else is theirs, save that they completed it.
    result_on = place.result_on if state is place.state else None
    return {
        "reference": place.reference,
        "class": course_class.code,
        "title": course_class.program.title,
        "starts_at": course_class.starts_at.isoformat(),
        "ends_at": course_class.ends_at.isoformat(),
        "registered_at": place.created_at.isoformat(),
        "state": state.value,
        "name": place.name,
        "email": place.email,
        "phone": place.phone,
        "birth_date": place.birth_date.isoformat() if place.birth_date else None,
        "comment": place.comment,
        "membership": place.membership,
        "completed_on": result_on.isoformat() if result_on else None,
        "certificate": place.certificate,
        "answers": list(_answers(place.answers, questions, seal)),
    }


def _contact(whose: Registration | Order) -> Contact:
    return Contact(whose.name, whose.email, "")


def _answers(
    answers: Mapping[str, Answer], questions: Mapping[str, Question], seal: Sealing | None
) -> Iterator[Document]:
    # As they were asked; what nobody asked for comes last.
    there = dict.fromkeys((*(key for key in questions if key in answers), *answers))
    for key in there:
        question, kept = questions.get(key), answers[key]
        answer = open_answer(kept, seal) if question is None or question.sensitive else kept
        yield {
            "key": key,
            "question": question.label if question else key,
            "answer": answer,
            "in_words": say_answer(question, answer) if question else None,
        }


def _changed(session: Session, order: Order, language: str) -> Iterator[Document]:
    """Yield what was changed later: of a sensitive answer, and of one erased, without what it said.

    ``of`` is the participant's number (1, 2, …), None for what was asked once.
    """
    for each in changes_in_order(session, order.id):
        question, change = each.change.question.worded(language), each.change
        yield {
            "at": change.at.isoformat(),
            "of": None if each.position is None else each.position + 1,
            "key": question.key,
            "question": question.label,
            "before": change.before,
            "after": change.after,
            "before_in_words": say_answer(question, change.before),
            "after_in_words": say_answer(question, change.after),
            "sensitive": question.sensitive,
        }


def _payment(payment: Payment) -> Document:
    return {
        "begun_at": payment.created_at.isoformat(),
        "settled_at": payment.settled_at.isoformat() if payment.settled_at else None,
        "by": name_way(payment.gateway),
        "state": name_sum(payment.state),
        **_money(payment.amount),
    }


def _refunds(session: Session, payments: Sequence[Payment]) -> Iterator[Document]:
    numbers = [each.id for each in payments]
    refunds = select(Refund).where(Refund.payment_id.in_(numbers)).order_by(Refund.id)
    for each in session.scalars(refunds):
        yield {
            "wanted_at": each.created_at.isoformat(),
            "made_at": each.made_at.isoformat() if each.made_at else None,
            "state": name_sum(each.state),
            **_money(each.amount),
        }


def _papers(session: Session, order: Order) -> Iterator[Document]:
    """Yield what the papers are called: each has its own PDF, which stays when all else goes."""
    papers = select(PaperRow).where(PaperRow.order_id == order.id).order_by(PaperRow.id)
    for each in session.scalars(papers):
        yield {
            "number": each.number,
            "kind": each.kind.value,
            "issued_on": each.issued_on.isoformat(),
            **_money(Money(each.total_minor, each.currency)),
        }


def _letters(session: Session, order: Order) -> Iterator[Document]:
    rows = session.execute(
        select(EventRow.kind, Delivery.answered_at)
        .join(Delivery, Delivery.event_id == EventRow.id)
        .where(
            EventRow.order_id == order.id,
            Delivery.destination == MAIL,
            Delivery.words.startswith(MAIL_WENT),
        )
        .order_by(Delivery.id)
    )
    for kind, answered_at in rows:
        at = answered_at.isoformat() if answered_at else None
        yield {"about": name_held(kind, MAIL), "sent_at": at}


def _money(amount: Money) -> Document:
    return {"amount": _major(amount), "currency": amount.currency}


def _major(amount: Money) -> str:
    return f"{amount.major:f}"
