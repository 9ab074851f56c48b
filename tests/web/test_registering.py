"""Registering on the site, as somebody does whose browser runs no script."""

from tests.fakes.gateway import FakeGateway
from tests.watching import words_of
from tests.web.visitor import ADA, Visitor, participant
from tests.worlds import CLASS, Desk, add_class, seats, states

FORM = f"/classes/{CLASS}/register"
QUESTIONS: tuple[dict[str, object], ...] = (
    {"key": "meal", "kind": "choice", "label": "Meal", "options": ["Fish", "Bean"]},
    {"key": "born", "kind": "date", "label": "Date of birth", "required": True},
    {"key": "days", "kind": "choices", "label": "Days", "options": ["One", "Two"]},
    {"key": "boat", "kind": "yes_no", "label": "Do you own a boat?"},
    {"key": "why", "kind": "long_text", "label": "Why do you come?"},
    {"key": "size", "kind": "number", "label": "Boot size"},
)


def test_a_free_class_is_confirmed_in_two_steps(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    ada.open(FORM)
    ada.press("Continue", ADA)
    assert "Check your answers" in ada.here.words
    assert "ada@example.org" in ada.here.words
    assert "+47 22 12 34 56" in ada.here.words
    assert states(desk.sessions) == []
    ada.press("Confirm registration")
    assert "Your registration is confirmed" in ada.here.words
    assert states(desk.sessions) == ["confirmed"]


def test_a_whole_free_registration_asks_the_database_fifteen_times_at_most(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions, prices=(), questions=QUESTIONS)
    ada.statements = 0
    ada.open(FORM)
    ada.press("Continue", {**ADA, "participant-1-q-born": "1990-05-17"})
    ada.press("Confirm registration")
    assert "confirmed" in ada.here.words
    assert ada.statements <= 15


def test_many_participants_need_no_more_statements_than_one(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=(), capacity=20, questions=QUESTIONS)
    ada.open(FORM)
    born = {f"participant-{number}-q-born": "1990-05-17" for number in range(1, 21)}
    people = {
        field: text
        for number in range(2, 21)
        for field, text in participant(number, f"P{number} Person").items()
    }
    ada.statements = 0
    ada.press("Continue", {**ADA, **born, **people, "places": "20"})
    ada.press("Confirm registration")
    assert states(desk.sessions) == ["confirmed"] * 20
    assert ada.statements <= 14


def test_a_priced_class_leads_to_where_it_is_paid(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    ada.press("Continue", ADA)
    ada.press("Pay NOK\N{NO-BREAK SPACE}4,200".replace("\N{NO-BREAK SPACE}", " "))
    assert ada.left_for == "https://pay.example.test/cs_1"
    assert gateway.pages["cs_1"].total.minor == 420000
    assert gateway.pages["cs_1"].request.success_url.endswith("&paid=1")
    assert states(desk.sessions) == ["held"]
    assert set(desk.woken) == {"iso", "trainingportal", "mail"}


def test_the_buyer_may_register_others_and_not_take_part(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    ada.open(FORM)
    ada.press("Add another participant", {**ADA, "taking_part": []})
    ada.press("Continue", {**participant(1, "Bo Berg"), **participant(2, "Cy Dahl")})
    words = ada.here.words
    assert "Bo Berg" in words
    assert "Cy Dahl" in words
    assert "+44 20 7946 0958" in words
    ada.press("Confirm registration")
    assert states(desk.sessions) == ["confirmed"] * 2
    assert [words_of(name) for name in ada.here.all("span", class_="place__name")] == [
        "Bo Berg",
        "Cy Dahl",
    ]


def test_adding_and_removing_participants_keeps_what_was_written(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, questions=QUESTIONS)
    ada.open(FORM)
    ada.press("Add another participant", {**ADA, "participant-1-q-why": "Curious\nand keen"})
    ada.press("Add another participant", participant(2, "Bo Berg"))
    ada.press("Remove participant 2", participant(3, "Cy Dahl"))
    page = ada.here
    assert page.status_code == 200
    assert page.one("input", id="participant-2-name").attrib["value"] == "Cy Dahl"
    assert page.one("input", id="name").attrib["value"] == "Ada Lovelace"
    assert (page.one("textarea", id="participant-1-q-why").text or "").strip() == (
        "Curious\nand keen"
    )
    assert not page.all("input", id="participant-3-name")
    assert states(desk.sessions) == []


def test_removing_the_first_participant_means_that_the_buyer_does_not_take_part(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    ada.press("Add another participant", ADA)
    ada.press("Remove participant 1", participant(2, "Bo Berg"))
    assert "checked" not in ada.here.one("input", id="taking_part").attrib
    assert ada.here.one("input", id="participant-1-name").attrib["value"] == "Bo Berg"


def test_twenty_participants_are_the_most_one_can_add(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, capacity=100)
    ada.open(FORM)
    ada.press("Add another participant", {"places": "19"})
    assert ada.here.one("input", id="participant-20-name") is not None
    assert "Add another participant" not in ada.here.words


def test_nobody_can_add_more_participants_than_there_are_places(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, capacity=1)
    ada.open(FORM)
    assert "Add another participant" not in ada.here.words
    assert "1 place left" in ada.here.words


def test_the_check_page_lists_every_answer_with_a_way_back_to_it(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, questions=QUESTIONS)
    ada.open(FORM)
    answers = {
        "participant-1-q-meal": "Bean",
        "participant-1-q-born": "1990-05-17",
        "participant-1-q-days": ["One", "Two"],
        "participant-1-q-boat": "no",
        "participant-1-q-why": "Curious",
        "participant-1-q-size": "42",
    }
    ada.press("Continue", {**ADA, **answers})
    page = ada.here
    values = [words_of(value) for value in page.all("dd", class_="answers__value")]
    assert values[-6:] == ["Bean", "17 May 1990", "One, Two", "No", "Curious", "42"]
    back = page.link("Change Meal (Participant 1)")
    assert back.endswith("#participant-1-q-meal")
    ada.open(back)
    assert ada.here.one("input", id="name").attrib["value"] == "Ada Lovelace"
    assert "checked" in ada.here.one("input", id="taking_part").attrib
    assert "checked" in ada.here.one("input", id="participant-1-q-meal-2").attrib
    ada.press("Continue", {"participant-1-q-meal": "Fish"})
    assert "Fish" in ada.here.words


def test_coming_back_to_a_sent_draft_shows_its_order(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    ada.open(FORM)
    ada.press("Continue", ADA)
    check = ada.here.request.path
    ada.press("Confirm registration")
    reference = ada.here.request.path
    ada.open(check)
    assert ada.here.request.path == reference
    assert states(desk.sessions) == ["confirmed"]


def test_a_double_click_makes_one_order(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    ada.open(FORM)
    ada.press("Continue", ADA)
    check = ada.here
    ada.press("Confirm registration")
    first = ada.here.request.path
    ada.here = check
    ada.press("Confirm registration")
    assert ada.here.request.path == first
    assert seats(desk.sessions).taken == 1


def test_a_class_with_several_currencies_asks_which(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=(("NOK", 420000), ("EUR", 38050)))
    ada.open(FORM)
    assert "€380.50 per place" in ada.here.words
    ada.press("Continue", ADA)
    assert ada.here.status_code == 422
    assert ada.here.link("Select the currency to pay in") == "#currency"
    ada.press("Continue", {"currency": "EUR"})
    ada.press("Pay €380.50")
    assert ada.left_for


def test_a_lead_source_is_kept_if_it_could_be_one(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    ada.open(f"{FORM}?source=spring-2031")
    assert ada.here.one("input", name="source").attrib["value"] == "spring-2031"
    ada.press("Add another participant", ADA)
    assert ada.here.one("input", name="source").attrib["value"] == "spring-2031"
    ada.open(f"{FORM}?source=%3Cscript%3E")
    assert ada.here.one("input", name="source").attrib["value"] == ""


def test_a_gateway_that_is_down_leaves_the_place_held_and_says_how_to_pay(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    add_class(desk.sessions)
    gateway.go_down()
    ada.open(FORM)
    ada.press("Continue", ADA)
    ada.press("Pay NOK 4,200")
    assert "waiting for payment" in ada.here.words
    assert "We cannot reach our payment service" in ada.here.words
    assert "Friday 10 January 2031, 13:30 CET" in ada.here.words
    gateway.mend()
    ada.press("Pay NOK 4,200")
    assert ada.left_for == "https://pay.example.test/cs_1"


def test_what_somebody_filled_in_is_kept_by_no_cache(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    empty = ada.open(FORM)
    assert "no-store" not in empty.headers["Cache-Control"]
    written = ada.press("Add another participant", ADA)
    check = ada.press("Continue", {**participant(2, "Bo Berg")})
    for page in (written, check):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_form_names_what_a_browser_may_fill_in(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    page = ada.press("Add another participant", ADA)
    completed = {
        field: page.one("input", id=field).attrib["autocomplete"]
        for field in ("name", "email", "phone", "company", "participant-2-email")
    }
    assert completed == {
        "name": "name",
        "email": "email",
        "phone": "tel",
        "company": "organization",
        "participant-2-email": "section-participant-2 email",
    }
