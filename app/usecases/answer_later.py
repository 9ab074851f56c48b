"""Answer later: whoever ordered answers what the form asks now and their registration lacks.

What was answered before stays as it is. Not here: asking for it (publish_form.py).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.draft import FormChanged
from app.domain.event import Answer
from app.domain.form.answer import AnswerRefused, read_answer
from app.domain.form.file import read_file
from app.domain.form.question import Question, QuestionKind
from app.domain.form.refusing import ask_for
from app.domain.form.rewriting import OF_ORDER, AnswersRefused
from app.domain.form.sensitive import Sealing, seal_answers
from app.store.database import transaction
from app.store.given_answer import GivenAnswer
from app.store.lacking_places import LackingPlace, lacking_places
from app.store.order import Order, lock_order
from app.store.upload import keep_files

# What was sent for a question of the place at a position, or of the order.
Sent = Callable[[int, Question], Sequence[str]]


def answer_later(
    sessions: Sessions,
    *,
    reference: str,
    sent: Sent,
    country: str,
    now: datetime,
    language: str = "",
    seal: Sealing | None = None,
) -> int:
    """Keep what was sent for everything that an order lacks; return how many answers.

    ``country`` (two letters) is how a telephone number without + is read, ``language`` the code of
    that in which the questions were read, ``seal`` seals what is sensitive.

    Raises:
        AnswersRefused: something is no answer, or is left empty.
    """
    with transaction(sessions) as session:
        order_id = session.scalar(select(Order.id).where(Order.reference == reference))
        if order_id is None:
            return 0
        order = lock_order(session, order_id)
        places = lacking_places(session, order, now=now, seal=seal)
        reasons: dict[tuple[int, str], str] = {}
        read = [(place, _read(place, sent, country, language, reasons)) for place in places]
        if reasons:
            raise AnswersRefused(reasons)
        _keep_files(session, read, reference)
        for place, answers in read:
            whose = order if place.once else place.registration
            whose.answers = {**whose.answers, **seal_answers(answers, place.questions, seal)}
            session.add_all(
                GivenAnswer(
                    registration_id=place.registration.id,
                    form_id=place.form.id,
                    key=key,
                    by="",
                    at=now,
                    language=language,
                )
                for key in answers
            )
    return sum(len(answers) for _, answers in read)


def _keep_files(
    session: Session, read: Sequence[tuple[LackingPlace, Mapping[str, Answer]]], reference: str
) -> None:
    """Keep the files among the answers as long as these, with the place whose they are.

    Raises:
        AnswersRefused: one that was handed in is gone meanwhile.
    """
    for place, answers in read:
        position = None if place.once else place.registration.position
        for question in place.questions:
            answer = answers[question.key]
            file = read_file(answer) if isinstance(answer, list) else None
            if file is None or question.kind is not QuestionKind.FILE:
                continue
            try:
                keep_files(session.connection(), {file.uid: position}, reference=reference)
            except FormChanged as gone:
                whose = OF_ORDER if position is None else position
                raise AnswersRefused({(whose, question.key): ask_for(question)}) from gone


def _read(
    place: LackingPlace,
    sent: Sent,
    country: str,
    language: str,
    reasons: dict[tuple[int, str], str],
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    position = OF_ORDER if place.once else place.registration.position
    for question in place.questions:
        given = sent(position, question)
        try:
            answers[question.key] = read_answer(question.worded(language), given, country=country)
        except AnswerRefused as refused:
            reasons[position, question.key] = refused.reason
    return answers
