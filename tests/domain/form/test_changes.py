"""What one version of a form changes of another."""

from dataclasses import replace

import pytest

from app.domain.event import Answer
from app.domain.form.changes import ChangeKind, changes_between, lacking
from app.domain.form.condition import Compare, How
from app.domain.form.question import Limits, Option, Question, QuestionKind

K, C = QuestionKind, ChangeKind
DIET = Question("diet", K.CHOICE, "Diet", options=(Option("vegan"), Option("fish")))
WHY = Question("why", K.TEXT, "Why?")
WHEN = Question("when", K.DATE, "When?")


@pytest.mark.parametrize(
    ("after", "found", "values"),
    [
        (replace(DIET, required=True), C.REQUIRED, ()),
        (replace(DIET, label="Food"), C.LABEL, ()),
        (replace(DIET, help="For lunch"), C.LABEL, ()),
        (replace(DIET, options=DIET.options[:1]), C.OPTIONS_GONE, ("fish",)),
        (replace(DIET, options=(*DIET.options, Option("x"))), C.OPTIONS_ADDED, ("x",)),
        (
            replace(DIET, options=(Option("vegan", "No meat"), Option("fish"))),
            C.OPTIONS_RENAMED,
            ("vegan",),
        ),
        (
            replace(DIET, options=(Option("vegan", extra="lunch"), Option("fish"))),
            C.PRICES,
            ("vegan",),
        ),
        (replace(DIET, condition=Compare("why", How.ANSWERED)), C.CONDITION, ()),
        (replace(DIET, limits=Limits(mask="9")), C.LIMITS, ()),
        (replace(DIET, told_as={"iso": "diet"}), C.PARTNERS, ("iso",)),
        (replace(DIET, sensitive=True), C.PRIVACY, ()),
        (replace(DIET, retention_days=30), C.PRIVACY, ()),
    ],
)
def test_a_question_that_changed_says_how(
    after: Question, found: ChangeKind, values: tuple[str, ...]
) -> None:
    change, *others = changes_between([DIET], [after])
    assert (change.kind, change.key, change.values) == (found, "diet", values)
    assert (change.before, change.after) == (DIET, after)
    assert others == []


def test_what_is_no_longer_required_and_of_another_kind_is_said() -> None:
    before = replace(WHY, required=True)
    kinds = [each.kind for each in changes_between([before], [replace(WHY, kind=K.LONG_TEXT)])]
    assert set(kinds) == {C.KIND, C.NO_LONGER_REQUIRED}


def test_questions_come_go_and_move() -> None:
    found = changes_between([DIET, WHY], [WHY, DIET, WHEN])
    assert [(each.kind, each.key) for each in found] == [(C.ADDED, "when"), (C.MOVED, "why")]
    assert [(each.kind, each.label) for each in changes_between([DIET, WHY], [WHY])] == [
        (C.REMOVED, "Diet")
    ]
    assert changes_between([DIET, WHY], [DIET, WHY]) == ()


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({}, ["diet"]),
        ({"diet": "vegan"}, []),
        ({"diet": "meat"}, ["diet", "why"]),
        ({"diet": "fish"}, ["why"]),
        ({"diet": "fish", "why": ""}, ["why"]),
        ({"diet": "fish", "why": "It is Friday"}, []),
    ],
)
def test_answers_of_before_may_lack_what_is_asked_now(
    answers: dict[str, Answer], missing: list[str]
) -> None:
    """A choice that is no more on offer is no answer, whatever follows from it."""
    now = (
        replace(DIET, required=True),
        replace(WHY, required=True, condition=Compare("diet", How.ONE_OF, ("fish", "meat"))),
        Question("about", K.HEADING, "About"),
        WHEN,
    )
    assert [each.key for each in lacking(now, answers)] == missing
    assert [each.key for each in lacking(now, answers, of_order={"diet": "vegan"})] != ["when"]
