"""What a buyer changed of their answers, as staff read it. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.form.said import say_answer
from app.store.changed_answer import Change, changes_of
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


def changed_answers(session: Session, registration: Registration) -> tuple[ChangedAnswer, ...]:
    """Return what was changed of a registration and of its order, oldest first; one statement."""
    return tuple(map(_said, changes_of(session, registration)))


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
