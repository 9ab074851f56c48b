"""Choosing how to pay on the check-answers page, and an order's page while something is owed."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.paper import Seller
from app.domain.payment_plan import Ways
from app.parts import Parts
from app.store.database import Database, transaction
from app.store.legal_entity import put_entity
from app.store.program import Program
from tests.usecases.later import AT_DOOR, BY_INVOICE, DEPOSIT, EVERY_WAY, STAFF_DECIDE, record
from tests.usecases.shop import Shop
from tests.web.ordering import address, says_only
from tests.web.visitor import ADA, Visitor, fields_of, open_site, problems
from tests.worlds import ANA, BO, CLASS, add_class, add_draft, register_once, states

SELLER = Seller("desk", "Fjordlight AS", bank="IBAN NO93 8601 1117 947")
PAY_TO = "Fjordlight AS, IBAN NO93 8601 1117 947"
INVOICE = {
    "plan": "invoice",
    "invoice_company": "Havn AS",
    "invoice_number": "987 654 321",
    "invoice_address": "Quay 1\n5003 Bergen",
    "invoice_reference": "PO-7",
}


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Selling(sessions)


class Selling(Shop):
    """A desk that says who it is and where it is paid."""

    @property
    def parts(self) -> Parts:
        """Return the parts as the outer ring has them."""
        return replace(super().parts, seller=SELLER)


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = (ADA["name"], ADA["email"])
    return Visitor(client)


def check(shop: Shop, ada: Visitor) -> None:
    """Go to the check-answers page of a form that was filled in."""
    ada.open(f"/classes/{CLASS}/register/{add_draft(shop.sessions)}")


def test_every_way_is_offered_with_what_it_means(shop: Shop, ada: Visitor) -> None:
    check(shop, ada)
    for words in (
        "All of it now: NOK 4,200",
        "By invoice: NOK 4,200 by the end of Friday 24 January 2031 (CET)",
        "At the door: NOK 4,200",
        "A deposit of NOK 840 now, NOK 3,360 by the end of Monday 24 February 2031 (CET)",
        "If it is not paid, your place is cancelled.",
        "We keep your place until the invoice is due.",
        "The deposit of NOK 840 does not go back then.",
    ):
        assert words in ada.here.words
    assert "your places" not in ada.here.words


@pytest.mark.parametrize(
    ("ways", "says"),
    [
        (
            EVERY_WAY,
            "Paying Online, by invoice, at the door or with a deposit of 20 % and the rest later.",
        ),
        (Ways(online=False, door=True), "Paying At the door."),
        (Ways(), ""),
    ],
)
def test_a_class_says_how_it_can_be_paid_for(
    sessions: Database, tmp_path: Path, ways: Ways, says: str
) -> None:
    add_class(sessions, ways=ways)
    page = Visitor(open_site(Shop(sessions), tmp_path)).open(f"/classes/{CLASS}")
    assert says in page.words
    assert ("Paying" in page.words) is bool(says)


def test_several_are_told_of_their_places(shop: Shop, ada: Visitor) -> None:
    draft = add_draft(shop.sessions, participants=(ANA, BO))
    page = ada.open(f"/classes/{CLASS}/register/{draft}")
    assert "If it is not paid, your places are cancelled." in page.words


def test_a_class_that_is_paid_online_asks_nothing(sessions: Database, tmp_path: Path) -> None:
    add_class(sessions)
    shop = Shop(sessions)
    ada = Visitor(open_site(shop, tmp_path))
    check(shop, ada)
    assert "How do you want to pay?" not in ada.here.words
    ada.press("Pay NOK 4,200")
    assert ada.left_for


def test_an_order_on_invoice_says_where_to_pay(shop: Shop, ada: Visitor) -> None:
    check(shop, ada)
    page = ada.press("Send the order", INVOICE)
    assert says_only(page, "waiting for payment")
    lost = "If it stays unpaid, your place goes to others."
    for words in ("Please pay NOK 4,200 by the end of Friday 24 January 2031", PAY_TO, lost):
        assert words in page.words
    comes = "Papers Your invoice comes by mail in a minute, and stands here then."
    assert comes in page.words
    ada.press("Pay NOK 4,200")
    assert ada.left_for


@pytest.mark.parametrize(
    ("bank", "says"), [("DE89 3704", "Pay to Lernen GmbH, DE89 3704"), ("", "")]
)
def test_an_order_from_another_company_says_where_that_one_is_paid(
    shop: Shop, ada: Visitor, bank: str, says: str
) -> None:
    with transaction(shop.sessions) as session:
        lernen = Seller("LEARN-DE", "Lernen GmbH", bank=bank, prefix="LDE")
        session.scalars(select(Program)).one().entity = put_entity(session, lernen)
    check(shop, ada)
    page = ada.press("Send the order", INVOICE)
    assert says in page.words
    assert ("Pay to" in page.words) is bool(says)
    assert SELLER.bank not in page.words


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"invoice_company": " "}, ["Enter company or organisation"]),
        ({"invoice_address": ""}, ["Enter address"]),
        (
            {"invoice_company": "", "invoice_address": ""},
            ["Enter company or organisation", "Enter address"],
        ),
        ({"invoice_company": "x" * 201}, ["must be 200 characters or fewer"]),
        ({"invoice_number": "x" * 41}, ["must be 40 characters or fewer"]),
        ({"invoice_address": "x" * 501}, ["must be 500 characters or fewer"]),
        ({"invoice_reference": "x" * 101}, ["must be 100 characters or fewer"]),
    ],
)
def test_an_invoice_needs_somebody_it_is_for(
    shop: Shop, ada: Visitor, changes: dict[str, str], says: list[str]
) -> None:
    check(shop, ada)
    page = ada.press("Send the order", INVOICE | changes)
    assert page.status_code == 422
    assert all(want in said for want, said in zip(says, problems(page), strict=True))
    # What was written is there yet.
    assert "PO-7" in page.get_data(as_text=True) or "invoice_reference" in changes
    assert states(shop.sessions) == []


@pytest.mark.parametrize("plan", ["barter", "deposit\0", ""])
def test_a_way_that_no_page_offers_makes_no_order(shop: Shop, ada: Visitor, plan: str) -> None:
    check(shop, ada)
    page = ada.press("Send the order", {"plan": plan})
    assert "changed" in page.words
    assert states(shop.sessions) == []


def test_a_way_that_the_class_does_not_offer_makes_no_order(
    sessions: Database, tmp_path: Path
) -> None:
    add_class(sessions)
    shop = Shop(sessions)
    ada = Visitor(open_site(shop, tmp_path))
    check(shop, ada)
    ada.press("Pay NOK 4,200", {"plan": "door"})
    assert states(sessions) == []


def test_an_invoice_sent_twice_leads_to_its_order_and_not_to_paying(
    shop: Shop, ada: Visitor
) -> None:
    check(shop, ada)
    form = ada.form_with("Send the order")
    fields = fields_of(form) | {name: [text] for name, text in INVOICE.items()}
    ada.send(form.attrib["action"], fields)
    page = ada.send(form.attrib["action"], fields)
    assert ada.left_for == ""
    assert says_only(page, "waiting for payment")
    assert states(shop.sessions) == ["held"]


def test_who_pays_at_the_door_is_confirmed_and_may_pay_now(shop: Shop, ada: Visitor) -> None:
    check(shop, ada)
    page = ada.press("Send the order", {"plan": "door"})
    assert says_only(page, "confirmed")
    assert "NOK 4,200 is left to pay" in page.words
    assert "Pay when you come, or now." in page.words
    ada.press("Pay now")
    assert ada.left_for


def test_a_deposit_leads_to_paying_it_and_then_the_rest(shop: Shop, ada: Visitor) -> None:
    check(shop, ada)
    ada.press("Send the order", {"plan": "deposit"})
    deposit = ada.left_for.rpartition("/")[2]
    shop.gateway.pay(deposit)
    shop.news(deposit)
    (reference,) = {page.request.order_reference for page in shop.gateway.pages.values()}
    # Back from paying, the rest still open is no reason to wait.
    page = ada.open(address(reference, "&paid=1"))
    assert says_only(page, "confirmed")
    assert "NOK 3,360 is left to pay" in page.words
    ada.press("Pay the rest")
    rest = ada.left_for.rpartition("/")[2]
    assert "We are checking your payment" in ada.open(address(reference, "&paid=1")).words
    shop.gateway.start_processing(rest)
    shop.news(rest, "evt_2")
    assert "A payment of yours is being processed." in ada.open(address(reference)).words
    shop.gateway.finish_processing(rest)
    shop.news(rest, "evt_3")
    page = ada.open(address(reference))
    assert "left to pay" not in page.words
    assert "Paid NOK 4,200" in page.words


def test_a_deposit_is_asked_for_by_its_name_and_the_rest_beside_it(
    shop: Shop, ada: Visitor
) -> None:
    page = ada.open(address(register_once(shop, wish=DEPOSIT).reference))
    rest = "NOK 3,360, can be paid by the end of Monday 24 February 2031 (CET)."
    for words in (
        f"Pay the deposit of NOK 840 by then; the rest, {rest}",
        "If it stays unpaid, your place goes to others.",
        "Deposit to pay now NOK 840 by Friday 10 January 2031, 13:30 CET",
        "The rest to pay NOK 3,360 by the end of Monday 24 February 2031 (CET)",
    ):
        assert words in page.words
    assert "Left to pay" not in page.words


def test_a_deposit_that_was_checked_is_not_said_to_be_missing(shop: Shop, ada: Visitor) -> None:
    check(shop, ada)
    ada.press("Send the order", {"plan": "deposit"})
    deposit = ada.left_for.rpartition("/")[2]
    (reference,) = {page.request.order_reference for page in shop.gateway.pages.values()}
    shop.gateway.pay(deposit)
    ada.open(address(reference, "&paid=1"))
    page = ada.press("Check now")
    assert says_only(page, "confirmed")
    # Neither now nor as it is opened again by what stands in its address.
    for seen in (page, ada.open(address(reference, "&news=checked"))):
        assert "Pay the rest" in seen.words
        assert "No payment has reached us" not in seen.words
        assert "data-reload-after" not in seen.get_data(as_text=True)
    # What was begun after it is unknown as the deposit was.
    ada.press("Pay the rest")
    ada.open(address(reference, "&paid=1"))
    page = ada.press("Check now")
    assert "No payment has reached us so far" in page.words
    assert 'data-reload-after="5"' in page.get_data(as_text=True)


def test_a_part_that_is_paid_is_on_the_page_of_what_waits(shop: Shop, ada: Visitor) -> None:
    order = register_once(shop, wish=BY_INVOICE).reference
    record(shop, order, 20000)
    page = ada.open(address(order))
    # Whether the link holds; the order, its bill, who sells it, its papers, its story, money in it.
    assert len(page.statements) == 7
    assert says_only(page, "waiting for payment")
    assert "We have NOK 200 of NOK 4,200." in page.words
    assert "Please pay NOK 4,000 by" in page.words


@pytest.mark.parametrize("wish", [BY_INVOICE, AT_DOOR])
def test_a_gateway_that_is_away_says_so_whatever_is_owed(
    shop: Shop, ada: Visitor, wish: object
) -> None:
    order = register_once(shop, wish=wish).reference
    ada.open(address(order))
    shop.gateway.is_down = True
    page = ada.press("Pay NOK 4,200" if wish is BY_INVOICE else "Pay now")
    assert "We cannot reach our payment service" in page.words


def test_an_order_held_until_staff_decide_says_no_time(sessions: Database, tmp_path: Path) -> None:
    add_class(sessions, ways=STAFF_DECIDE)
    shop = Shop(sessions)
    ada = Visitor(open_site(shop, tmp_path))
    page = ada.open(address(register_once(shop, wish=BY_INVOICE).reference))
    assert "We keep your place for you." in page.words
    assert "left" not in page.one("div", class_="outcome").itertext()
