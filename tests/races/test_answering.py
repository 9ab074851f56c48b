"""Answers changed in many tabs at once: one is kept, whoever saw the others' is told."""

from collections import Counter

import pytest

from app.domain.form.question import Question, QuestionKind
from app.queries.order.own_answers import answers_page
from app.store.database import Database
from tests.answered import answer_all, answers, order_of, places_of
from tests.races.answering import answer, answer_without_the_guard
from tests.races.crowd import Ended, crowd
from tests.worlds import NOW, Desk, add_class, register_once

pytestmark = pytest.mark.races

MANY = 24


def shares(database: Database) -> list[str]:
    """Leave an order that answered; return what each tab is told, each another answer."""
    add_class(database, prices=())
    register_once(Desk(database))
    answer_all(database, (Question("meal", QuestionKind.TEXT, "Meal"),), {"meal": "Fish"})
    page = answers_page(database, order_of(database), now=NOW)
    assert page
    return [f"{page.reference} {page.mark} meal-{number}" for number in range(MANY)]


def changes(ended: list[Ended]) -> dict[str, int]:
    """Count how it ended."""
    return Counter(each.words for each in ended if not each.fault)


def test_of_all_who_saw_the_same_answers_one_changes_them(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, answer, shares(database))
    assert [each.fault for each in ended if each.fault] == []
    assert changes(ended) == {"kept": 1, "moved": MANY - 1}
    assert str(answers(database)[0]["meal"]).startswith("meal-")
    assert len(places_of(database)) == 1


def test_without_the_lock_one_overwrites_another_or_it_fails(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, answer_without_the_guard, shares(database))
    faults = [each for each in ended if each.fault]
    assert faults or changes(ended)["kept"] > 1
