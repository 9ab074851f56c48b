"""Of what the catalogue, its errors and its certificates say, nothing is said unmarked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, abort
from flask_wtf.csrf import CSRFError
from sqlalchemy import select

from app.domain.course_class import ClassState, PriceKind
from app.domain.result import Result
from app.domain.tax import TaxMode
from app.store.certificate import CertificateRow
from app.store.database import reading
from app.usecases.cancel_class import cancel_class
from app.usecases.record_results import record_results
from app.usecases.send_codes import send_codes
from tests.answered import places_of
from tests.usecases.later import EVERY_WAY
from tests.vouchers import add_extra
from tests.web.marked_reader import ANNA, MarkedReader, make_greek, person
from tests.worlds import CLASS, NOW, add_class, add_price, register_once

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CATALOGUE = {
    "catalogue/_found.html",
    "catalogue/card.html",
    "catalogue/class.html",
    "catalogue/filters.html",
    "catalogue/home.html",
    "catalogue/nothing.html",
    "catalogue/program.html",
    "catalogue/programs.html",
    "macros/classes.html",
    "macros/search.html",
}
ERRORS = {"errors/trouble.html", "base.html"}
CERTIFICATES = {"certificates/proof.html", "certificates/unknown.html"}
FINDING = {"order/code.html", "order/find.html", "order/unknown.html"}
# A class of each state, by its code: what is special about it.
CLASSES: dict[str, dict[str, object]] = {
    "FA-2": {"capacity": 0},
    "FA-3": {"capacity": 0, "waiting_list": True},
    "FA-4": {"deadline": date(2031, 1, 9)},
    "FA-5": {"starts_at": NOW - timedelta(hours=2), "deadline": None},
    "FA-6": {"starts_at": NOW - timedelta(days=9), "deadline": None},
    "FA-7": {"state": ClassState.WITHDRAWN},
    "FA-8": {"prices": ()},
    "FA-9": {"capacity": 1, "ways": EVERY_WAY, "cancellation_deadline": date(2031, 1, 9)},
    "FA-10": {"prices": (), "cancellation_deadline": date(2031, 1, 9)},
    "FA-11": {"cancellation_deadline": None},
    "FA-12": {},
}


def fill_the_catalogue(reader: MarkedReader) -> None:
    """Have a class of every state, and prices and extras of every kind."""
    sessions = reader.shop.sessions
    add_class(sessions)
    for code, special in CLASSES.items():
        add_class(sessions, code, **special)  # type: ignore[arg-type]  # passed on as it came
    add_price(sessions, "Early", 300000, ends_at=NOW + timedelta(days=9), place_limit=3)
    add_price(sessions, "Group", 290000, kind=PriceKind.GROUP, least=3)
    add_price(sessions, "Member", 280000, kind=PriceKind.MEMBER)
    add_price(sessions, "Tax", 300100, tax_mode=TaxMode.INCLUSIVE, tax_rate=2500, tax_name="ΦΠΑ")
    add_price(sessions, "Euro", 300100, currency="EUR")
    add_price(sessions, "Code", 1000, kind=PriceKind.VOUCHER_ONLY)
    add_price(sessions, "Once", 1000, code="FA-4", ends_at=NOW - timedelta(days=9))
    add_extra(sessions, "lunch", stock=2)
    add_extra(sessions, "boots", stock=0)
    add_extra(sessions, "book", amounts={"NOK": 0})
    cancel_class(sessions, code="FA-12", reason="ασθένεια", **reader.shop.around)
    make_greek(reader.shop)


def test_the_catalogue(marked: MarkedReader) -> None:
    marked.shop.now = NOW
    marked.open("/")
    marked.open("/programs?q=Ω")
    fill_the_catalogue(marked)
    marked.open("/")
    for query in (
        "",
        "q=Φ&kind=course&type=σαφετυ&place=βεργεν&month=2031-03&free=1",
        "status=active",
        "status=completed",
        "place=online&month=2031-03",
        "kind=program",
        "page=99",
    ):
        marked.open(f"/programs?{query}")
    marked.open("/programs/first-aid")
    for code in (CLASS, *CLASSES):
        marked.open(f"/classes/{code}")
    marked.found_nothing(CATALOGUE)


def add_troubles(app: Flask) -> None:
    """Give it addresses where something goes wrong."""

    def fail(status: int) -> str:
        abort(status)

    def stale() -> str:
        raise CSRFError("The CSRF token has expired.")

    app.add_url_rule("/fails/<int:status>", "fails", fail)
    app.add_url_rule("/stale", "stale", stale)


def test_errors(marked: MarkedReader) -> None:
    add_troubles(marked.client.application)
    for status in (400, 403, 404, 405, 409, 413, 429, 500, 503):
        marked.look(marked.client.get(f"/fails/{status}"), status=status)
    marked.look(marked.client.get("/stale"), "This form had been open", 400)
    for address in ("/programs/nowhere", "/classes/nowhere", "/orders/CD-AAAAA-BBBBB?token=x"):
        marked.look(marked.client.get(address), status=404)
    marked.look(marked.client.open("/programs", method="DELETE"), status=405)
    marked.found_nothing(ERRORS)


def test_certificates(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions, prices=())
    make_greek(shop)
    register_once(shop, participants=(ANNA, person("Cy Dahl")), currency="")
    first, second = places_of(shop.sessions)
    shop.now = datetime(2031, 3, 11, 12, tzinfo=UTC)
    results = {first: Result.COMPLETED, second: Result.FAILED}
    record_results(
        shop.sessions, class_code=CLASS, results=results, on=date(2031, 3, 10), **shop.around
    )
    with reading(shop.sessions) as session:
        number = session.scalars(select(CertificateRow.number)).one()
    marked.look(marked.client.get(f"/certificates/{number}"))
    marked.look(marked.client.get("/certificates/C-22222-22222"), status=404)
    marked.found_nothing(CERTIFICATES)


def test_finding_an_order(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions)
    make_greek(shop)
    reference = register_once(shop, participants=(ANNA,), buyer=ANNA).reference
    marked.open("/orders")
    marked.press("Send me a code", {"email": "", "reference": ""})
    marked.press("Send me a code", {"email": ANNA.email, "reference": reference})
    marked.press("See my order", {"code": ""})
    marked.press("See my order", {"code": "000000"})
    send_codes(shop.sessions, partners=shop.partners, wake=shop.wake, now=shop.now)
    for _ in range(7):
        marked.open("/orders")
        marked.press("Send me a code", {"email": ANNA.email, "reference": reference})
    marked.comes_to("Too many tries", 429)
    marked.open("/orders")
    marked.press("Send me a code", {"email": ANNA.email, "reference": "x", "csrf_token": "x"})
    marked.look(marked.client.get(f"/orders/{reference}?token=x"), status=404)
    marked.found_nothing(FINDING)
