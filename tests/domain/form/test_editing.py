"""Changing a form entry by entry, and forms to begin with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.event import Answer
from app.domain.form.changes import filled_in
from app.domain.form.condition import AllOf, AnyOf, Compare, How
from app.domain.form.editing import (
    KEY,
    EntryGone,
    Seen,
    doubled,
    joined,
    moved,
    propose_key,
    put,
    read_seen,
    without,
)
from app.domain.form.mistakes import mistakes_of
from app.domain.form.question import Option, Question, QuestionKind, Scope
from app.domain.form.starters import STARTERS

A, B, C = (Question(key, QuestionKind.TEXT, key.upper()) for key in "abc")
ON_A = AllOf((Compare("a", How.ANSWERED), AnyOf((Compare("a", How.EQUALS, ("x",)),))))


def keys(entries: tuple[Question, ...]) -> str:
    return "".join(each.key[0] for each in entries)


def test_entries_are_put_moved_doubled_joined_and_taken_out() -> None:
    form = (A, B, C)
    assert keys(put(form, Question("d", QuestionKind.TEXT, "D"))) == "abcd"
    assert keys(moved(form, "a", 1)) == "bac"
    assert keys(moved(form, "a", -1)) == keys(moved(form, "c", 5)) == "abc"
    assert keys(without(form, "b")) == "ac"
    assert [each.key for each in doubled(form, "b", taken=["b_2"])] == ["a", "b", "b_3", "c"]
    assert keys(joined((A,), (B, A, C))) == "abc"
    with pytest.raises(EntryGone, match="no entry z"):
        put(form, A, was="z")
    with pytest.raises(EntryGone, match="no entry z"):
        without(form, "z")


def test_conditions_follow_an_entry_to_its_new_key() -> None:
    asked = Question("b", QuestionKind.TEXT, "B", condition=ON_A)
    renamed = Question("new", QuestionKind.TEXT, "A")
    _, after, other = put((A, asked, C), renamed, was="a")
    assert after.condition == AllOf(
        (Compare("new", How.ANSWERED), AnyOf((Compare("new", How.EQUALS, ("x",)),)))
    )
    assert other == C
    assert put((A, asked), A, was="a") == (A, asked)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Date of birth", "date_of_birth"),
        ("  What’s   your – Größe? ", "whats_your_groe"),
        ("नाम", "question"),
        ("Meal", "meal_3"),
        ("x" * 100, "x" * 40),
    ],
)
def test_a_key_is_proposed_from_the_label(label: str, key: str) -> None:
    assert propose_key(label, taken=["meal", "meal_2"]) == key


@given(label=st.text(), taken=st.sets(st.sampled_from(["question", "question_2", "a", "b"])))
def test_a_proposed_key_is_always_a_free_one(label: str, taken: set[str]) -> None:
    key = propose_key(label, taken=taken)
    assert KEY.fullmatch(key)
    assert key not in taken


def test_what_was_seen_is_read_as_it_was_said() -> None:
    assert read_seen(str(Seen(3, 17))) == Seen(3, 17)
    assert read_seen("") == read_seen("3") == read_seen("3.x") == Seen(-1, -1)


@pytest.mark.parametrize("word", list(STARTERS))
def test_forms_to_begin_with_are_fit(word: str) -> None:
    assert mistakes_of(STARTERS[word][1]) == ()


def test_only_what_is_lacking_is_filled_in_and_what_that_has_asked_besides() -> None:
    yes = Compare("a", How.EQUALS, ("yes",))
    form = (
        Question("a", QuestionKind.YES_NO, "A", required=True),
        Question("b", QuestionKind.TEXT, "B", required=True, condition=yes),
        Question("c", QuestionKind.TEXT, "C"),
        Question("d", QuestionKind.TEXT, "D", required=True, scope=Scope.ORDER),
    )
    defaults: dict[str, Answer] = {"a": True, "b": "b", "c": "c", "d": "d"}
    assert filled_in(form, {}, defaults) == {"a": True, "b": "b"}
    assert filled_in(form, {"a": False, "b": None}, defaults) == {}
    assert filled_in(form, {"a": True, "b": ""}, defaults) == {"b": "b"}
    assert filled_in(form, {}, {"b": "b"}) == {}
    told = Question("f", QuestionKind.TEXT, "F", required=True, sensitive=True)
    assert filled_in((told,), {}, {"f": "f"}) == {}
    size = Question("e", QuestionKind.CHOICE, "E", required=True, options=(Option("S"),))
    assert filled_in((size,), {"e": "XL"}, {"e": "S"}) == {}
