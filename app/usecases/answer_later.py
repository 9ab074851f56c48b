"""Answer later: whoever ordered answers what the form asks now and their registration lacks.

What was answered before stays as it is. Not here: asking for it (publish_form.py).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.event import Answer
from app.domain.form.answer import AnswerRefused, read_answer
from app.domain.form.question import Question
from app.domain.form.rewriting import AnswersRefused
from app.store.database import transaction
from app.store.given_answer import GivenAnswer
from app.store.lacking_places import LackingPlace, lacking_places
from app.store.order import Order, lock_order

# What was sent for a question of the place at a position (0, 1, …).
Sent = Callable[[int, Question], Sequence[str]]


def answer_later(
    sessions: Sessions, *, reference: str, sent: Sent, country: str, now: datetime
) -> int:
    """Keep what was sent for everything that an order's places lack; return how many answers.

    ``country`` (two letters) is how a telephone number without + is read.

    Raises:
        AnswersRefused: something is no answer, or is left empty.
    """
    with transaction(sessions) as session:
        order_id = session.scalar(select(Order.id).where(Order.reference == reference))
        if order_id is None:
            return 0
        order = lock_order(session, order_id)
        places = lacking_places(session, order, now=now)
        reasons: dict[tuple[int, str], str] = {}
        read = [(place, _read(place, sent, country, reasons)) for place in places]
        if reasons:
            raise AnswersRefused(reasons)
        for place, answers in read:
            registration = place.registration
            registration.answers = {**registration.answers, **answers}
            session.add_all(
                GivenAnswer(
                    registration_id=registration.id,
                    form_id=place.form.id,
                    key=key,
                    by="",
                    at=now,
                )
                for key in answers
            )
    return sum(len(answers) for _, answers in read)


def _read(
    place: LackingPlace, sent: Sent, country: str, reasons: dict[tuple[int, str], str]
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for question in place.questions:
        position = place.registration.position
        try:
            answers[question.key] = read_answer(question, sent(position, question), country=country)
        except AnswerRefused as refused:
            reasons[position, question.key] = refused.reason
    return answers
