"""Which answers whoever gave them may give anew, and what comes of it."""

from dataclasses import replace

import pytest

from app.domain.event import Answer
from app.domain.form.condition import Compare, How
from app.domain.form.question import Audience, Option, Question, QuestionKind, Wording
from app.domain.form.rewriting import asked_anew, differences, mark_of, rewritten, staying

K = QuestionKind


def on(key: str) -> Compare:
    """Return the condition that the question was answered with yes."""
    return Compare(key, How.EQUALS, ("yes",))


ILL = Question("ill", K.YES_NO, "Ill?", sensitive=True)
HOW = Question("how", K.TEXT, "How?", condition=on("ill"))
SINCE = Question("since", K.TEXT, "Since?", condition=on("how"))
ALLERGY = Question("allergy", K.TEXT, "Allergy", required=True, sensitive=True)
MEAL = Question("meal", K.TEXT, "Meal", required=True, default="Fish")


@pytest.mark.parametrize(
    ("questions", "keys"),
    [
        ([MEAL, ALLERGY], set()),
        ([ILL], set()),
        ([ILL, HOW, SINCE, MEAL], {"ill", "how", "since"}),
        ([SINCE, HOW, ILL], {"ill", "how", "since"}),
        ([Question("file", K.FILE, "File")], {"file"}),
        ([Question("badge", K.TEXT, "Badge", audience=Audience.STAFF)], {"badge"}),
        ([Question("lunch", K.CHOICE, "Lunch", options=(Option("a", extra="x"),))], set()),
        (
            [ILL, Question("more", K.SECTION, "More", condition=on("ill")), MEAL],
            {"ill", "more", "meal"},
        ),
        (
            [
                ILL,
                Question("more", K.SECTION, "More", condition=on("ill")),
                Question("else", K.SECTION, "Else"),
                MEAL,
            ],
            {"ill", "more"},
        ),
    ],
)
def test_what_gives_a_secret_away_stays_with_all_that_depends_on_it(
    questions: list[Question], keys: set[str]
) -> None:
    assert staying(questions, {}) == keys


@pytest.mark.parametrize("agreed", [True, False])
def test_what_was_agreed_to_or_withdrawn_stays_and_what_never_was_is_asked(agreed: bool) -> None:
    photos = Question("photos", K.AGREEMENT, "Photos?", required=True)
    where = Question("where", K.TEXT, "Where?", condition=on("photos"))
    assert staying([photos, where, MEAL], {"photos": agreed}) == {"photos", "where"}
    assert staying([photos, where, MEAL], {"photos": None}) == frozenset()


def test_a_sensitive_answer_may_be_left_empty_once_it_was_given() -> None:
    meal, allergy = asked_anew([MEAL, ALLERGY], {"allergy": "sealed:x"}, frozenset())
    assert meal.required
    assert not allergy.required
    assert (meal.default, allergy.default) == ("", "")
    (again,) = asked_anew([ALLERGY], {"allergy": None}, frozenset())
    assert again.required


def test_what_is_not_asked_stays_and_what_is_asked_no_more_goes() -> None:
    before = {"meal": "Fish", "allergy": "sealed:x", "badge": "9", "old": "gone"}
    old = Question("old", K.TEXT, "Old", condition=on("meal"))
    asked = asked_anew([MEAL, ALLERGY, old], before, frozenset())
    after = rewritten(asked, before, {"meal": "Soup", "allergy": None})
    assert after == {"meal": "Soup", "allergy": "sealed:x", "badge": "9"}
    found = differences(asked, before, after)
    assert [(each.question.key, each.before, each.after) for each in found] == [
        ("meal", "Fish", "Soup"),
        ("old", "gone", None),
    ]
    answered = rewritten(asked, before, {"meal": "Fish", "allergy": "nuts"})
    allergy, _ = differences(asked, before, answered)
    assert (allergy.question.key, allergy.before, allergy.after) == ("allergy", None, None)


def test_empty_in_another_way_is_no_difference() -> None:
    assert differences([MEAL], {"meal": ""}, {"meal": None}) == ()


def test_every_other_answer_has_another_mark() -> None:
    mark = mark_of([("R-1", {"a": 1, "b": None})])
    assert mark_of([("R-1", {"b": None, "a": 1})]) == mark
    others: list[tuple[str, dict[str, Answer]]] = [
        ("R-2", {"a": 1, "b": None}),
        ("R-1", {"a": 1}),
        ("R-1", {"a": "1", "b": None}),
    ]
    assert mark not in [mark_of([each]) for each in others]


def test_that_a_secret_may_stay_is_said_whatever_language_it_is_asked_in() -> None:
    allergy = replace(ALLERGY, wordings={"de": Wording(label="Allergie", help="Was genau?")})
    (asked,) = asked_anew([allergy], {"allergy": "sealed:x"}, frozenset())
    german = asked.worded("de")
    assert german.label == "Allergie"
    assert german.help == asked.help
    assert "leave it empty" in german.help
