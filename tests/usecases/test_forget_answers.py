"""An answer is kept no longer after the class than its question says."""

from datetime import UTC, datetime, timedelta

import pytest

from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.forget_answers import forget_answers
from tests.worlds import ANA, BO, CLASS, Desk, add_class, register_once

ENDS = datetime(2031, 3, 10, 15, 0, tzinfo=UTC)
QUESTIONS: tuple[dict[str, object], ...] = (
    {"key": "bus", "kind": "yes_no", "label": "Bus?", "scope": "order", "retention_days": 0},
    {"key": "health", "kind": "choices", "label": "Health", "retention_days": 30, "options": ["a"]},
    {"key": "boots", "kind": "number", "label": "Boots", "retention_days": 30},
    {"key": "diet", "kind": "text", "label": "Diet"},
)
GIVEN = {"health": ["a"], "boots": 42, "diet": "vegan"}


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Return a desk with an order of two, whose second place is in a class a month later."""
    desk = Desk(sessions)
    add_class(sessions, prices=(), questions=QUESTIONS)
    add_class(sessions, "LATER", prices=(), starts_at=ENDS + timedelta(days=28, hours=-7))
    register_once(desk, participants=(ANA, BO), currency="")
    with transaction(sessions) as session:
        later = session.query(Registration).order_by(Registration.id.desc()).first()
        assert later is not None
        for place in session.query(Registration):
            place.answers = GIVEN
        other = session.query(Registration.class_id).limit(1).scalar()
        later.class_id = other + 1
        session.query(Order).one().answers = {"bus": False}
    return desk


def answers(desk: Desk) -> list[dict[str, object]]:
    """Return the order's answers, and each place's."""
    with reading(desk.sessions) as session:
        places = session.query(Registration).order_by(Registration.id)
        return [session.query(Order).one().answers, *(each.answers for each in places)]


def test_answers_are_erased_once_their_days_after_the_class_are_over(desk: Desk) -> None:
    month = timedelta(days=30)
    moment = timedelta(seconds=1)
    assert forget_answers(desk.sessions, now=ENDS + timedelta(days=28) - moment) == 0
    assert answers(desk) == [{"bus": False}, GIVEN, GIVEN]
    assert forget_answers(desk.sessions, now=ENDS + timedelta(days=28)) == 1
    assert answers(desk) == [{}, GIVEN, GIVEN]
    assert forget_answers(desk.sessions, now=ENDS + month - moment) == 0
    assert forget_answers(desk.sessions, now=ENDS + month) == 1
    assert answers(desk) == [{}, {"diet": "vegan"}, GIVEN]
    assert forget_answers(desk.sessions, now=ENDS + month + timedelta(days=28)) == 1
    assert answers(desk) == [{}, {"diet": "vegan"}, {"diet": "vegan"}]
    assert forget_answers(desk.sessions, now=ENDS + timedelta(days=999)) == 0


def test_of_questions_that_say_nothing_the_answers_stay(sessions: Database) -> None:
    desk = Desk(sessions)
    add_class(sessions, CLASS, prices=(), questions=QUESTIONS[-1:])
    register_once(desk, currency="")
    with transaction(sessions) as session:
        session.query(Registration).one().answers = {"diet": "vegan"}
    assert forget_answers(sessions, now=ENDS + timedelta(days=999)) == 0
    assert answers(desk) == [{}, {"diet": "vegan"}]
