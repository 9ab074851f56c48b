"""Which answers a partner is told, and under which names."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.event import Answer
from app.domain.form.document import document_of
from app.domain.form.mistakes import mistakes_of
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.form.telling import answers_told, name_at

MEAL = Question("meal", QuestionKind.TEXT, "Meal")
BUS = Question("bus", QuestionKind.TEXT, "Bus", scope=Scope.ORDER)
GIVEN: dict[str, Answer] = {"meal": "Fish", "preferences": ["news"]}


@pytest.mark.parametrize(
    ("change", "told", "name"),
    [
        ({}, {"meal": "Fish"}, "meal"),
        ({"told_as": {"iso": "diet"}}, {"diet": "Fish"}, "diet"),
        ({"told_as": {"iso": ""}}, {}, ""),
        ({"told_as": {"other": "diet"}}, {"meal": "Fish"}, "meal"),
        ({"sensitive": True}, {}, ""),
        ({"kind": QuestionKind.FILE, "told_as": {"iso": "x"}}, {}, ""),
    ],
)
def test_an_answer_goes_under_its_name_or_key_or_not_at_all(
    change: dict[str, Any], told: dict[str, Answer], name: str
) -> None:
    question = replace(MEAL, **change)
    found = answers_told([document_of(question)], GIVEN, {}, to="iso")
    assert found == {"preferences": ["news"], **told}
    assert name_at(question, "iso") == name


def test_what_was_answered_once_goes_only_by_a_name() -> None:
    named = replace(BUS, told_as={"iso": "transport"})
    once: dict[str, Answer] = {"bus": "9:00"}
    assert answers_told([document_of(BUS)], {}, once, to="iso") == {}
    assert answers_told([document_of(named)], {}, once, to="iso") == {"transport": "9:00"}
    assert answers_told([document_of(named)], {}, {}, to="iso") == {}
    assert (name_at(BUS, "iso"), name_at(named, "iso")) == ("", "transport")


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        ([MEAL, replace(BUS, told_as={"iso": "meal"})], "ISO is told another answer as meal"),
        ([replace(BUS, told_as={"iso": "meal"}), MEAL], "ISO is told another answer as meal"),
    ],
)
def test_names_that_cannot_be_are_mistakes(questions: list[Question], reason: str) -> None:
    (mistake,) = mistakes_of(questions)
    assert mistake.part == "told_as"
    assert reason in mistake.reason
