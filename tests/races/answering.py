"""What buyers who answer anew at once do, and the same without the guard."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import app.usecases.change_answers
from app.domain.form.rewriting import AnswersMoved
from app.store.database import Database
from app.store.order import Order
from app.store.own_answers import OwnAnswers, own_answers
from app.store.registration import Registration
from app.usecases.change_answers import change_answers
from tests.races.deeds import deferred, meet, unlocked
from tests.worlds import NOW


def answer(database: Database, share: str) -> str:
    """Answer the first place's meal; the share is the order, the mark that was seen, the answer."""
    order, mark, meal = share.split()
    try:
        change_answers(
            database,
            reference=order,
            mark=mark,
            sent=lambda position, question: [meal],
            country="NO",
            seal=None,
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
    except AnswersMoved:
        return "moved"
    return "kept"


def answer_without_the_guard(database: Database, share: str) -> str:
    """Answer where the order's row is not locked, and two have looked before either writes."""
    app.usecases.change_answers.lock_order = unlocked  # type: ignore[attr-defined]  # control
    app.usecases.change_answers.own_answers = _look_together  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return answer(database, share)


def _look_together(
    session: Session, order: Order, registrations: Sequence[Registration], *, now: datetime
) -> OwnAnswers:
    found = own_answers(session, order, registrations, now=now)
    meet()
    return found
