"""Coordinators build a program's form, entry by entry, by its pages."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

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
from app.store.database import transaction
from app.store.program import Form, Program
from tests.catalogue_world import add_program
from tests.watching import words_of
from tests.web.form_room import (
    FORM,
    MEAL,
    REGISTER,
    add,
    builder,
    edit,
    entries,
    publish,
    question,
    seen,
)
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


def test_groups_are_built_within_groups_by_buttons_alone(desk: Desk, kim: Visitor) -> None:
    add(kim, "yes_no", label="Do you drive?")
    kim.open(f"{FORM}/new?kind=text")
    row = {"row-0-key": "do_you_drive", "row-0-how": "equals", "row-0-values": "yes"}
    page = kim.press("Add a group", {"label": "Plate", **row})
    assert page.status_code == 200
    assert page.one("input", id="label").attrib["value"] == "Plate"
    path = next(
        each.attrib["name"].removeprefix("group-")
        for each in page.all("input", type="hidden")
        if each.attrib["name"].startswith("group-")
    )
    group = f"group-{path}"
    meal = {f"{group}-row-0-key": "meal", f"{group}-row-0-how": "equals"}
    one_of = {f"{group}-combine": "any", f"{group}-row-0-values": "Fish", **meal}
    page = kim.press(f"Add a group within group {path}", one_of)
    inner = f"{group}-2"
    both = {
        f"{inner}-row-0-key": "meal",
        f"{inner}-row-0-how": "answered",
        f"{inner}-row-1-key": "do_you_drive",
        f"{inner}-row-1-how": "answered",
    }
    kim.press("Keep it in the draft", both)
    drives = Compare("do_you_drive", How.EQUALS, ("yes",))
    within = AllOf((Compare("meal", How.ANSWERED), Compare("do_you_drive", How.ANSWERED)))
    wanted = AllOf((drives, AnyOf((Compare("meal", How.EQUALS, ("Fish",)), within))))
    assert question(desk, "plate").condition == wanted
    said = "(Meal is Fish or (Meal is answered and Do you drive? is answered))"
    assert f"Only if Do you drive? is yes and {said}" in kim.here.words
    kim.open(f"{FORM}/entries/plate")
    kim.press("Keep it in the draft", {"label": "Number plate"})
    assert question(desk, "plate").condition == wanted
    kim.open(f"{FORM}/entries/plate")
    kim.press("Keep it in the draft", {"group-1-1-gone": "yes"})
    # A group that holds one part is that part.
    assert question(desk, "plate").condition == AllOf(
        (drives, Compare("meal", How.EQUALS, ("Fish",)))
    )


def test_groups_are_no_deeper_than_a_form_may_have_them(desk: Desk, kim: Visitor) -> None:
    page = kim.open(f"{FORM}/new?kind=text")
    for words in ("Add a group", "Add a group within group 2", "Add a group within group 2.2"):
        page = kim.press(words, {"label": "Plate"})
    assert "Group 2.2.2" in page.words
    assert "within group 2.2.2" not in page.words
    deep = {"group-2-2-2-row-0-key": "meal", "group-2-2-2-row-0-how": "answered"}
    kim.press("Keep it in the draft", deep)
    assert question(desk, "plate").condition == Compare("meal", How.ANSWERED)
    page = kim.open(f"{FORM}/entries/plate")
    wrong = {"row-0-how": "equals", "row-0-values": "Soup"}
    [problem] = problems(kim.press("Keep it in the draft", wrong))
    assert problem == "Soup is no answer to Meal: its answers are Fish, Meat"


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


def test_another_programs_form_is_copied_as_it_is_asked(desk: Desk, kim: Visitor) -> None:
    asked = ({"key": "boots", "kind": "text", "label": "Size of your boots"}, MEAL)
    add_program(desk.sessions, "FORKLIFT", title="Forklift")
    with transaction(desk.sessions) as session:
        program = session.scalars(select(Program).where(Program.code == "FORKLIFT")).one()
        program.form = Form(program_code=program.code, version=1, questions=list(asked))
    page = kim.open(FORM)
    offered = {each.attrib["value"]: words_of(each) for each in page.all("option")}
    assert offered["form:FORKLIFT"] == "Copy from Forklift"
    send(kim, f"{FORM}/begin", seen=seen(kim), **{"from": "form:FORKLIFT"})
    page = kim.open(FORM)
    assert entries(page) == ["Meal", "Size of your boots"]
    for nothing in ("form:NOBODY", "form:FORK\x00LIFTER", ""):
        page = send(kim, f"{FORM}/begin", seen=seen(kim), **{"from": nothing})
        assert page.status_code == 200
        assert "Choose what to add." in page.words
        page = kim.open(FORM)
        assert entries(page) == ["Meal", "Size of your boots"]
