"""Accepting an offer on its page, with the choice of ways to pay that the class allows."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.payment_plan import InvoiceTerms, Ways
from app.domain.reason import OwnReason
from app.domain.waiting import DECLINED
from app.store.database import Database, reading
from app.store.payment import Refund
from app.store.payment_terms import PaymentTerms
from tests.usecases.later import EVERY_WAY, record
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.web.ordering import address, buttons, says_only
from tests.web.visitor import Visitor, open_site, problems
from tests.worlds import states

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

INVOICE = {"plan": "invoice", "invoice_address": "Quay 1"}


def visit(sessions: Database, tmp_path: Path, ways: Ways) -> tuple[Visitor, str]:
    """Open the page of an offer in a class that may be paid for in these ways."""
    queue = Queue(Shop(sessions), capacity=2, ways=ways)
    queue.fill(2)
    queue.shop.gateways.pop("" if ways.online else "stripe", None)
    reference = queue.send("Ada", "Bo", company="Havn AS").reference
    queue.change(capacity=4)
    assert queue.move() == 1
    client = open_site(queue.shop, tmp_path)
    client.private = ("Ada", "ada@example.org")
    visitor = Visitor(client)
    visitor.open(address(reference))
    return visitor, reference


def invoiced(sessions: Database) -> str:
    """Return the company that the one invoice is for."""
    with reading(sessions) as session:
        return session.scalars(select(PaymentTerms.company)).one()


def test_an_offer_is_accepted_on_invoice_with_whom_it_is_for(
    sessions: Database, tmp_path: Path
) -> None:
    ada, _ = visit(sessions, tmp_path, EVERY_WAY)
    for words in (
        "There are places for all of you",
        "All of it now: NOK 8,400",
        "At the door: NOK 8,400",
    ):
        assert words in ada.here.words
    page = ada.press("Send the order", INVOICE | {"invoice_address": ""})
    assert (page.status_code, problems(page)) == (422, ["Enter address"])
    assert states(sessions)[2:] == ["held", "held"]
    page = ada.press("Send the order", INVOICE)
    assert says_only(page, "waiting for payment")
    assert invoiced(sessions) == "Havn AS", "as it was given on joining"
    assert "Please pay NOK 8,400 by the end of Friday 24 January 2031" in page.words
    assert "Decline the offer" not in page.words


def test_a_deposit_leads_to_where_it_is_paid(sessions: Database, tmp_path: Path) -> None:
    ada, reference = visit(sessions, tmp_path, EVERY_WAY)
    ada.press("Send the order", {"plan": "deposit"})
    assert ada.left_for.startswith("https://pay.example.test/")
    page = ada.open(address(reference))
    assert "Pay the deposit of NOK 1,680 by then" in page.words
    assert "How do you want to pay?" not in page.words


def test_a_class_paid_by_invoice_alone_offers_that_where_no_gateway_is_on(
    sessions: Database, tmp_path: Path
) -> None:
    ways = Ways(online=False, invoice=InvoiceTerms(days=14))
    ada, reference = visit(sessions, tmp_path, ways)
    assert buttons(ada.here)[-1] == "Send the order on invoice"
    assert "cannot be paid online" not in ada.here.words
    ada.press("Send the order on invoice", {"plan": "door"})
    assert buttons(ada.here)[-1] == "Send the order on invoice", "it is offered as it was"
    ada.press("Send the order on invoice", {"plan": "barter"})
    assert states(sessions)[2:] == ["held", "held"]
    assert ada.here.request.path == f"/orders/{reference}"


def test_what_was_paid_of_an_offer_goes_back_because_it_was_declined(
    sessions: Database, tmp_path: Path
) -> None:
    ada, reference = visit(sessions, tmp_path, EVERY_WAY)
    record(Shop(sessions), reference, 1000)
    ada.open(ada.here.link("Decline the offer"))
    ada.press("Yes, decline it")
    with reading(sessions) as session:
        refund = session.scalars(select(Refund)).one()
        assert (refund.reason, refund.own_reason) == (DECLINED, OwnReason.OFFER_DECLINED)
