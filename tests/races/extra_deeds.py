"""What buyers who all choose an extra at once do, and the same without the guards."""

from datetime import datetime

from sqlalchemy.orm import Session

import app.store.extra_changing
import app.usecases.change_answers
from app.domain.extra_changes import PriceChanged
from app.domain.form.rewriting import AnswersMoved, AnswersRefused
from app.store.answer_price import After, Repriced, new_price
from app.store.database import Database
from app.store.own_answers import OwnAnswers
from app.usecases.change_answers import change_answers
from tests.races.deeds import deferred, meet, unlocked
from tests.worlds import NOW


def choose(database: Database, share: str) -> str:
    """Choose for the first place; the share is the order, what was seen, its price, the meal."""
    order, mark, shown, meal = share.split()
    try:
        change_answers(
            database,
            reference=order,
            mark=mark,
            sent=lambda position, question: [meal],
            country="NO",
            seal=None,
            shown=shown,
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
    except (AnswersMoved, AnswersRefused, PriceChanged) as no:
        return type(no).__name__
    return "kept"


def choose_without_the_guards(database: Database, share: str) -> str:
    """Choose where nobody waits for a row, and two have seen the price before either writes."""
    app.usecases.change_answers.lock_order = unlocked  # type: ignore[attr-defined]  # control
    app.usecases.change_answers.lock_their_classes = lambda *_: None  # type: ignore[attr-defined]  # control
    app.usecases.change_answers.new_price = _look_together  # type: ignore[attr-defined]  # control
    app.store.extra_changing.change_taken = lambda *_: None  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return choose(database, share)


def _look_together(session: Session, own: OwnAnswers, after: After, *, now: datetime) -> Repriced:
    found = new_price(session, own, after, now=now)
    meet()
    return found
