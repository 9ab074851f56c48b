"""A company abroad buys without the tax: what it is asked, and what its papers say of it."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain.paper import PaperKind
from app.domain.payment_plan import InvoiceTerms, Ways
from app.domain.tax import TaxMode
from app.paper.paper_pdf import paper_pdf
from app.store.database import reading, transaction
from app.store.order import Order
from tests.fakes.gateway import FakeGateway
from tests.paper.reading import words_in
from tests.usecases.papers import catch_up, papers
from tests.web.ordering import address
from tests.web.staffroom import pay
from tests.web.visitor import ADA, BASE_URL, BERG, Visitor, fields_of, problems
from tests.worlds import CLASS, Desk, add_class, add_price

FORM = f"/classes/{CLASS}/register"
EXEMPTABLE: dict[str, Any] = {
    "tax_mode": TaxMode.INCLUSIVE,
    "tax_rate": 2500,
    "tax_name": "MVA",
    "exemptable": True,
}
NOWHERE = ["", "", "", "", ""]
BY_INVOICE = Ways(online=True, invoice=InvoiceTerms(14))


@pytest.fixture
def world(desk: Desk) -> Desk:
    """Return a desk whose class is sold without its tax to companies abroad."""
    add_class(desk.sessions, prices=(), ways=BY_INVOICE)
    add_price(desk.sessions, "Standard", 420000, **EXEMPTABLE)
    return desk


def ordered(world: Desk, *, language: str = "en") -> Order:
    """Return the one order there is, whose buyer reads that language."""
    with transaction(world.sessions) as session:
        session.execute(update(Order).values(language=language))
    with reading(world.sessions) as session:
        return session.scalars(select(Order)).one()


def paper_words(world: Desk) -> str:
    """Issue what is missing and return what the only paper says."""
    assert catch_up(world) == 1
    (paper,) = papers(world.sessions)
    return words_in(paper_pdf(paper))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (NOWHERE, "Enter address of the company"),
        (["", "", "", "", "SE"], "Enter address of the company"),
        (["Storgatan 1", "", "", "Stockholm", ""], "Address of the company lacks its country"),
        (["", "", "111 22", "Stockholm", "SE"], "Address of the company lacks its street"),
        (
            ["Storgatan 1", "", "", "Stockholm", "XX"],
            "Address of the company must have a country that is on the list",
        ),
        (
            ["Quay 4", "", "5003", "Bergen", "NO"],
            "The VAT number is one of Sweden: enter the address that the company has there",
        ),
        (
            ["Strandvej 1", "", "2100", "Copenhagen", "DK"],
            "The VAT number is one of Sweden: enter the address that the company has there",
        ),
    ],
)
def test_a_vat_number_needs_the_address_of_its_company(
    world: Desk, ada: Visitor, written: list[str], problem: str
) -> None:
    ada.open(FORM)
    page = ada.press("Continue", ADA | BERG | {"address": written})
    assert page.status_code == 422
    assert [each.startswith(problem) for each in problems(page)] == [True]
    kept = fields_of(ada.form_with("Save and come back later"))
    assert kept["address"][:-1] == written[:-1]


def test_a_form_that_is_kept_half_filled_keeps_the_company_and_where_it_is(
    world: Desk, ada: Visitor
) -> None:
    ada.open(FORM)
    page = ada.press("Save and come back later", ADA | BERG)
    kept = page.one("p", class_="kept-link").find("a")
    assert kept is not None
    ada.open((kept.text or "").removeprefix(BASE_URL))
    fields = fields_of(ada.form_with("Save and come back later"))
    assert (fields["company"], fields["vat_number"]) == ([BERG["company"]], [BERG["vat_number"]])
    assert fields["address"] == BERG["address"]


def test_who_pays_the_tax_needs_no_address_but_may_give_one(world: Desk, ada: Visitor) -> None:
    ada.open(FORM)
    page = ada.press("Continue", ADA | {"address": NOWHERE})
    assert "Address of the company" not in page.words
    ada.open(page.link("Back to the form"))
    page = ada.press("Continue", {"address": BERG["address"]})
    assert "Address of the company Storgatan 1 111 22 Stockholm Sweden" in page.words


def test_no_country_is_chosen_for_a_company_abroad(world: Desk, ada: Visitor) -> None:
    ada.open(FORM)
    assert fields_of(ada.form_with("Save and come back later"))["address"] == NOWHERE


def test_a_class_that_exempts_nobody_asks_for_no_address(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    assert "Address of the company" not in ada.open(FORM).words
    page = ada.press("Continue", ADA | {"address": ["Storgatan 1"]})
    assert page.status_code == 200
    assert "Storgatan" not in page.words


@pytest.mark.parametrize(
    ("language", "recipient", "sentence"),
    [
        (
            "en",
            "Berg AB Ada Lovelace Storgatan 1 111 22 Stockholm Sweden VAT no. SE556703748501",
            "Reverse charge: exempt from VAT, the recipient owes the tax.",
        ),
        (
            "nb",
            "Berg AB Ada Lovelace Storgatan 1 111 22 Stockholm Sverige MVA-nr. SE556703748501",
            "Omvendt avgiftsplikt (Reverse charge): fritatt for MVA, mottakeren skylder avgiften.",
        ),
        (
            "de",
            "Berg AB Ada Lovelace Storgatan 1 111 22 Stockholm Schweden USt-IdNr. SE556703748501",
            "Steuerschuldnerschaft des Leistungsempfängers (Reverse charge): steuerfrei.",
        ),
    ],
)
def test_the_receipt_says_what_the_law_wants_of_a_reverse_charge(
    world: Desk, gateway: FakeGateway, ada: Visitor, language: str, recipient: str, sentence: str
) -> None:
    ada.open(FORM)
    ada.press("Continue", ADA | BERG)
    ada.press("Send the order")
    order = ordered(world, language=language)
    pay(world, gateway, order.reference)
    said = paper_words(world)
    assert recipient in said
    assert sentence in said
    assert "NO 987 654 321 MVA" in said, "and the seller's own number"


def test_the_order_says_who_buys_without_the_tax(world: Desk, ada: Visitor) -> None:
    ada.open(FORM)
    ada.press("Continue", ADA | BERG)
    ada.press("Send the order")
    page = ada.open(address(ordered(world).reference))
    assert "VAT number SE556703748501 Berg AB Storgatan 1 111 22 Stockholm Sweden" in page.words


def test_an_invoice_takes_the_address_over_and_names_the_country_as_it_is_read(
    world: Desk, ada: Visitor
) -> None:
    ada.open(FORM)
    ada.press("Continue", ADA | BERG)
    offered = fields_of(ada.form_with("Send the order"))["invoice_address"]
    assert offered == ["Storgatan 1\n111 22 Stockholm\nSweden"]
    # A browser sends line breaks so.
    typed = offered[0].replace("\n", "\r\n")
    ada.press("Send the order", {"plan": "invoice", "invoice_address": typed})
    ordered(world, language="nb")
    assert "Storgatan 1 111 22 Stockholm Sverige MVA-nr." in paper_words(world)
    assert papers(world.sessions)[0].kind is PaperKind.INVOICE


def test_an_invoice_for_somewhere_else_says_what_was_written(world: Desk, ada: Visitor) -> None:
    ada.open(FORM)
    ada.press("Continue", ADA | BERG)
    ada.press("Send the order", {"plan": "invoice", "invoice_address": "Box 7\r\n0150 Oslo"})
    ordered(world)
    assert "Ada Lovelace Box 7 0150 Oslo VAT no." in paper_words(world)
