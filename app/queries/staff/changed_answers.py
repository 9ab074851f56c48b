"""What a buyer changed of their answers, as staff read it. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.form.said import say_answer
from app.store.changed_answer import Change, changes_of
from app.store.database import reading
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """One change, in words; empty where nothing was said, or it is forgotten.

    ``masked``: it is sensitive, and neither answer is kept here. ``of_order``: it is of all of it.
    """

    label: str
    before: str
    after: str
    masked: bool
    of_order: bool
    at: datetime


def changed_answers(sessions: Sessions, reference: str) -> tuple[ChangedAnswer, ...]:
    """Return what was changed of a registration and of its order, oldest first; two statements."""
    with reading(sessions) as session:
        place = session.scalar(select(Registration).where(Registration.reference == reference))
        return () if place is None else tuple(map(_said, changes_of(session, place)))


def _said(change: Change) -> ChangedAnswer:
    question = change.question
    return ChangedAnswer(
        question.label,
        say_answer(question, change.before),
        say_answer(question, change.after),
        masked=question.sensitive,
        of_order=change.of_order,
        at=change.at,
    )
