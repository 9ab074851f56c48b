"""Whoever registers has papers in the language that their browser says they read."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.payment_plan import InvoiceTerms, Ways
from app.domain.tax import TaxMode
from app.queries.outbox import find_due_refunds
from app.store.database import reading
from app.store.order import Order
from app.usecases.give_money_back import give_money_back
from tests.fakes.gateway import FakeGateway
from tests.paper.reading import words_in
from tests.usecases.papers import SELLER, catch_up
from tests.web.ordering import address, hear, send_money_back
from tests.web.visitor import ADA, Visitor
from tests.worlds import CLASS, Desk, add_class, add_price

FORM = f"/classes/{CLASS}/register"
NORWEGIAN = replace(SELLER, language="nb", bank="IBAN NO93 8601 1117 947")
MVA: dict[str, Any] = {"tax_mode": TaxMode.INCLUSIVE, "tax_rate": 2500, "tax_name": "VAT"}
INVOICE = {
    "plan": "invoice",
    "invoice_company": "Havn AS",
    "invoice_number": "987 654 321",
    "invoice_address": "Quay 1\n5003 Bergen",
    "invoice_reference": "PO-7",
}
ENGLISH = (
    "Receipt Number FL-2031-00001",
    "Issued 10 January 2031",
    "Date of supply 10 March 2031",
    "VAT rate Net VAT Gross",
    "VAT 25 % 3,360.00 840.00 4,200.00",
    "Total NOK 3,360.00 840.00 4,200.00",
    "Paid by Stripe on 10 January 2031.",
)
BOKMAL = (
    "Kvittering Nummer FL-2031-00001",
    "Utstedt 10. januar 2031",
    "Leveringsdato 10. mars 2031",
    "MVA-sats Netto MVA Brutto",
    "MVA 25 % 3 360,00 840,00 4 200,00",
    "Sum NOK 3 360,00 840,00 4 200,00",
    "Betalt med Stripe 10. januar 2031.",
)
GERMAN = (
    "Quittung Nummer FL-2031-00001",
    "Ausgestellt 10. Januar 2031",
    "Leistungsdatum 10. März 2031",
    "USt-Satz Netto USt Brutto",
    "USt 25 % 3.360,00 840,00 4.200,00",
    "Summe NOK 3.360,00 840,00 4.200,00",
    "Bezahlt mit Stripe am 10. Januar 2031.",
)


@pytest.fixture(autouse=True)
def taxed(desk: Desk) -> None:
    """Have a class whose price has a tax as catalogues name it, paid by card or invoice."""
    add_class(desk.sessions, prices=(), ways=Ways(invoice=InvoiceTerms(days=14)))
    add_price(desk.sessions, "Standard", 420000, **MVA)


def fill_in(ada: Visitor, accepted: str | None) -> None:
    """Go to the check-answers page with a browser that accepts these languages."""
    if accepted is not None:
        ada.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = accepted
    ada.open(FORM)
    ada.press("Continue", ADA)


def buy(desk: Desk, ada: Visitor, gateway: FakeGateway, accepted: str | None) -> str:
    """Register, pay by card, and return the order's reference."""
    fill_in(ada, accepted)
    ada.press("Send the order", {"plan": "online"})
    page = ada.left_for.rpartition("/")[2]
    gateway.pay(page)
    hear(desk, gateway, page)
    return order_of(desk)


def order_of(desk: Desk) -> str:
    with reading(desk.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def newest(ada: Visitor, order: str) -> str:
    """Return the words of the last paper on the order's page."""
    page = ada.open(address(order))
    links = [each.attrib["href"] for each in page.all("a") if "/papers/" in each.attrib["href"]]
    return words_in(ada.client.get(links[-1]).get_data())


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        ("nb-NO,nb;q=0.9,no;q=0.8,en;q=0.5", BOKMAL),
        ("nn;q=0.9,en;q=0.5", BOKMAL),
        ("en;q=0.5,de-AT", GERMAN),
        ("en-GB,en-US;q=0.9", ENGLISH),
        ("pl,en;q=0.5", ENGLISH),
        # Nothing that papers are in: they are in their seller's.
        ("pl-PL,pl;q=0.9", BOKMAL),
        ("*", BOKMAL),
        ("de;q=0", BOKMAL),
        ("q=;;,-", BOKMAL),
        (None, BOKMAL),
    ],
)
def test_the_receipt_is_in_the_language_that_the_browser_reads(
    desk: Desk, ada: Visitor, gateway: FakeGateway, accepted: str | None, words: tuple[str, ...]
) -> None:
    order = buy(desk, ada, gateway, accepted)
    catch_up(desk, seller=NORWEGIAN)
    text = newest(ada, order)
    assert [each for each in words if each not in text] == []


def test_money_that_goes_back_has_its_credit_note_in_it_too(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    order = buy(desk, ada, gateway, "de")
    catch_up(desk, seller=NORWEGIAN)
    give_money_back(
        desk.sessions,
        order_reference=order,
        amount_minor=100000,
        reason="",
        asked_by="kim@example.org",
        key="form-1",
        now=desk.now,
    )
    assert find_due_refunds(desk.sessions, now=desk.now)
    send_money_back(desk)
    catch_up(desk, seller=NORWEGIAN)
    text = newest(ada, order)
    for words in (
        "Rechnungskorrektur Nummer FL-2031-00002",
        "Zu Quittung FL-2031-00001 vom 10. Januar 2031.",
        "Summe NOK -800,00 -200,00 -1.000,00",
        "Zurückgezahlt mit Stripe am 10. Januar 2031.",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        (
            "de",
            (
                "Rechnung Nummer FL-2031-00001",
                "Fällig 24. Januar 2031",
                "Ihr Zeichen PO-7",
                "Registernr. 987 654 321",
                "Fjordlight AS Quay 4 5003 Bergen Norwegen",
                "Zahlbar an: Fjordlight AS, IBAN NO93 8601 1117 947",
            ),
        ),
        (
            "nb",
            (
                "Faktura Nummer FL-2031-00001",
                "Forfall 24. januar 2031",
                "Deres referanse PO-7",
                "Org.nr. 987 654 321",
                "Fjordlight AS Quay 4 5003 Bergen Norge",
                "Betales til: Fjordlight AS, IBAN NO93 8601 1117 947",
            ),
        ),
        (
            "en",
            (
                "Invoice Number FL-2031-00001",
                "Due 24 January 2031",
                "Your reference PO-7",
                "Registration no. 987 654 321",
                "Fjordlight AS Quay 4 5003 Bergen Norway",
                "Pay to: Fjordlight AS, IBAN NO93 8601 1117 947",
            ),
        ),
    ],
)
def test_a_company_has_its_invoice_in_the_language_of_who_ordered(
    desk: Desk, ada: Visitor, accepted: str, words: tuple[str, ...]
) -> None:
    fill_in(ada, accepted)
    ada.press("Send the order", INVOICE)
    catch_up(desk, seller=NORWEGIAN)
    text = newest(ada, order_of(desk))
    assert [each for each in words if each not in text] == []


def test_the_language_is_that_of_the_form_whoever_opens_the_order_later(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    order = buy(desk, ada, gateway, "de")
    ada.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "nb"
    ada.open(address(order))
    catch_up(desk, seller=NORWEGIAN)
    assert "Quittung" in newest(ada, order)
