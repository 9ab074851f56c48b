"""What a buyer can change is said in the language the order was made in, mistakes as well."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.form.question import Limits, Question, QuestionKind, Scope, Wording
from app.store.changed_answer import ChangedAnswer
from app.store.database import Database, reading, transaction
from app.store.order import Order
from tests.answered import answer_all, order_of, places_of
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.watching import words_of
from tests.web.ordering import address
from tests.web.visitor import Visitor, open_site, problems
from tests.worlds import ANA, BO, add_class, register_once

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BUS = Question(
    "bus",
    QuestionKind.NUMBER,
    "Seats on the bus",
    scope=Scope.ORDER,
    limits=Limits(most="9"),
    wordings={"de": Wording(label="Plätze im Bus")},
)
HEALTH = Question(
    "health",
    QuestionKind.TEXT,
    "Allergies",
    sensitive=True,
    wordings={"de": Wording(label="Allergien", help="Was genau?")},
)
LATER = "FA-LATER"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    """Have Ana pay for two places, in German; there is another class, which costs less."""
    shop = Shop(sessions)
    add_class(sessions)
    page = shop.page_of(register_once(shop, participants=(ANA, BO), language="de").reference)
    shop.gateway.pay(page)
    shop.news(page)
    answer_all(sessions, (BUS, HEALTH), {"health": "sealed:x"}, {"bus": 2})
    add_class(sessions, LATER, prices=(("NOK", 300_000),))
    return shop


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = ("Ana", "Bo")
    return Visitor(client)


def at(shop: Shop, page: str, more: str = "") -> str:
    """Return the path of a page of the order, or of its first place (``…``)."""
    place = f"/places/{places_of(shop.sessions)[0]}"
    return address(order_of(shop.sessions), more, page=page.replace("…", place))


def test_what_can_be_done_is_said(shop: Shop, ada: Visitor) -> None:
    page = ada.open(at(shop, ""))
    assert page.page.attrib["lang"] == "de"
    assert "Was Sie tun können" in page.words
    rows = {
        words_of(row.findall("dt")[0]): words_of(row.findall("dd")[0])
        for section in page.all("section")
        if section.get("aria-labelledby") == "order-actions"
        for row in section.iter("div")
    }
    assert list(rows) == [
        "Antworten ändern",
        "Ändern, wer kommt",
        "Auf einen anderen Kurs umbuchen",
        "Einen Platz stornieren",
    ]
    assert rows["Antworten ändern"].startswith("Ansehen und ändern bis Montag, 10. März 2031")
    assert "Bo Berg : Einen Platz stornieren" in rows["Einen Platz stornieren"]
    shop.later(days=59)
    assert "Nicht möglich: Der Kurs hat begonnen." in ada.open(at(shop, "")).words


def test_a_mistake_among_the_answers_is_said(shop: Shop, ada: Visitor) -> None:
    page = ada.open(at(shop, "/answers"))
    assert page.one("title").text == "Ändern Sie Ihre Antworten – Coursedesk"
    assert "Allergien" in page.words
    assert "Das haben Sie beantwortet." in page.words
    assert "Was genau?" not in page.words
    page = ada.press("Weiter", {"order-q-bus": "12"})
    assert page.status_code == 422
    assert page.one("title").text == "Fehler: Ändern Sie Ihre Antworten – Coursedesk"
    assert problems(page) == ["Plätze im Bus: höchstens 9"]
    page = ada.press("Weiter", {"order-q-bus": "3", "participant-1-q-health": "nuts"})
    assert "Plätze im Bus Vorher: 2 Jetzt: 3" in page.words
    assert "Allergien Vorher: Nicht gezeigt Jetzt: Eine neue Antwort" in page.words
    check = ada.here
    assert "Ihre Antworten sind geändert" in ada.press("Diese Antworten speichern").words
    with reading(shop.sessions) as session:
        assert set(session.scalars(select(ChangedAnswer.language))) == {"de"}
    ada.here = check
    page = ada.press("Diese Antworten speichern", {"order-q-bus": "4"})
    assert page.status_code == 409
    assert "Jemand hat diese Antworten inzwischen geändert" in page.words


def test_a_mistake_in_who_comes_is_said(shop: Shop, ada: Visitor) -> None:
    assert "Jemand anderes kommt" in ada.open(at(shop, "…/name")).words
    page = ada.press("Ändern, wer kommt", {"name": ""})
    assert problems(page) == ["Wählen Sie, wer kommt", "Geben Sie den vollen Namen ein"]
    page = ada.press("Ändern, wer kommt", {"who": "other", "name": "Ana Lind"})
    assert problems(page) == ["Diese Person hat den Platz schon."]


def test_what_follows_of_moving_and_of_cancelling_is_said(shop: Shop, ada: Visitor) -> None:
    page = ada.open(at(shop, "…/move"))
    assert "Es kostet 1.200 NOK weniger." in page.words
    page = ada.open(at(shop, "…/move", f"&to={LATER}"))
    assert "1.200 NOK bekommen Sie auf dem Weg zurück" in page.words
    page = ada.press("Ja, wechseln", {"shown": ""})
    assert "Was daraus folgt, hat sich inzwischen geändert." in page.words
    assert "Diesen Platz stornieren?" in ada.open(at(shop, "…/cancel")).words


def test_who_of_a_group_is_to_wait_no_more_is_asked(sessions: Database, tmp_path: Path) -> None:
    queue = Queue(Shop(sessions), capacity=2, prices=())
    queue.fill(2)
    reference = queue.join("Kim", "Lee")
    with transaction(sessions) as session:
        session.execute(update(Order).values(language="de"))
    client = open_site(queue.shop, tmp_path)
    client.private = ("Kim", "Lee")
    page = Visitor(client).open(address(reference, page=f"/places/{places_of(sessions)[-1]}/leave"))
    assert "Lee von der Warteliste nehmen?" in page.words
    assert "1 weitere Person von Ihnen wartet weiter" in page.words
