"""When a question is asked."""

import pytest

from app.domain.event import Answer
from app.domain.form.condition import AllOf, AnyOf, Compare, Condition, How, holds, keys_of

VEGAN = Compare("diet", How.EQUALS, ("vegan",))
ADULT = Compare("age", How.MORE_THAN, ("17",))


@pytest.mark.parametrize(
    ("how", "values", "answer", "fits"),
    [
        (How.EQUALS, ("vegan",), "vegan", True),
        (How.EQUALS, ("vegan",), "Vegan", False),
        (How.EQUALS, ("vegan",), None, False),
        (How.EQUALS, ("vegan",), ["fish", "vegan"], True),
        (How.EQUALS, ("vegan",), [], False),
        (How.EQUALS, ("yes",), True, True),
        (How.EQUALS, ("no",), False, True),
        (How.EQUALS, ("yes",), False, False),
        (How.EQUALS, ("2",), 2, True),
        (How.EQUALS, ("2.50",), 2.5, True),
        (How.EQUALS, ("2",), 3, False),
        (How.ONE_OF, ("a", "b"), "b", True),
        (How.ONE_OF, ("a", "b"), "c", False),
        (How.BEFORE, ("2000-01-01",), "1999-12-31", True),
        (How.BEFORE, ("2000-01-01",), "2000-01-01", False),
        (How.AFTER, ("09:30",), "09:31", True),
        (How.AFTER, ("09:30",), "09:30", False),
        (How.MORE_THAN, ("17",), 18, True),
        (How.MORE_THAN, ("17",), 17, False),
        (How.MORE_THAN, ("-1.5",), -1, True),
        (How.MORE_THAN, ("9",), 10, True),
        (How.MORE_THAN, ("17",), "old enough", False),
        (How.MORE_THAN, ("17",), "9" * 21, False),
        (How.MORE_THAN, ("17",), "-", False),
        (How.MORE_THAN, ("17",), None, False),
        (How.ANSWERED, (), "anything", True),
        (How.ANSWERED, (), False, True),
        (How.ANSWERED, (), 0, True),
        (How.ANSWERED, (), "", False),
        (How.ANSWERED, (), [], False),
        (How.ANSWERED, (), None, False),
    ],
)
def test_an_answer_is_compared(
    how: How, values: tuple[str, ...], answer: Answer, fits: bool
) -> None:
    assert holds(Compare("q", how, values), {"q": answer}) is fits


@pytest.mark.parametrize(
    ("condition", "answers", "fits"),
    [
        (None, {}, True),
        (AllOf((VEGAN, ADULT)), {"diet": "vegan", "age": 18}, True),
        (AllOf((VEGAN, ADULT)), {"diet": "vegan", "age": 17}, False),
        (AnyOf((VEGAN, ADULT)), {"diet": "fish", "age": 18}, True),
        (AnyOf((VEGAN, ADULT)), {"diet": "fish", "age": 17}, False),
        (AllOf(()), {}, True),
        (AnyOf(()), {}, False),
        (AnyOf((AllOf((VEGAN, ADULT)), Compare("vip", How.ANSWERED))), {"vip": "x"}, True),
    ],
)
def test_conditions_are_combined(
    condition: Condition | None, answers: dict[str, Answer], fits: bool
) -> None:
    assert holds(condition, answers) is fits


def test_a_condition_says_which_answers_it_looks_at() -> None:
    assert list(keys_of(AllOf((VEGAN, AnyOf((ADULT, VEGAN)))))) == ["diet", "age", "diet"]
    assert list(keys_of(None)) == []
