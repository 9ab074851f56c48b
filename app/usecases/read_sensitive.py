"""Read sensitive: staff look at a registration's sensitive answers, and that they did is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.contract import Partner, Sessions
from app.domain.event import Answer, EventKind
from app.domain.form.document import questions_from
from app.domain.form.file import read_file
from app.domain.form.question import Question, QuestionKind, by_key
from app.domain.form.said import say_answer
from app.domain.form.sensitive import Sealing, open_answer
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.given_answer import added_answers
from app.store.program import Form
from app.store.registration import WITH_FACTS, Registration

_NOBODY: Mapping[str, Partner] = {}


@dataclass(frozen=True, slots=True)
class Opened:
    """One sensitive question as it was put, and its answer; None where no key opens it any more.

    ``file`` is the uid of one that was handed in.
    """

    label: str
    answer: str | None
    file: str = ""


def read_sensitive(
    sessions: Sessions,
    *,
    reference: str,
    seal: Sealing | None,
    by: str,
    now: datetime,
    request_id: str = "",
) -> tuple[Opened, ...] | None:
    """Return the sensitive answers of a place and of its order; None: there is no such place.

    ``by`` is the address of whoever looks; it stands in the timeline with what they looked at.
    """
    with (
        transaction(sessions) as session,
        announcing(session, _NOBODY, now=now, request_id=request_id) as announcer,
    ):
        place = session.scalar(
            select(Registration)
            .where(Registration.reference == reference)
            .options(*WITH_FACTS, joinedload(Registration.order))
        )
        if place is None:
            return None
        form = session.get(Form, place.form_id) if place.form_id else None
        added = added_answers(session, place)
        later = {key: each.question for key, each in {**added.once, **added.own}.items()}
        asked = by_key(questions_from(form.questions)) if form else {}
        # What was added later is told by the question that it answers.
        questions = tuple({**asked, **later}.values())
        given = {**place.order.answers, **place.answers}
        opened = tuple(_opened(questions, given, seal))
        if opened:
            labels = ", ".join(each.label for each in opened)
            announcer.announce(
                EventKind.REGISTRATION_ANSWERS_READ,
                place.course_class,
                order=place.order,
                registration=place,
                facts={"reason": f"{labels}, by {by}"},
            )
    return opened


def _opened(
    questions: Sequence[Question], given: Mapping[str, Answer], seal: Sealing | None
) -> Iterator[Opened]:
    for question in questions:
        kept = given.get(question.key)
        if question.sensitive and kept is not None:
            answer = open_answer(kept, seal)
            file = read_file(answer) if isinstance(answer, list) else None
            is_file = file and question.kind is QuestionKind.FILE
            yield Opened(
                question.label,
                None if answer is None else say_answer(question, answer),
                file.uid if file and is_file else "",
            )
