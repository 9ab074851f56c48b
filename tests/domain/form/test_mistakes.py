"""Forms that cannot be published."""

import pytest

from app.domain.form.condition import AllOf, AnyOf, Compare, Condition, How
from app.domain.form.mistakes import QUESTIONS_LIMIT, mistakes_of
from app.domain.form.question import (
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
    Wording,
)

K = QuestionKind
YES_NO = (Option("yes"), Option("no"))
WORDS = {"yes": "Ja", "perhaps": "Vielleicht"}


def reasons(*questions: Question) -> list[str]:
    return [each.reason for each in mistakes_of(questions)]


def limited(kind: QuestionKind, least: str = "", most: str = "", *, mask: str = "") -> Question:
    options = YES_NO if kind is K.CHOICES else ()
    return Question("q", kind, "Q", options=options, limits=Limits(least, most, mask))


def depends(key: str, on: str, *, label: str = "") -> Question:
    return Question(key, K.TEXT, label or key, condition=Compare(on, How.ANSWERED))


def test_a_form_in_order_has_no_mistakes() -> None:
    agree = Question("agree", K.AGREEMENT, "I agree", required=True)
    day = Question("day", K.DATE, "Born", limits=Limits("1900-01-01", "2020-01-01"))
    age = Question("age", K.NUMBER, "Age", default="18", limits=Limits("-1", "2.5e1"))
    both = AllOf(
        (
            Compare("agree", How.EQUALS, ("yes",)),
            AnyOf(
                (
                    Compare("day", How.BEFORE, ("2000-01-01",)),
                    Compare("age", How.MORE_THAN, ("18",)),
                )
            ),
        )
    )
    note = Question("note", K.LONG_TEXT, "Note", condition=both, limits=Limits("0", "5000"))
    assert reasons(agree, day, age, note) == []


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (Question("q", K.TEXT, " "), "Enter a label"),
        (Question("q", K.CHOICE, "Q"), "Give 1 to 200 options to choose from"),
        (Question("q", K.TEXT, "Q", options=YES_NO), "Only choices have options"),
        (Question("q", K.CHOICE, "Q", options=(Option("a"), Option("a"))), "Give each option once"),
        (
            Question("q", K.CHOICE, "Q", options=YES_NO, wordings={"de": Wording(options=WORDS)}),
            "There are words in another language for perhaps, which is no option",
        ),
        (
            Question("q", K.TEXT, "Q", wordings={"de": Wording(options={"yes": "Ja"})}),
            "There are words in another language for yes, which is no option",
        ),
        (Question("q", K.HEADING, "Q", required=True), "What asks nothing cannot be required"),
        (
            Question("q", K.NUMBER, "Q", default="many"),
            "What stands there beforehand must be an answer itself",
        ),
        (limited(K.NUMBER, mask="99"), "Only a short text has a pattern"),
        (limited(K.NUMBER, "x"), "Limits of a number are numbers, like 1 or 2.5"),
        (limited(K.NUMBER, "NaN"), "Limits of a number are numbers, like 1 or 2.5"),
        (limited(K.NUMBER, "2", "1"), "The least is more than the most"),
        (limited(K.DATE, "soon"), "Limits of a date are dates, like 1990-05-17"),
        (limited(K.TIME, "", "25:00"), "Limits of a time are times of day, like 09:30"),
        (limited(K.TEXT, "", "201"), "Limits of a short text are in characters, 0 to 200"),
        (limited(K.LONG_TEXT, "-1"), "Limits of a long text are in characters, 0 to 5000"),
        (limited(K.CHOICES, "201"), "Limits of several choices say how many, 0 to 200"),
        (limited(K.FILE, "", "11"), "The most is in megabytes, 1 to 10"),
        (limited(K.YES_NO, "1"), "There is nothing to limit here"),
    ],
)
def test_what_is_wrong_with_one_question_is_said(question: Question, reason: str) -> None:
    assert reasons(question) == [reason]


def test_a_key_is_had_once_and_a_form_has_an_end() -> None:
    one = Question("q", K.TEXT, "Q")
    assert reasons(one, one) == ["Another entry has this key"]
    many = [Question(f"q{number}", K.TEXT, "Q") for number in range(QUESTIONS_LIMIT + 1)]
    assert reasons(*many) == [f"A form has at most {QUESTIONS_LIMIT} entries"]


def test_conditions_that_form_a_circle_are_refused_by_name() -> None:
    first, second = depends("a", "c", label="Diet"), depends("b", "a", label="Meal")
    third = depends("c", "b", label="Wine")
    assert reasons(first, second, third) == [
        "These depend on each other in a circle: Diet, Wine, Meal"
    ]
    assert reasons(depends("a", "a", label="Diet")) == [
        "These depend on each other in a circle: Diet"
    ]


def test_a_question_depends_on_earlier_ones_alone() -> None:
    later = [
        depends("a", "b", label="Meal"),
        Question("b", K.TEXT, "Diet", condition=Compare("c", How.ANSWERED)),
        Question("c", K.TEXT, "Wine"),
    ]
    assert reasons(*later) == [
        "Diet is asked later; only earlier answers can be depended on",
        "Wine is asked later; only earlier answers can be depended on",
    ]
    unknown = Question("a", K.TEXT, "A", condition=AllOf((Compare("x", How.ANSWERED),)))
    assert reasons(unknown) == ["There is no question x to depend on"]
    said = Question("b", K.HEADING, "B")
    assert reasons(said, depends("a", "b")) == ["There is no question b to depend on"]
    beyond = depends("b", "x", label="B")
    assert reasons(depends("a", "b", label="A"), beyond) == [
        "B is asked later; only earlier answers can be depended on",
        "There is no question x to depend on",
    ]


def test_the_order_does_not_depend_on_one_of_its_participants() -> None:
    diet = Question("diet", K.TEXT, "Diet")
    once = Question(
        "kitchen", K.TEXT, "Kitchen", scope=Scope.ORDER, condition=Compare("diet", How.ANSWERED)
    )
    assert reasons(diet, once) == [
        "Diet is asked of each participant, so it says nothing of the whole order"
    ]


def test_people_s_questions_do_not_depend_on_staff_s() -> None:
    seen = Question("seen", K.TEXT, "Seen", audience=Audience.STAFF)
    assert reasons(seen, depends("a", "seen")) == [
        "Seen is answered by others, who see another form"
    ]


@pytest.mark.parametrize(
    ("looked_at", "condition", "reason"),
    [
        (
            Question("q", K.CHOICE, "Diet", options=YES_NO),
            Compare("q", How.EQUALS, ("maybe",)),
            "maybe is no answer to Diet: its answers are yes, no",
        ),
        (
            Question("q", K.DATE, "Born"),
            Compare("q", How.BEFORE, ("soon",)),
            "soon is no answer to Born",
        ),
        (
            Question("q", K.AGREEMENT, "Terms"),
            Compare("q", How.EQUALS, ("no",)),
            "no is no answer to Terms",
        ),
        (
            Question("q", K.DATE, "Born"),
            Compare("q", How.MORE_THAN, ("1",)),
            "Born cannot be compared like this",
        ),
        (
            Question("q", K.LONG_TEXT, "Note"),
            Compare("q", How.EQUALS, ("x",)),
            "Note cannot be compared like this",
        ),
        (
            Question("q", K.TEXT, "Note"),
            Compare("q", How.EQUALS, ("x", "y")),
            "Say what Note is compared with",
        ),
        (Question("q", K.TEXT, "Note"), Compare("q", How.ONE_OF), "Say what Note is compared with"),
        (
            Question("q", K.TEXT, "Note"),
            Compare("q", How.ANSWERED, ("x",)),
            "Say what Note is compared with",
        ),
        (
            Question("q", K.TEXT, "Note"),
            AllOf((AllOf((AllOf((AllOf((AllOf(()),)),)),)),)),
            "Conditions go at most 4 into each other",
        ),
    ],
)
def test_an_answer_is_compared_with_what_it_can_be(
    looked_at: Question, condition: Condition, reason: str
) -> None:
    asked = Question("then", K.TEXT, "Then", condition=condition)
    assert reasons(looked_at, asked) == [reason]
