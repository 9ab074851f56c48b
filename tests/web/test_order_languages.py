"""An order's pages are in the language it was made in, unless their reader asks for another."""

import pytest
from sqlalchemy import update

from app.store.database import transaction
from app.store.order import Order
from tests.web.ordering import address, expire, held
from tests.web.visitor import Visitor
from tests.worlds import Desk, add_class

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WAITS = {
    "en": "Your registration: waiting for payment",
    "nb": "Påmeldingen din: venter på betaling",
    "de": "Ihre Anmeldung: wartet auf Zahlung",
    "hi": "आपका पंजीकरण: भुगतान की प्रतीक्षा में",
    "ar": "تسجيلك: في انتظار الدفع",
}
GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def order(desk: Desk) -> str:
    """Have Ana ask for a place, in Arabic."""
    add_class(desk.sessions)
    reference = held(desk)
    with transaction(desk.sessions) as session:
        session.execute(update(Order).values(language="ar"))
    return reference


@pytest.mark.parametrize("code", WAITS)
def test_an_order_says_its_state_in_every_language(ada: Visitor, order: str, code: str) -> None:
    page = ada.open(address(order, f"&lang={code}"))
    assert page.page.attrib["lang"] == code
    title = (page.one("title").text or "").replace("\u2068", "").replace("\u2069", "")
    assert title.startswith(WAITS[code])


def test_an_order_is_in_the_language_it_was_made_in(ada: Visitor, order: str) -> None:
    assert ada.client.get(address(order), headers=GERMAN).page.attrib["lang"] == "ar"
    ada.client.get("/?lang=nb")
    assert ada.client.get(address(order), headers=GERMAN).page.attrib["lang"] == "nb"


def test_an_order_of_nobody_knows_which_language_is_in_its_readers(
    desk: Desk, ada: Visitor, order: str
) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(Order).values(language=""))
    assert ada.client.get(address(order), headers=GERMAN).page.attrib["lang"] == "de"
    assert ada.client.get(address(order)).page.attrib["lang"] == "en"


def test_an_end_and_what_can_be_done_then_are_said(desk: Desk, ada: Visitor, order: str) -> None:
    expire(desk, order)
    page = ada.open(address(order, "&lang=de"))
    assert "Ihre Anmeldung ist abgelaufen" in page.words
    assert page.link("Noch einmal anmelden").endswith("/register?lang=de")
