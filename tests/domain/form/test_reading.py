"""A whole form's answers as they were sent."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.event import Answer
from app.domain.form.condition import Compare, How
from app.domain.form.question import Option, Question, QuestionKind, Scope
from app.domain.form.reading import answers_all, read_answers
from app.domain.form.said import say_answer
from app.domain.form.version import Version

K = QuestionKind
DIET = Question("diet", K.CHOICE, "Diet", options=(Option("vegan"), Option("other", "Another")))
WHICH = Question(
    "which", K.TEXT, "Which?", required=True, condition=Compare("diet", How.EQUALS, ("other",))
)
SAID = Question("said", K.EXPLANATION, "So it is")
BUS = Question("bus", K.YES_NO, "Bus?", scope=Scope.ORDER, required=True)
STOP = Question(
    "stop", K.TEXT, "Stop", required=True, condition=Compare("bus", How.EQUALS, ("yes",))
)
ADA = Contact("Ada Lovelace", "ada@example.org", "+4722123456")
NOW = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)


def test_of_what_is_not_asked_there_is_neither_an_answer_nor_a_reason() -> None:
    sent = {"diet": ["vegan"], "which": ["kosher"]}
    read = read_answers((DIET, SAID, WHICH), lambda each: sent.get(each.key, []))
    assert read.answers == {"diet": "vegan"}
    assert read_answers((DIET, WHICH), lambda each: []).refused == {}


def test_what_is_asked_by_these_answers_has_to_be_answered() -> None:
    read = read_answers((DIET, WHICH), lambda each: ["other"] if each is DIET else [])
    assert [each.key for each in read.asked] == ["diet", "which"]
    assert read.refused == {"which": "Enter: Which?"}
    assert read_answers((STOP,), lambda each: [], of_order={"bus": True}).refused == {
        "stop": "Enter stop"
    }


@pytest.mark.parametrize(
    ("of_order", "own", "whole"),
    [
        ({"bus": False}, {}, True),
        ({}, {}, False),
        ({"bus": True}, {}, False),
        ({"bus": True}, {"stop": "Quay"}, True),
    ],
)
def test_a_filled_in_form_answers_everything_it_has_to(
    of_order: dict[str, Answer], own: dict[str, Answer], whole: bool
) -> None:
    filled = Filled(ADA, "", (Participant(ADA, own),), 1, "", answers=of_order)
    assert answers_all((BUS, STOP), filled) is whole


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        (DIET, "other", "Another"),
        (DIET, "gone", "gone"),
        (DIET, None, ""),
        (
            Question("q", K.CHOICES, "Q", options=(Option("a", "A"), Option("b"))),
            ["a", "b"],
            "A, b",
        ),
        (Question("q", K.CHOICES, "Q"), [], ""),
        (BUS, True, "Yes"),
        (BUS, False, "No"),
        (Question("q", K.AGREEMENT, "I agree"), True, "Agreed"),
        (Question("q", K.DATE, "Q"), "1990-05-17", "17 May 1990"),
        (Question("q", K.COUNTRY, "Q"), "NO", "Norway"),
        (Question("q", K.COUNTRY, "Q"), "YU", "YU"),
        (Question("q", K.NUMBER, "Q"), 2.5, "2.5"),
        (Question("q", K.PHONE, "Q"), "+4722123456", "+47 22 12 34 56"),
        (
            Question("q", K.ADDRESS, "Q"),
            ["Quay 4", "", "5003", "Bergen", "NO"],
            "Quay 4\n5003 Bergen\nNorway",
        ),
    ],
)
def test_an_answer_is_said_as_its_question_was_put(
    question: Question, answer: Answer, said: str
) -> None:
    assert say_answer(question, answer) == said


@pytest.mark.parametrize(
    ("replaced", "program", "taken"),
    [
        (timedelta(0), "FIRST-AID", True),
        (timedelta(hours=23, minutes=59), "FIRST-AID", True),
        (timedelta(hours=24), "FIRST-AID", False),
        (timedelta(0), "SEA-SURVIVAL", False),
        (None, "FIRST-AID", False),
    ],
)
def test_a_version_may_be_answered_for_a_day_after_another_took_its_place(
    replaced: timedelta | None, program: str, taken: bool
) -> None:
    version = Version(1, "FIRST-AID", (), None if replaced is None else NOW - replaced)
    assert version.answerable(program, now=NOW) is taken
