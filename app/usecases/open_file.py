"""Open file: staff take a file that somebody handed in, and that they did is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Partner, Sessions
from app.domain.event import Answer, EventKind
from app.domain.form.document import questions_from
from app.domain.form.file import FileType, read_file
from app.domain.form.question import Question, QuestionKind
from app.domain.form.rewriting import OF_ORDER
from app.domain.form.sensitive import Sealing, open_answer
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.given_answer import added_in_order
from app.store.program import Form
from app.store.registration import WITH_FACTS, Registration
from app.store.upload import open_upload

_NOBODY: Mapping[str, Partner] = {}


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file with its name and kind; what it holds is whatever a stranger put there."""

    name: str
    kind: FileType
    body: bytes


def open_file(
    sessions: Sessions,
    *,
    reference: str,
    uid: str,
    seal: Sealing | None,
    by: str,
    now: datetime,
    request_id: str = "",
) -> OpenedFile | None:
    """Return a file of a place or of its order; None where it is not theirs, or is gone.

    ``by`` is the address of whoever takes it; it stands in the timeline with what was asked.
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
        question = None if place is None else _asked(session, place, uid, seal)
        file = None if question is None else open_upload(session, uid, seal=seal)
        if place is None or question is None or file is None:
            return None
        announcer.announce(
            EventKind.REGISTRATION_ANSWERS_READ,
            place.course_class,
            order=place.order,
            registration=place,
            facts={"reason": f"{question.label}, by {by}"},
        )
    return OpenedFile(file.name, file.kind, file.body)


def _asked(
    session: Session, place: Registration, uid: str, seal: Sealing | None
) -> Question | None:
    """Return the question that the file answers here, or None where it answers none."""
    form = session.get(Form, place.form_id) if place.form_id else None
    given = {**place.order.answers, **place.answers}
    added = added_in_order(session, place.order_id)
    later = [
        each.question
        for whose in (place.position, OF_ORDER)
        for each in added.get(whose, {}).values()
    ]
    asked = questions_from(form.questions) if form else ()
    return _holding((*asked, *later), given, uid, seal)


def _holding(
    questions: Sequence[Question], given: Mapping[str, Answer], uid: str, seal: Sealing | None
) -> Question | None:
    for question in questions:
        if question.kind is QuestionKind.FILE:
            kept = given.get(question.key)
            answer = open_answer(kept, seal) if question.sensitive else kept
            file = read_file(answer) if isinstance(answer, list) else None
            if file and file.uid == uid:
                return question
    return None
