"""A form in two languages: who reads German is asked in German, and the same is kept of all."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.queries.order.consents import order_consents
from app.store.database import Database
from tests.answered import answers, order_answers, order_of, places_of
from tests.watching import words_of
from tests.web.staffroom import COORDINATOR, add_members, sign_in
from tests.web.visitor import ADA, Visitor, open_site, problems
from tests.worlds import CLASS, Desk, add_class

FORM = f"/classes/{CLASS}/register"
ONE = "participant-1-q-"
QUESTIONS: tuple[dict[str, object], ...] = (
    {
        "key": "bus",
        "kind": "choice",
        "label": "How do you come?",
        "scope": "order",
        "options": [{"value": "bus", "label": "By bus"}, "foot"],
        "required": True,
        "wordings": {
            "de": {"label": "Wie kommen Sie?", "options": {"bus": "Mit dem Bus", "foot": "Zu Fuß"}}
        },
    },
    {
        "key": "stop",
        "kind": "text",
        "label": "Bus stop",
        "scope": "order",
        "required": True,
        "limits": {"mask": "AA-99", "mask_help": "two letters, two digits"},
        "condition": {"key": "bus", "how": "equals", "values": ["bus"]},
        "wordings": {"de": {"label": "Haltestelle", "mask_help": "zwei Buchstaben, zwei Ziffern"}},
    },
    {
        "key": "you",
        "kind": "section",
        "label": "About you",
        "help": "Only the kitchen reads it.",
        "wordings": {"de": {"label": "Über Sie", "help": "Das liest nur die Küche."}},
    },
    {
        "key": "eats",
        "kind": "choices",
        "label": "What do you eat?",
        "options": ["fish", "meat"],
        "wordings": {"de": {"label": "Was essen Sie?", "options": {"fish": "Fisch"}}},
    },
    {
        "key": "told",
        "kind": "explanation",
        "label": "Bring boots.",
        "wordings": {"de": {"label": "Bringen Sie Stiefel mit."}},
    },
    {
        "key": "terms",
        "kind": "agreement",
        "label": "I keep to the rules.",
        "required": True,
        "wordings": {"de": {"label": "Ich halte mich an die Regeln."}},
    },
)
FILLED = {
    **ADA,
    "order-q-bus": "bus",
    "order-q-stop": "AB-12",
    f"{ONE}eats": ["fish", "meat"],
    f"{ONE}terms": "yes",
}
KEPT = [{"eats": ["fish", "meat"], "terms": True}]


@pytest.fixture
def desk(sessions: Database) -> Desk:
    add_class(sessions, prices=(), questions=QUESTIONS)
    return Desk(sessions)


@pytest.fixture
def ada(desk: Desk, tmp_path: Path) -> Visitor:
    """Return Ada, whose browser says that she reads German."""
    ada = Visitor(open_site(desk, tmp_path))
    ada.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    return ada


def registered(ada: Visitor) -> Visitor:
    ada.open(FORM)
    ada.press("Weiter", FILLED)
    ada.press("Anmeldung bestätigen")
    return ada


def test_all_of_a_form_is_said_to_who_reads_german(ada: Visitor) -> None:
    page = ada.open(FORM)
    for each in (
        "Wie kommen Sie?",
        "Mit dem Bus",
        "Haltestelle",
        "Zwei Buchstaben, zwei Ziffern",
        "Über Sie",
        "Das liest nur die Küche.",
        "Was essen Sie?",
        "meat",
        "Bringen Sie Stiefel mit.",
        "Ich halte mich an die Regeln.",
    ):
        assert each in page.words
    for each in ("How do you come?", "About you", "Bring boots.", "I keep to the rules."):
        assert each not in page.words
    wrong = ada.press("Weiter", {**FILLED, "order-q-stop": "1", f"{ONE}terms": []})
    assert wrong.status_code == 422
    assert problems(wrong) == [
        "Haltestelle: zwei Buchstaben, zwei Ziffern",
        "Kreuzen Sie an, wenn das zutrifft: Ich halte mich an die Regeln.",
    ]
    check = ada.press("Weiter", FILLED)
    assert "Wie kommen Sie? Mit dem Bus" in check.words
    assert "Was essen Sie? Fisch, meat" in check.words


def test_an_answer_means_the_same_in_every_language(desk: Desk, ada: Visitor) -> None:
    registered(ada)
    assert answers(desk.sessions) == KEPT
    assert order_answers(desk.sessions) == {"bus": "bus", "stop": "AB-12"}


def test_its_order_is_in_the_buyers_words_and_staffs_pages_in_the_forms_own(
    desk: Desk, ada: Visitor
) -> None:
    page = registered(ada).here
    assert "Wie kommen Sie? Mit dem Bus" in page.words
    english = ada.open(f"{ada.here.request.path}?{ada.here.request.query_string.decode()}&lang=en")
    assert "How do you come? By bus" in english.words
    add_members(desk)
    kim = sign_in(Visitor(ada.client), COORDINATOR)
    seen = kim.open(f"/staff/registrations/{places_of(desk.sessions)[0]}")
    assert "What do you eat? fish, meat" in seen.words
    assert "By bus" in seen.words
    assert "Fisch" not in seen.words


def test_what_was_agreed_to_is_kept_in_the_words_that_were_read(desk: Desk, ada: Visitor) -> None:
    registered(ada)
    ada.open(ada.here.link("Ihre Daten"))
    # Another language changes the page, and not what was read.
    for language in ("de", "en"):
        shown = ada.open(
            f"{ada.here.request.path}?token={ada.here.request.args['token']}&lang={language}"
        )
        said = [words_of(each) for each in shown.all("li", class_="consent")]
        assert ["Ich halte mich an die Regeln." in each for each in said] == [True]
    consents = order_consents(desk.sessions, order_of(desk.sessions), seal=None)
    assert [each.text for each in consents] == ["Ich halte mich an die Regeln."]


def taken(ada: Visitor, button: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(ada.press(button).get_data())
    return document


def test_own_data_are_said_in_the_orders_language(ada: Visitor) -> None:
    registered(ada)
    ada.open(ada.here.link("Ihre Daten"))
    document = taken(ada, "Ihre Daten herunterladen")
    bus, stop = document["buyer"]["answers"]
    assert bus == {
        "key": "bus",
        "question": "Wie kommen Sie?",
        "answer": "bus",
        "in_words": "Mit dem Bus",
    }
    assert stop["question"] == "Haltestelle"
    eats, terms = document["participants"][0]["answers"]
    assert eats["in_words"] == "Fisch, meat"
    assert (terms["question"], terms["in_words"]) == ("Ich halte mich an die Regeln.", "Zugestimmt")
    assert [each["text"] for each in document["consents"]] == ["Ich halte mich an die Regeln."]
