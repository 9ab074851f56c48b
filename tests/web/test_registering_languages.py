"""A form, its mistakes and its check are in the reader's language, and the order keeps which."""

import pytest
from sqlalchemy import select

from app.domain.voucher import VoucherKind
from app.store.database import reading
from app.store.order import Order
from tests.vouchers import CODE, add_voucher
from tests.watching import words_of
from tests.web.visitor import ADA, Visitor, problems
from tests.worlds import CLASS, Desk, add_class

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = f"/classes/{CLASS}/register"
QUESTIONS: tuple[dict[str, object], ...] = (
    {
        "key": "meal",
        "kind": "choice",
        "label": "Meal",
        "options": ["Fish", "Meat"],
        "required": True,
        "wordings": {"de": {"label": "Essen", "options": {"Fish": "Fisch"}}},
    },
    {"key": "born", "kind": "date", "label": "Born", "limits": {"most": "2013-05-17"}},
    {"key": "home", "kind": "country", "label": "Passport of"},
)
MEAL, BORN, HOME = (f"participant-1-q-{key}" for key in ("meal", "born", "home"))


@pytest.fixture
def form(desk: Desk, ada: Visitor) -> Visitor:
    add_class(desk.sessions, questions=QUESTIONS)
    ada.open(f"{FORM}?lang=de")
    return ada


def test_a_form_and_its_questions_are_in_the_readers_language(form: Visitor) -> None:
    page = form.here
    assert "Telefonnummer" in page.words
    assert "Essen" in page.words
    assert "Fisch" in page.words
    countries = page.one("select", name=HOME)
    options = [words_of(each) for each in countries.iter("option")]
    assert "Österreich" in options
    assert options[1:].index("Ägypten") < options[1:].index("Belgien")


def test_mistakes_are_in_the_readers_language(form: Visitor) -> None:
    wrong = form.press("Weiter", {"name": "", "email": "ada", "phone": "1", BORN: "2020-01-31"})
    assert wrong.status_code == 422
    assert wrong.one("title").text == "Fehler: Anmeldung für First aid – Coursedesk"
    assert problems(wrong) == [
        "Geben Sie den vollen Namen ein",
        "Geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@example.org",
        "Geben Sie eine Telefonnummer ein, zum Beispiel 22 12 34 56 oder +44 20 7946 0958",
        "Wählen Sie eine Antwort: Essen",
        "Born: 17. Mai 2013 oder früher",
    ]


def test_the_check_says_answers_in_the_readers_language(form: Visitor) -> None:
    said = form.press("Weiter", {**ADA, MEAL: "Fish", BORN: "1990-05-17", HOME: "PT"}).words
    for each in (
        "Prüfen Sie Ihre Antworten",
        "Essen Fisch",
        "17. Mai 1990",
        "Portugal",
        "4.200 NOK",
    ):
        assert each in said


def test_what_a_voucher_takes_off_is_said_in_the_readers_language(
    form: Visitor, desk: Desk
) -> None:
    add_voucher(desk.sessions, kind=VoucherKind.PERCENT, percent=25)
    said = form.press("Weiter", {**ADA, MEAL: "Fish", "voucher": CODE}).words
    assert f"Gutschein {CODE}" in said
    assert "Voucher" not in said


def language_of_order(desk: Desk) -> str:
    with reading(desk.sessions) as session:
        return session.scalars(select(Order.language)).one()


@pytest.mark.parametrize(
    ("address", "accepted", "kept"),
    [
        (f"{FORM}?lang=hi", "de", "hi"),
        (FORM, "ar-EG,ar;q=0.9", "ar"),
        (FORM, "fr", ""),
        (FORM, "", ""),
    ],
)
def test_an_order_keeps_the_language_it_was_made_in(
    desk: Desk, ada: Visitor, address: str, accepted: str, kept: str
) -> None:
    add_class(desk.sessions, prices=())
    ada.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = accepted
    ada.open(address)
    button = {"hi": "आगे बढ़ें", "ar": "متابعة", "": "Continue"}[kept]
    ada.press(button, ADA)
    ada.press({"hi": "पंजीकरण की पुष्टि करें", "ar": "تأكيد التسجيل", "": "Confirm registration"}[kept])
    assert language_of_order(desk) == kept
