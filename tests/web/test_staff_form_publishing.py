"""A form that was built is seen as it will be, published as it was seen, and its answers go out."""

import csv
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.form.editing import joined, moved
from app.domain.form.question import (
    Question,
    QuestionKind,
)
from app.domain.link import order_token
from app.queries.staff.registration import registration_of
from app.store.database import transaction
from app.store.program import Form, Program
from app.store.registration import Registration
from tests.web.form_room import (
    FORM,
    MEAL,
    add,
    builder,
    edit,
    entries,
    publish,
)
from tests.web.staffroom import BOOKKEEPER, arrive, show, sign_in
from tests.web.visitor import ADA, SECRET, Visitor, drafts, problems
from tests.worlds import ANA, BO, CLASS, Desk, deliveries, register_once


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    return builder(desk, tmp_path)


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
    assert "ISO: meal → food" in page.words
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


def test_a_buyer_is_asked_by_link_for_what_is_lacking(desk: Desk, kim: Visitor) -> None:
    made = register_once(desk, participants=(ANA, BO))
    add(kim, "yes_no", label="Do you drive?", required="yes")
    kim.open(f"{FORM}/publish")
    page = kim.press("Publish it", {"choice": "ask"})
    assert "Version 2 is published. 1 buyer is written to." in page.words
    assert ("order.answers_asked", "due") in deliveries(desk.sessions, "mail")
    token = order_token(SECRET, made.reference)
    page = kim.open(f"/orders/{made.reference}/questions?token={token}")
    assert page.words.count("Do you drive?") == 2
    page = kim.press("Send", {"participant-1-q-do_you_drive": "yes"})
    assert page.status_code == 422
    assert problems(page) == ["Bo Berg: Select yes or no: Do you drive?"]
    page = kim.press("Send", {"participant-2-q-do_you_drive": "no"})
    assert "Your answers are kept." in page.words
    page = kim.open(f"/orders/{made.reference}/questions?token={token}")
    assert "Nothing is missing any more." in page.words
    assert "Do you drive? Yes put there by the buyer" in show(desk, kim, made.reference).words
    closed = kim.client.get(f"/orders/{made.reference}/questions?token={token[::-1]}")
    assert closed.status_code == 404


def test_what_is_asked_once_or_is_sensitive_is_asked_by_link_too(desk: Desk, kim: Visitor) -> None:
    made = register_once(desk, participants=(ANA, BO))
    add(kim, "text", label="Cost centre", required="yes", scope="order")
    add(kim, "text", label="Allergies", required="yes", sensitive="yes")
    kim.open(f"{FORM}/publish")
    # Of what is sensitive nobody can say the same of all.
    assert kim.here.all("input", id="default-cost_centre")
    assert not kim.here.all("input", id="default-allergies")
    kim.press("Publish it", {"choice": "ask"})
    token = order_token(SECRET, made.reference)
    page = kim.open(f"/orders/{made.reference}/questions?token={token}")
    assert "About this registration" in page.words
    assert page.words.count("Allergies") == 2
    page = kim.press("Send", {"participant-1-q-allergies": "Nuts"})
    assert problems(page) == [
        "About this registration: Enter cost centre",
        "Bo Berg: Enter allergies",
    ]
    fields = {"order-q-cost_centre": "4711", "participant-2-q-allergies": "None"}
    assert "Your answers are kept." in kim.press("Send", fields).words
    words = show(desk, kim, made.reference).words
    assert "Cost centre (for the whole order) 4711 put there by the buyer" in words
    assert "Nuts" not in words
    assert "Allergies •••••• put there by the buyer" in words
    assert "Nuts" in kim.press("Show sensitive answers").words
