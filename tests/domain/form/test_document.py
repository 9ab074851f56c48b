"""A form as it is kept."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.form.condition import AllOf, AnyOf, Compare, Condition, How
from app.domain.form.document import document_of, questions_from
from app.domain.form.question import (
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
    Wording,
)

texts = st.text(max_size=5)
compares = st.builds(Compare, texts, st.sampled_from(How), st.lists(texts, max_size=2).map(tuple))
conditions: st.SearchStrategy[Condition] = st.recursive(
    compares,
    lambda parts: st.one_of(
        st.lists(parts, max_size=2).map(lambda each: AllOf(tuple(each))),
        st.lists(parts, max_size=2).map(lambda each: AnyOf(tuple(each))),
    ),
    max_leaves=4,
)
by_text = st.dictionaries(texts, texts, max_size=2)
questions = st.builds(
    Question,
    key=texts,
    kind=st.sampled_from(QuestionKind),
    label=texts,
    required=st.booleans(),
    help=texts,
    options=st.lists(st.builds(Option, texts, texts, texts), max_size=3).map(tuple),
    limits=st.builds(Limits, texts, texts, texts, texts, st.lists(texts, max_size=2).map(tuple)),
    default=texts,
    scope=st.sampled_from(Scope),
    audience=st.sampled_from(Audience),
    condition=st.none() | conditions,
    sensitive=st.booleans(),
    retention_days=st.none() | st.integers(0, 4000),
    told_as=by_text,
    wordings=st.dictionaries(texts, st.builds(Wording, texts, texts, texts, by_text), max_size=2),
)


@given(st.lists(questions, max_size=3))
def test_a_form_that_was_kept_is_the_same_form(form: list[Question]) -> None:
    kept = json.dumps([document_of(each) for each in form])
    assert questions_from(json.loads(kept)) == tuple(form)


def test_a_plain_question_is_kept_as_it_always_was() -> None:
    plain = Question("meal", QuestionKind.CHOICE, "Meal", options=(Option("Fish"),))
    assert document_of(plain) == {
        "key": "meal",
        "kind": "choice",
        "label": "Meal",
        "required": False,
        "help": "",
        "options": ["Fish"],
    }


@pytest.mark.parametrize(
    ("language", "label", "hint", "options", "mask_help"),
    [
        ("nb", "Måltid", "Lunch", ["Fisk", "Meat"], "four digits"),
        ("de", "Meal", "Lunch", ["Fish", "Meat"], "four digits"),
    ],
)
def test_a_question_is_said_in_another_language_as_far_as_it_was_translated(
    language: str, label: str, hint: str, options: list[str], mask_help: str
) -> None:
    question = Question(
        "meal",
        QuestionKind.CHOICE,
        "Meal",
        help="Lunch",
        options=(Option("f", "Fish"), Option("Meat")),
        limits=Limits(mask_help="four digits"),
        wordings={"nb": Wording(label="Måltid", options={"f": "Fisk"})},
    )
    said = question.worded(language)
    assert (said.label, said.help, said.limits.mask_help) == (label, hint, mask_help)
    assert [each.shown for each in said.options] == options
    assert said.values == ("f", "Meat")
    assert said.shown_option("f") == options[0]
    assert said.shown_option("gone") == "gone"
