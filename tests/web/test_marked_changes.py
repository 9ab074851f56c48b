"""Whatever a buyer can change of an order, and what is kept of it, nothing is said unmarked."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.event import Answer
from app.domain.form.condition import Compare, How
from app.domain.form.document import document_of
from app.domain.form.editing import ForLacking, Seen
from app.domain.form.question import Limits, Option, Question, QuestionKind, Scope
from app.domain.refund_rule import RefundStep
from app.usecases.edit_form import edit_form
from app.usecases.publish_form import publish_form
from tests.answered import answer_all, places_of
from tests.usecases.later import EVERY_WAY, pay_page
from tests.usecases.shop import Shop
from tests.usecases.test_cancel_by_rule import rule
from tests.vouchers import add_extra
from tests.web.marked_reader import ANNA, BASIL, MarkedReader, greek, make_greek, person
from tests.web.ordering import address
from tests.worlds import add_class, register_once

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHANGING = {
    "order/answers.html",
    "order/answers_check.html",
    "order/answers_moved.html",
    "order/cancel_place.html",
    "order/move.html",
    "order/move_check.html",
    "order/name.html",
}
OWN_DATA = {
    "order/_consents.html",
    "order/_file_and_erasing.html",
    "order/data.html",
    "order/erase.html",
}
ASKED_LATER = {"order/questions.html"}
K = QuestionKind
DRIVES = Question("drives", K.YES_NO, greek("Drive"), required=True)
PLATE = Question(
    "plate",
    K.TEXT,
    greek("Plate"),
    required=True,
    condition=Compare("drives", How.EQUALS, ("yes",)),
)
ENTRIES = (
    Question("bus", K.NUMBER, greek("Bus"), scope=Scope.ORDER, limits=Limits(most="9")),
    Question("health", K.TEXT, greek("Health"), required=True, sensitive=True),
    Question("lunch", K.CHOICE, greek("Lunch"), options=(Option(greek("Box"), extra="lunch"),)),
    Question("terms", K.AGREEMENT, greek("Terms"), required=True),
    Question("photos", K.AGREEMENT, greek("Photos")),
    DRIVES,
    PLATE,
)
GIVEN: dict[str, Answer] = {"health": "sealed:x", "drives": False, "terms": True, "photos": True}


def paid_order(shop: Shop) -> str:
    """Leave an order of two that is paid and answered everything, in a class with two others."""
    add_class(shop.sessions, ways=EVERY_WAY)
    add_class(shop.sessions, "FA-CHEAP-2", prices=(("NOK", 300_000),))
    add_class(shop.sessions, "FA-DEAR-3", prices=(("NOK", 500_000),), capacity=1)
    add_extra(shop.sessions)
    make_greek(shop)
    reference = register_once(shop, participants=(ANNA, BASIL), buyer=ANNA).reference
    pay_page(shop, reference)
    answer_all(shop.sessions, ENTRIES, GIVEN, {"bus": 2})
    return reference


def test_answers(marked: MarkedReader) -> None:
    here = address(paid_order(marked.shop), page="/answers")
    marked.open(here)
    marked.press("Continue", {"order-q-bus": "12", "participant-1-q-drives": ""})
    marked.press("Continue", {"order-q-bus": "3", "participant-1-q-drives": "yes"})
    marked.comes_to("Your answers bring 1 more question")
    marked.press("Continue", {"participant-1-q-plate": "ψ", "participant-1-q-health": "ψ"})
    check = marked.here
    marked.press("Keep these answers")
    marked.comes_to("Your answers are changed")
    marked.here = check
    marked.press("Keep these answers", {"order-q-bus": "4"})
    marked.comes_to("Somebody changed these answers meanwhile", 409)
    marked.open(here)
    marked.press("Continue", {"csrf_token": "x"})
    marked.shop.later(days=100)
    marked.open(here)
    marked.found_nothing({"order/answers.html", "order/answers_check.html"})


def test_who_comes_and_where(marked: MarkedReader) -> None:
    shop = marked.shop
    order = paid_order(shop)
    rule(shop, RefundStep(14, 100), RefundStep(7, 50))
    first, second = places_of(shop.sessions)
    marked.open(address(order, page=f"/places/{first}/name"))
    marked.press("Change who comes", {"who": "", "name": ""})
    marked.press("Change who comes", {"who": "other", "name": ANNA.name})
    marked.press("Change who comes", {"who": "same", "name": greek("Annie")})
    marked.comes_to("The name is changed")
    marked.open(address(order, page=f"/places/{second}/name"))
    cy = person("Cy Dahl")
    contact = {"name": cy.name, "email": cy.email, "phone": "22 12 34 56"}
    marked.press("Change who comes", {"who": "other", **contact})
    marked.comes_to("The place has gone to somebody else")
    for code in ("", "FA-DEAR-3", "FA-CHEAP-2", "nowhere"):
        place = places_of(shop.sessions)[-1]
        marked.open(address(order, f"&to={code}" if code else "", page=f"/places/{place}/move"))
        if code.startswith("FA"):
            marked.press("Yes, move it", {"shown": ""})
            marked.press("Yes, move it")
            marked.comes_to("The place is in the other class now")
    ended = places_of(shop.sessions)[0]
    for page in ("name", "move", "cancel", "leave"):
        marked.open(address(order, page=f"/places/{ended}/{page}"))
    marked.found_nothing({"order/name.html", "order/move.html", "order/move_check.html"})


@pytest.mark.parametrize(
    "steps",
    [
        (RefundStep(14, 100), RefundStep(7, 50)),
        (),
        (RefundStep(100, 100),),
    ],
)
def test_cancelling_a_place(marked: MarkedReader, steps: tuple[RefundStep, ...]) -> None:
    shop = marked.shop
    order = paid_order(shop)
    rule(shop, *steps)
    first, second = places_of(shop.sessions)
    for place in (first, second):
        marked.open(address(order, page=f"/places/{place}/cancel"))
        marked.press("Yes, cancel", {"shown": ""})
        marked.press("Yes, cancel")
        marked.open(address(order))
    shop.refund_all()
    marked.open(address(order))
    shop.now = datetime(2031, 3, 9, tzinfo=UTC)
    marked.open(address(order, page=f"/places/{first}/cancel"))
    marked.found_nothing({"order/cancel_place.html"})


def test_what_is_kept(marked: MarkedReader) -> None:
    order = paid_order(marked.shop)
    marked.open(address(order, page="/data"))
    marked.press("Take it back")
    marked.press("Agree")
    marked.open(address(order, page="/data/erase"))
    marked.shop.now = datetime(2031, 3, 20, tzinfo=UTC)
    marked.open(address(order, page="/data/erase"))
    marked.press("Erase it")
    marked.press("Erase it", {"sure": "yes"})
    marked.comes_to("Your data was erased")
    marked.open(address(order))
    marked.open(address(order, page="/data"))
    marked.found_nothing(OWN_DATA)


def test_what_is_asked_later(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions, prices=(), questions=(document_of(replace(DRIVES, required=False)),))
    make_greek(shop)
    order = register_once(shop, currency="", participants=(ANNA, BASIL), buyer=ANNA).reference
    edit_form(
        shop.sessions,
        program="FIRST-AID",
        seen=Seen(1, 0),
        edit=lambda _: (DRIVES, PLATE, *ENTRIES[:2]),
        by="kim",
        now=shop.now,
    )
    publish_form(
        shop.sessions,
        program="FIRST-AID",
        seen=Seen(1, 1),
        lacking=ForLacking.ASK,
        defaults={},
        by="kim",
        **shop.around,
    )
    marked.open(address(order, page="/questions"))
    marked.press("Send")
    marked.press("Send", {"participant-1-q-drives": "yes", "participant-2-q-drives": "no"})
    marked.open(address(order))
    marked.found_nothing(ASKED_LATER)
