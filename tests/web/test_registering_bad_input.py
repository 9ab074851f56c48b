"""Bad input at the registration form: a clear page each, nothing lost, nothing half done."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.store.database import transaction
from app.store.program import Program
from tests.watching import words_of
from tests.web.visitor import ADA, Visitor, drafts, participant, problems
from tests.worlds import CLASS, Desk, add_class, states

# Nothing of this reaches a database, so one kind of it is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = f"/classes/{CLASS}/register"
NEXT_MONTH = datetime(2031, 2, 10, 8, 0, tzinfo=UTC)
PAST = datetime(2030, 12, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("name", "   ", "Enter a full name"),
        ("name", "x" * 201, "The name must be 200 characters or fewer"),
        ("name", "Ada\x00Lovelace", "The name has characters that cannot be shown"),
        ("name", "Ada\u202eLovelace", "The name has characters that cannot be shown"),
        ("email", "ada", "Enter an email address in the correct format, like name@example.org"),
        (
            "email",
            "a@b@c.org",
            "Enter an email address in the correct format, like name@example.org",
        ),
        ("phone", "call me", "Enter a phone number, like 22 12 34 56 or +44 20 7946 0958"),
        ("phone", "12", "Enter a phone number, like 22 12 34 56 or +44 20 7946 0958"),
        ("company", "x" * 201, "Company or organisation must be 200 characters or fewer"),
        ("company", "A\x07B", "Company or organisation has characters that cannot be shown"),
    ],
)
def test_nonsense_is_named_beside_its_field_and_in_the_summary(
    desk: Desk, ada: Visitor, field: str, text: str, says: str
) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    page = ada.press("Continue", {**ADA, "company": "", field: text})
    assert page.status_code == 422
    assert words_of(page.one("title")).startswith("Error: ")
    assert problems(page) == [says]
    control = page.one("input", id=field)
    assert control.attrib["aria-invalid"] == "true"
    assert f"{field}-error" in control.attrib["aria-describedby"]
    for kept in {"name", "email", "phone"} - {field}:
        assert page.one("input", id=kept).attrib["value"] == ADA[kept]
    assert drafts(desk) == 0


@pytest.mark.parametrize(
    ("question", "text", "says"),
    [
        (
            {"kind": "date", "label": "Born"},
            "31/02/1990",
            "Born must be a real date, like 1990-05-17",
        ),
        (
            {"kind": "date", "label": "Born"},
            "1990-02-31",
            "Born must be a real date, like 1990-05-17",
        ),
        ({"kind": "number", "label": "Size"}, "big", "Size must be a number, like 12"),
        ({"kind": "number", "label": "Size"}, "1e99999999", "Size must be a number, like 12"),
        ({"kind": "choice", "label": "Meal"}, "Gold", "Select one of the options shown"),
        ({"kind": "choices", "label": "Meal"}, "Gold", "Select one of the options shown"),
        ({"kind": "yes_no", "label": "Boat"}, "maybe", "Select yes or no"),
        ({"kind": "text", "label": "Boat"}, "x" * 201, "Boat must be 200 characters or fewer"),
        ({"kind": "long_text", "label": "Why"}, "x" * 5001, "Why must be 5000 characters or fewer"),
        (
            {"kind": "long_text", "label": "Why"},
            "a\x1bb",
            "Why has characters that cannot be shown",
        ),
        ({"kind": "text", "label": "Boat", "required": True}, "", "Enter boat"),
        (
            {"kind": "long_text", "label": "Why"},
            "ناصر 🥕" * 2000,
            "Why must be 5000 characters or fewer",
        ),
        ({"kind": "time", "label": "Up"}, "25:00", "Up must be a time of day, like 09:30"),
        ({"kind": "country", "label": "From"}, "<b>", "Select a country"),
        ({"kind": "address", "label": "Home"}, "Quay 4", "Home lacks its town or city"),
        (
            {"kind": "text", "label": "Badge", "limits": {"mask": "AA-9"}},
            "x" * 10_000,
            "Badge must be 200 characters or fewer",
        ),
        (
            {"kind": "date", "label": "Until", "limits": {"least": "2030-01-01"}},
            "2029-12-31",
            "Until must be 1 January 2030 or later",
        ),
        (
            {"kind": "agreement", "label": "I agree", "required": True},
            [],
            "Tick the box if this is so: I agree",
        ),
    ],
)
def test_an_answer_that_is_none_is_named(
    desk: Desk, ada: Visitor, question: dict[str, object], text: str | list[str], says: str
) -> None:
    options = ["Fish"] if "choice" in str(question["kind"]) else []
    add_class(desk.sessions, questions=({**question, "key": "q", "options": options},))
    ada.open(FORM)
    page = ada.press("Continue", {**ADA, "participant-1-q-q": text})
    assert page.status_code == 422
    assert problems(page) == [says]
    assert drafts(desk) == 0


def test_errors_among_several_participants_say_whose_they_are(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    ada.press("Add another participant", ADA)
    page = ada.press("Continue", {**participant(2, "Bo Berg"), "participant-2-email": "bo"})
    assert problems(page) == [
        "Participant 2: Enter an email address in the correct format, like name@example.org"
    ]


def test_the_same_person_cannot_take_two_places(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    ada.press("Add another participant", ADA)
    again = {f"participant-2-{field}": text for field, text in ADA.items()}
    page = ada.press("Continue", {**again, "participant-2-email": "ADA@example.org"})
    assert problems(page) == ["Participant 2: This is the same person as participant 1"]


def test_twenty_one_participants_are_too_many(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, capacity=100)
    ada.open(FORM)
    people = {
        field: text
        for number in range(2, 22)
        for field, text in participant(number, f"P{number} Person").items()
    }
    page = ada.press("Continue", {**ADA, **people, "places": "21"})
    assert page.status_code == 422
    assert problems(page) == ["You can register 20 participants at once, not more"]
    assert page.one("input", id="participant-20-name").attrib["value"] == "P20 Person"
    assert states(desk.sessions) == []


@pytest.mark.parametrize("places", ["0", "-3", "many", "9" * 4000, ""])
def test_a_number_of_participants_that_is_none_counts_as_one_or_too_many(
    desk: Desk, ada: Visitor, places: str
) -> None:
    add_class(desk.sessions, capacity=100)
    ada.open(FORM)
    page = ada.press("Continue", {**ADA, "places": places})
    assert page.status_code == 200
    assert "Check your answers" in page.words


@pytest.mark.parametrize("action", ["remove-0", "remove-99", "remove-x", "remove-", "dance"])
def test_a_button_that_is_not_on_the_page_takes_nobody_away(
    desk: Desk, ada: Visitor, action: str
) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    fields = {**ADA, "taking_part": "yes", "places": "1", "action": action}
    token = ada.here.one("input", name="csrf_token").attrib["value"]
    assert ada.send(FORM, {**fields, "csrf_token": token}).status_code == 200


@pytest.mark.parametrize("field", ["name", "participant-1-q-why", "nobody-asked-for-this"])
def test_ten_megabytes_in_a_field_are_too_much(desk: Desk, ada: Visitor, field: str) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    page = ada.press("Continue", {**ADA, field: "x" * 10_000_000})
    assert page.status_code == 413
    assert "That was too much" in page.words
    assert drafts(desk) == 0


def test_half_a_surrogate_pair_breaks_no_page(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    token = ada.here.one("input", name="csrf_token").attrib["value"]
    body = f"csrf_token={token}&taking_part=yes&name=Ada%ED%A0%80&email=&phone=&company=%FF%FE"
    response = ada.client.post(FORM, data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert "Enter a phone number" in response.words


def test_control_characters_are_not_put_back_into_the_page(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    page = ada.press("Continue", {**ADA, "name": "Ada\x00\x1b\uffff", "email": "<b>@x"})
    assert page.one("input", id="name").attrib["value"] == "Ada"
    assert page.one("input", id="email").attrib["value"] == "<b>@x"


def test_a_field_meant_for_robots_stops_them_and_tells_people(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    trap = ada.here.one("input", id="leave_this").attrib
    assert trap["tabindex"] == "-1"
    page = ada.press("Continue", {**ADA, "leave_this": "buy now"})
    assert page.status_code == 422
    assert problems(page) == ["Leave this field empty"]
    assert drafts(desk) == 0
    assert "Check your answers" in ada.press("Continue", {"leave_this": ""}).words


def test_the_answer_to_a_question_that_was_removed_is_passed_over(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, questions=({"key": "old", "kind": "text", "label": "Old"},))
    ada.open(FORM)
    with transaction(desk.sessions) as session:
        session.scalars(select(Program)).one().form_id = None
    page = ada.press("Continue", {**ADA, "participant-1-q-old": "gone"})
    assert "This form changed while you were filling it in" in page.words
    page = ada.press("Continue", {"participant-1-q-old": "gone"})
    assert "Check your answers" in page.words
    assert "gone" not in page.words


def test_a_forged_form_is_refused_and_what_was_written_is_kept(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    ada.open(FORM)
    page = ada.press("Continue", {**ADA, "csrf_token": "forged"})
    assert page.status_code == 400
    assert "Nothing was sent" in page.words
    assert page.one("input", id="name").attrib["value"] == "Ada Lovelace"
    assert drafts(desk) == 0
    ada.press("Continue")
    page = ada.press("Confirm registration", {"csrf_token": "forged"})
    assert page.status_code == 400
    assert "Nothing was sent" in page.words
    assert states(desk.sessions) == []
    assert "confirmed" in ada.press("Confirm registration").words


def test_a_forged_form_for_nothing_at_all_is_refused_too(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    assert ada.send("/classes/NOPE/register", {}).status_code == 404
    assert ada.send(f"{FORM}/nope", {}).status_code == 404
