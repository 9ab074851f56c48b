"""Answers given anew in another language: its words are kept and told, staff read the form's."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.domain.event import EventKind
from app.domain.form.question import Wording
from app.store.changed_answer import ChangedAnswer
from app.store.database import Database, reading
from app.store.event import EventRow
from tests.answered import answer_all
from tests.usecases.test_change_answers import BUS, MEAL, change
from tests.worlds import ANA, BO, Desk, add_class, register_once

GERMAN = replace(MEAL, wordings={"de": Wording(label="Essen")})


@pytest.mark.parametrize(
    ("language", "more"), [("de", {"worded": "Bus, Essen"}), ("nb", {}), ("", {})]
)
def test_what_changed_is_named_in_the_orders_language_and_in_the_forms_own(
    sessions: Database, language: str, more: dict[str, str]
) -> None:
    desk = Desk(sessions)
    add_class(sessions, prices=())
    register_once(desk, participants=(ANA, BO), language=language)
    answer_all(sessions, (BUS, GERMAN), {"meal": "Fish"}, {"bus": "no"})
    assert change(desk, meal_0="Soup", meal_1="Soup", bus="yes") == 3
    with reading(sessions) as session:
        facts = session.scalars(
            select(EventRow.facts).where(EventRow.kind == EventKind.ORDER_ANSWERS_CHANGED)
        ).one()
        read_in = set(session.scalars(select(ChangedAnswer.language)))
    assert facts == {"reason": "Bus, Meal", **more}
    assert read_in == {"nb"}
