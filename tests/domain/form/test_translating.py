"""What is not said in another language, and that nothing but words depends on the language."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.form.asked import asked
from app.domain.form.condition import Compare, How
from app.domain.form.question import (
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
    Wording,
)
from app.domain.form.reading import read_answers
from app.domain.form.taking import listed, offered_in, taken_by
from app.domain.form.translating import is_begun, untranslated
from tests.domain.form.test_document import questions, texts

K = QuestionKind
MEAL = Question(
    "meal",
    K.CHOICE,
    "Meal",
    help="At noon",
    options=(Option("fish"), Option("hot", "A hot meal", "lunch")),
)
PLATE = Question(
    "plate",
    K.TEXT,
    "Plate",
    limits=Limits(mask="AA-99", mask_help="two letters, two digits"),
    condition=Compare("meal", How.EQUALS, ("hot",)),
)
WHOLE = Wording("Essen", "Mittags", options={"fish": "Fisch", "hot": "Warm"})
LUNCH = Extra("lunch", "Lunch", {"NOK": 15_000})


def test_what_is_not_said_in_a_language_is_named_part_by_part() -> None:
    begun = replace(MEAL, wordings={"de": Wording("Essen", options={"fish": "Fisch"})})
    found = untranslated((begun, PLATE), "de")
    assert [(each.question.key, each.label, each.help) for each in found] == [
        ("meal", False, True),
        ("plate", True, False),
    ]
    assert [each.options for each in found] == [("hot",), ()]
    assert [each.mask_help for each in found] == [False, True]


def test_what_is_said_whole_and_what_staff_alone_see_lacks_nothing() -> None:
    whole = replace(MEAL, wordings={"de": WHOLE})
    staffs = replace(PLATE, audience=Audience.STAFF)
    named = replace(PLATE, wordings={"de": Wording("Schild", mask_help="zwei und zwei")})
    assert untranslated((whole, named, staffs), "de") == ()
    assert is_begun((staffs, whole), "de")
    assert not is_begun((staffs, whole), "nb")


@given(st.lists(questions, max_size=4), st.dictionaries(texts, st.none() | st.booleans()), texts)
def test_another_language_changes_nothing_but_words(
    bare: list[Question], answers: dict[str, Answer], word: str
) -> None:
    form = [
        replace(each, wordings={"de": Wording(word, word, word, dict.fromkeys(each.values, word))})
        for each in bare
    ]
    said = [each.worded("de") for each in form]
    for own, other in zip(form, said, strict=True):
        assert other.values == own.values
        # Put the words back, and it is the same entry.
        back = replace(
            other, label=own.label, help=own.help, options=own.options, limits=own.limits
        )
        assert back == own
        assert replace(other.limits, mask_help="") == replace(own.limits, mask_help="")
        extras = [each.extra for each in own.options]
        assert [each.extra for each in other.options] == extras
        assert own.worded("nb") is own
    keys = [each.key for each in asked(form, answers)]
    assert [each.key for each in asked(said, answers)] == keys


# Some of these are what another option is called, or kept as.
words = st.sampled_from(["", "fish", "hot", "Fisch", "A hot meal"])
wordings = st.builds(
    Wording, texts, texts, texts, st.fixed_dictionaries({"fish": words, "hot": words})
)


def read_and_charged(
    form: Sequence[Question], sent: dict[str, list[str]]
) -> tuple[dict[str, Answer], set[str], list[str], dict[str, int], tuple[Extra, ...]]:
    offered = offered_in(form, [LUNCH])
    read = read_answers(offered, lambda each: sent.get(each.key, []), country="NO")
    return (
        dict(read.answers),
        set(read.refused),
        [each.key for each in read.asked],
        taken_by(offered, read.answers),
        listed([LUNCH], offered),
    )


@given(
    wordings,
    wordings,
    st.sampled_from([[], ["fish"], ["hot"], ["Fisch"], ["A hot meal"]]),
    st.sampled_from([[], ["AB-12"], ["nothing like it"]]),
    st.sampled_from(Scope),
)
def test_conditions_answers_and_prices_do_not_depend_on_the_language(
    meal: Wording, plate: Wording, chosen: list[str], written: list[str], scope: Scope
) -> None:
    form = [
        replace(MEAL, wordings={"de": meal}, required=True, scope=scope),
        replace(PLATE, wordings={"de": plate}, required=True, scope=scope),
    ]
    sent = {"meal": chosen, "plate": written}
    german = [each.worded("de") for each in form]
    assert read_and_charged(german, sent) == read_and_charged(form, sent)
