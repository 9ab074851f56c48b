"""Coordinators build a program's form, entry by entry, see it as it will be, and publish it."""

import csv
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.form.condition import AllOf, AnyOf, Compare, How
from app.domain.form.editing import Edit, joined, moved, put
from app.domain.form.question import (
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
    Wording,
)
from app.queries.staff.form_desk import FormDesk, form_desk
from app.queries.staff.registration import registration_of
from app.store.database import transaction
from app.store.program import Form, Program
from app.store.registration import Registration
from app.usecases.edit_form import edit_form
from tests.watching import WatchedResponse, words_of
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, send, show, sign_in
from tests.web.visitor import ADA, Visitor, drafts, problems
from tests.worlds import CLASS, Desk, add_class, register_once

FORM = "/staff/programs/FIRST-AID/form"
REGISTER = f"/classes/{CLASS}/register"
MEAL: dict[str, object] = {
    "key": "meal",
    "kind": "choice",
    "label": "Meal",
    "options": ["Fish", "Meat"],
}


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_class(desk.sessions, questions=(MEAL,))
    add_members(desk)
    return sign_in(arrive(desk, tmp_path))


def add(kim: Visitor, kind: str, **fields: str) -> WatchedResponse:
    """Add an entry of a kind by its page."""
    kim.open(f"{FORM}/new?kind={kind}")
    return kim.press("Keep it in the draft", fields)


def entries(page: WatchedResponse) -> list[str]:
    """Return the labels of the entries, in order."""
    items = [each for each in page.all("li") if "entries__one" in each.attrib.get("class", "")]
    return [words_of(next(iter(each.iter("a")))) for each in items]


def built(desk: Desk) -> FormDesk:
    """Return the form as it is built now."""
    found = form_desk(desk.sessions, "FIRST-AID")
    assert found
    return found


def question(desk: Desk, key: str) -> Question:
    """Return an entry as it is built now."""
    found = built(desk).entry(key)
    assert found
    return found


def edit(desk: Desk, how: Edit, *, by: str = "lee@desk") -> None:
    """Change the form as another coordinator would."""
    seen = built(desk).seen
    edit_form(desk.sessions, program="FIRST-AID", seen=seen, edit=how, by=by, now=desk.now)


def seen(kim: Visitor) -> str:
    """Return what the page that is open has seen."""
    return {each.attrib["value"] for each in kim.here.all("input", name="seen")}.pop()


def publish(kim: Visitor, **fields: str) -> WatchedResponse:
    """Look at what publishing changes, and publish."""
    kim.open(f"{FORM}/publish")
    return kim.press("Publish it", fields)


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
        "options": "veg | Vegetarian | lunch\nfish\n\nnone | Nothing",
        "required": "yes",
        "least": "1",
        "most": "2",
        "scope": "order",
        "audience": "staff",
        "sensitive": "yes",
        "retention_days": "30",
        "told_as-iso": "mealChoice",
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
        options=(Option("veg", "Vegetarian", "lunch"), Option("fish"), Option("none", "Nothing")),
        limits=Limits("1", "2"),
        scope=Scope.ORDER,
        audience=Audience.STAFF,
        sensitive=True,
        retention_days=30,
        told_as={"iso": "mealChoice"},
        wordings={"nb": Wording("Lunsj"), "ar": Wording(options={"veg": "نباتي"})},
    )
    kim.open(f"{FORM}/entries/lunch")
    kim.press("Keep it in the draft")
    assert question(desk, "lunch") == kept


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


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk: Desk, kim: Visitor) -> None:
    kim.open(f"{FORM}/new?kind=text")
    edit(desk, partial(joined, others=[Question("vat", QuestionKind.TEXT, "VAT")]), by="lee@desk")
    kim.press("Keep it in the draft", {"label": "Employer"})
    assert "Nothing was changed. lee@desk changed this form after you opened it" in kim.here.words
    assert entries(kim.here) == ["Meal", "VAT"]
    kim.open(f"{FORM}/publish")
    edit(desk, partial(moved, key="vat", by=-1), by="lee@desk")
    assert "lee@desk" in kim.press("Publish it").words
    assert len(kim.here.all("table")) == 1
    assert "Version 2" not in kim.here.words


def test_the_preview_is_the_form_itself_and_keeps_nothing(desk: Desk, kim: Visitor) -> None:
    add(kim, "text", label="Employer", required="yes")
    page = kim.open(f"{FORM}/preview")
    assert "This is a preview" in page.words
    assert "Employer" in page.words
    assert f"/classes/{CLASS}/register" not in page.get_data(as_text=True)
    kim.press("Continue", {"name": "Ada"})
    assert "Enter employer" in problems(kim.here)
    fields = {**ADA, "participant-1-q-employer": "Acme"}
    kim.press("Continue", fields)
    assert "Nothing of it was kept" in kim.here.words
    assert drafts(desk) == 0
    kim.press("Add another participant")
    assert "Participant 2" in kim.here.words


def test_only_who_mends_builds_forms(desk: Desk, tmp_path: Path, kim: Visitor) -> None:
    reader = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    assert reader.client.get(FORM).status_code == 403
    tokens = {each.attrib["value"] for each in reader.here.all("input", name="csrf_token")}
    fields = {"csrf_token": tokens.pop(), "seen": "1.0", "kind": "text", "label": "A"}
    assert reader.client.post(f"{FORM}/new", data=fields).status_code == 403
    assert kim.client.get("/staff/programs/NOBODY/form").status_code == 404
    assert kim.client.get(f"{FORM}/entries/nothing").status_code == 404
    assert kim.client.get(f"{FORM}/versions/9").status_code == 404


def test_what_publishing_changes_is_said_before_and_a_default_fills_in_what_is_lacking(
    desk: Desk, kim: Visitor
) -> None:
    made = register_once(desk)
    kim.open(f"{FORM}/entries/meal")
    kim.press("Keep it in the draft", {"label": "Lunch", "required": "yes", "told_as-iso": "food"})
    add(kim, "agreement", label="I agree", required="yes")
    page = kim.open(f"{FORM}/publish")
    assert "1 registration is still to come, 1 of them without an answer" in page.words
    assert "1 registration lacks “Lunch”" in page.words
    assert "is worded differently: it was “Meal”" in page.words
    assert "ISO: not told → food" in page.words
    assert "New columns in exports i_agree" in page.words
    # What only the person can say is nothing for staff to fill in.
    assert [each.attrib["id"] for each in page.all("select")] == ["default-meal"]
    page = kim.press("Publish it", {"choice": "default"})
    assert page.status_code == 422
    assert problems(page) == ["Give an answer to fill in, or leave the registrations as they are"]
    page = kim.press("Publish it", {"choice": "default", "default-meal": "Soup"})
    assert problems(page) == ["Select one of the options shown"]
    kim.press("Publish it", {"choice": "default", "default-meal": "Fish"})
    assert "Version 2 is published. 1 registration was filled in." in kim.here.words
    page = show(desk, kim, made.reference)
    assert "Lunch Fish put there by coordinator@example.org" in page.words
    assert "There is nothing to publish" in kim.open(f"{FORM}/publish").words


def test_leaving_registrations_as_they_are_writes_nothing(desk: Desk, kim: Visitor) -> None:
    made = register_once(desk)
    add(kim, "text", label="Employer", required="yes")
    kim.open(f"{FORM}/publish")
    page = kim.press("Publish it", {"choice": "leave", "default-employer": "Acme"})
    assert "Version 2 is published. It is asked from now on." in page.words
    assert "Acme" not in show(desk, kim, made.reference).words


def test_a_draft_is_told_that_a_catalogue_file_brought_another_version(
    desk: Desk, kim: Visitor
) -> None:
    add(kim, "text", label="Employer")
    kim.open(f"{FORM}/publish")
    with transaction(desk.sessions) as session:
        program = session.scalars(select(Program)).one()
        form = Form(program_code=program.code, version=2, questions=[MEAL])
        session.add(form)
        session.flush()
        program.form_id = form.id
    assert "Nothing was changed" in kim.press("Publish it").words
    assert "The form was changed while you were building" in kim.here.words
    assert "a catalogue file published version 2" in kim.here.words
    assert "It takes the place of a newer version" in kim.open(f"{FORM}/publish").words
    assert "Version 3 is published" in kim.press("Publish it").words


def test_answers_go_out_under_their_keys_across_versions(desk: Desk, kim: Visitor) -> None:
    first = register_once(desk)
    give(desk, {"meal": "=Fish", "old": ["a", "b"], "health": "well", "empty": None})
    add(kim, "text", label="Health", key="health", sensitive="yes")
    kim.press("Remove Meal")
    publish(kim)
    page = kim.open(f"/staff/classes/{CLASS}")
    link = page.link("Registrations with their answers (CSV)")
    answer = kim.client.get(link)
    head, row = csv.reader(answer.get_data().decode("utf-8-sig").splitlines())
    cells = dict(zip(head, row, strict=True))
    assert cells["registration"] == registration_of(desk.sessions, first.reference)
    assert {key: cells[f"answer:{key}"] for key in ("meal", "old", "health", "empty")} == {
        "meal": "'=Fish",
        "old": "a; b",
        "health": "(sensitive)",
        "empty": "",
    }
    assert (cells["name"], cells["state"], cells["version"]) == ("Ana Lind", "held", "1")
    assert kim.client.get("/staff/classes/NOTHING/registrations.csv").status_code == 404


def give(desk: Desk, answers: dict[str, object]) -> None:
    """Have the only registration answer this."""
    with transaction(desk.sessions) as session:
        session.scalars(select(Registration)).one().answers = answers
