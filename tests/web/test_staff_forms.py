"""Coordinators build a program's form, entry by entry, by its pages."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.domain.form.condition import AllOf, AnyOf, Compare, How
from app.domain.form.editing import put
from app.domain.form.question import (
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
    Wording,
)
from tests.watching import words_of
from tests.web.form_room import FORM, REGISTER, add, builder, edit, entries, publish, question, seen
from tests.web.staffroom import send
from tests.web.visitor import Visitor, problems
from tests.worlds import CLASS, Desk


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    return builder(desk, tmp_path)


def test_an_entry_that_is_added_is_asked_once_it_is_published(kim: Visitor) -> None:
    kim.open(f"/staff/classes/{CLASS}")
    assert any(each.get("href") == FORM for each in kim.here.all("a"))
    kim.open(FORM)
    assert entries(kim.here) == ["Meal"]
    kim.open(f"{FORM}/new")
    assert (
        "It is kept in the draft" in add(kim, "text", label="Your employer", required="yes").words
    )
    assert entries(kim.here) == ["Meal", "Your employer"]
    assert "your_employer" in kim.here.words
    assert "Your employer" not in kim.open(REGISTER).words
    assert "Version 2 is published" in publish(kim).words
    assert "Your employer" in kim.open(REGISTER).words
    kim.press("Continue", {"name": "Ada"})
    assert "Enter your employer" in problems(kim.here)
    page = kim.open(FORM)
    assert "as it is asked" in page.words
    assert "coordinator@example.org" in page.words
    assert "Your employer" not in kim.open(f"{FORM}/versions/1").words


def test_a_condition_is_built_of_rows_and_a_group_within_it_survives(
    desk: Desk, kim: Visitor
) -> None:
    add(kim, "yes_no", label="Do you drive?")
    row = {"row-0-key": "do_you_drive", "row-0-how": "equals", "row-0-values": "yes"}
    other = {"row-1-key": "meal", "row-1-how": "one_of", "row-1-values": "Fish | Meat"}
    add(kim, "text", label="Number plate", combine="any", **row, **other)
    assert "Only if Do you drive? is yes or Meal is one of Fish, Meat" in kim.here.words
    plate = question(desk, "number_plate")
    assert plate.condition == AnyOf(
        (
            Compare("do_you_drive", How.EQUALS, ("yes",)),
            Compare("meal", How.ONE_OF, ("Fish", "Meat")),
        )
    )
    grouped = AllOf((plate.condition, Compare("meal", How.ANSWERED)))
    edit(desk, partial(put, question=replace(plate, condition=grouped), was=plate.key))
    kim.open(f"{FORM}/entries/number_plate")
    kim.press("Keep it in the draft", {"label": "Plate"})
    kept = question(desk, "number_plate")
    assert (kept.label, kept.condition) == ("Plate", grouped)
    kim.open(f"{FORM}/entries/number_plate")
    kim.press("Keep it in the draft", {"group-0": [], "row-1-values": ""})
    assert question(desk, "number_plate").condition == Compare("meal", How.ANSWERED)


def test_a_circle_is_refused_by_name_and_what_was_written_stays(kim: Visitor) -> None:
    add(kim, "text", label="First")
    row = {"row-0-key": "first", "row-0-how": "answered"}
    add(kim, "text", label="Second", **row)
    kim.open(f"{FORM}/entries/first")
    fields = {"row-0-key": "second", "row-0-how": "answered", "help": "Kept as written"}
    page = kim.press("Keep it in the draft", fields)
    assert page.status_code == 422
    assert problems(page) == ["These depend on each other in a circle: First, Second"]
    assert page.one("input", id="help").attrib["value"] == "Kept as written"


@pytest.mark.parametrize(
    ("kind", "fields", "field", "reason"),
    [
        ("choice", {"label": "Size"}, "options", "Give 1 to 200 options to choose from"),
        ("text", {"label": ""}, "label", "Enter a label"),
        ("text", {"label": "A", "key": "meal"}, "key", "Another entry has this key"),
        ("text", {"label": "A", "key": "a key"}, "key", "1 to 64 letters, digits, - or _"),
        ("number", {"label": "A", "least": "5", "most": "2"}, "most", "The least is more than"),
        ("text", {"label": "A", "retention_days": "soon"}, "retention_days", "a whole number"),
        ("date", {"label": "A", "default": "today"}, "default", "must be an answer itself"),
    ],
)
def test_an_entry_that_is_not_fit_is_not_kept(
    kim: Visitor, kind: str, fields: dict[str, str], field: str, reason: str
) -> None:
    page = add(kim, kind, **fields)
    assert page.status_code == 422
    assert [reason in each for each in problems(page)] == [True]
    assert reason in words_of(page.one("p", id=f"{field}-error"))
    assert entries(kim.open(FORM)) == ["Meal"]


def test_every_part_of_an_entry_is_kept_and_shown_again(desk: Desk, kim: Visitor) -> None:
    fields = {
        "label": "Lunch",
        "key": "lunch",
        "help": "Served at noon",
        "options": "veg | Vegetarian\nfish\n\nnone | Nothing",
        "required": "yes",
        "least": "1",
        "most": "2",
        "scope": "order",
        "audience": "staff",
        "sensitive": "yes",
        "silent-iso": "yes",
        "retention_days": "30",
        "nb-label": "Lunsj",
        "ar-options": "veg | نباتي",
    }
    add(kim, "choices", **fields)
    kept = question(desk, "lunch")
    assert kept == Question(
        "lunch",
        QuestionKind.CHOICES,
        "Lunch",
        required=True,
        help="Served at noon",
        options=(Option("veg", "Vegetarian"), Option("fish"), Option("none", "Nothing")),
        limits=Limits("1", "2"),
        scope=Scope.ORDER,
        audience=Audience.STAFF,
        sensitive=True,
        retention_days=30,
        told_as={"iso": ""},
        wordings={"nb": Wording("Lunsj"), "ar": Wording(options={"veg": "نباتي"})},
    )
    kim.open(f"{FORM}/entries/lunch")
    kim.press("Keep it in the draft")
    assert question(desk, "lunch") == kept


def test_every_kind_can_be_built_and_nothing_else(kim: Visitor) -> None:
    page = kim.open(f"{FORM}/new?kind=secret")
    assert "Choose a kind" in problems(page)
    kinds = {each.attrib["value"] for each in page.all("input", name="kind")}
    assert kinds == set(QuestionKind)


def test_entries_are_moved_duplicated_and_removed_by_buttons(kim: Visitor) -> None:
    add(kim, "text", label="Employer")
    kim.press("Up Employer")
    assert entries(kim.here) == ["Employer", "Meal"]
    kim.press("Duplicate Employer")
    assert entries(kim.here) == ["Employer", "Employer", "Meal"]
    assert "employer_2" in kim.here.words
    kim.press("Down Employer")
    kim.press("Remove Meal")
    assert entries(kim.here) == ["Employer", "Employer"]
    send(kim, f"{FORM}/begin", seen=seen(kim), **{"from": "under_18"})
    assert "Guardian’s name" in entries(kim.here)
    kim.press("Remove Is the participant under 18?")
    assert "It cannot be published yet" in kim.here.words
    assert "There is no question under_18 to depend on" in kim.here.words
    kim.press("Throw it away")
    assert entries(kim.here) == ["Meal"]
