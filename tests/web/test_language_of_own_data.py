"""What is asked by link, and what is kept of somebody, is said in the language of the order."""

import pytest

from app.domain.form.document import document_of
from app.domain.form.question import Question, QuestionKind, Wording
from app.store.database import transaction
from app.store.program import Form, Program
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address
from tests.web.visitor import Visitor, problems
from tests.worlds import Desk, add_class, register_once

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ENGLISH = {"Accept-Language": "en"}
SHIRT = Question(
    "shirt", QuestionKind.TEXT, "Shirt", required=True, wordings={"de": Wording(label="Hemd")}
)
TERMS = Question(
    "terms",
    QuestionKind.AGREEMENT,
    "I keep to the rules",
    required=True,
    wordings={
        "de": Wording(label="Ich halte mich an die Regeln"),
        "nb": Wording(label="Jeg følger reglene"),
    },
)
PAGES = {
    "/questions": "Eine Frage zu Ihrer Anmeldung",
    "/data": "Ihre Daten",
    "/data/erase": "Ihre Daten löschen lassen",
}


@pytest.fixture
def order(desk: Desk) -> str:
    """Have Ana register in German; a question is asked that was not asked then."""
    add_class(desk.sessions)
    reference = register_once(desk, language="de").reference
    with transaction(desk.sessions) as session:
        program = session.query(Program).one()
        program.form = Form(program_code=program.code, version=2, questions=[document_of(SHIRT)])
    return reference


def seen(ada: Visitor, order: str, page: str, more: str = "") -> WatchedResponse:
    return ada.client.get(address(order, more, page=page), headers=ENGLISH)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_in_the_language_of_its_order(ada: Visitor, order: str, page: str) -> None:
    shown = seen(ada, order, page)
    assert shown.page.attrib["lang"] == "de"
    assert PAGES[page] in shown.words
    # Whoever has no token learns nothing, and whoever asks for another language has that.
    stranger = ada.client.get(f"/orders/{order}{page}?token=none", headers=ENGLISH)
    assert (stranger.status_code, stranger.page.attrib["lang"]) == (404, "en")
    assert seen(ada, order, page, "&lang=nb").page.attrib["lang"] == "nb"


def test_what_is_agreed_to_by_link_is_kept_in_the_words_that_were_read(
    desk: Desk, ada: Visitor, order: str
) -> None:
    with transaction(desk.sessions) as session:
        session.query(Program).one().form = Form(
            program_code="FIRST-AID", version=3, questions=[document_of(TERMS)]
        )
    # Somebody else answers, who reads Norwegian.
    assert "Jeg følger reglene" in ada.open(address(order, "&lang=nb", page="/questions")).words
    ada.press("Send", {"participant-1-q-terms": "yes"})
    said = seen(ada, order, "/data", "&lang=en")
    assert [
        "Jeg følger reglene" in words_of(each) for each in said.all("li", class_="consent")
    ] == [True]


def test_what_is_asked_and_what_is_wrong_is_said(ada: Visitor, order: str) -> None:
    page = ada.open(address(order, page="/questions"))
    assert "Hemd" in page.words
    page = ada.press("Send", {})
    assert (page.status_code, problems(page)) == (422, ["Bitte ausfüllen: Hemd"])
    page = ada.press("Send", {"participant-1-q-shirt": "M"})
    assert "Ihre Antworten sind gespeichert." in page.words
