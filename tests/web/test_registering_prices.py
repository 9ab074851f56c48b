"""Prices for members, groups, companies and the first: shown and charged as they were shown."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain.course_class import PriceKind
from app.domain.paper import Seller
from app.domain.registration import RegistrationState
from app.domain.tax import TaxMode
from app.store.database import reading, transaction
from app.store.extra import ExtraRow
from app.store.legal_entity import put_entity
from app.store.order import Order
from app.store.price_option import PriceOption
from app.store.program import Program
from app.store.registration import Registration
from tests.fakes.gateway import FakeGateway
from tests.vouchers import add_extra
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import ADA, BERG, Visitor, fields_of, participant, problems
from tests.worlds import CLASS, NOW, Desk, add_class, add_price, options_agree, register_once

FORM = f"/classes/{CLASS}/register"
MVA: dict[str, Any] = {
    "tax_mode": TaxMode.INCLUSIVE,
    "tax_rate": 2500,
    "tax_name": "MVA",
    "exemptable": True,
}
BUDGET = 8
THREE = {
    **ADA,
    **participant(2, "Bo Berg"),
    **participant(3, "Cy Dahl"),
    "participant-1-membership": "",
}


@pytest.fixture
def world(desk: Desk) -> Desk:
    """Return a desk whose class has a price of every kind, taxed."""
    add_class(desk.sessions, prices=())
    add_price(desk.sessions, "Standard", 420000, **MVA)
    add_price(
        desk.sessions, "Early bird", 400000, ends_at=NOW + timedelta(days=1), place_limit=2, **MVA
    )
    add_price(desk.sessions, "Member", 300000, kind=PriceKind.MEMBER, **MVA)
    add_price(desk.sessions, "Group", 350000, kind=PriceKind.GROUP, least=3, **MVA)
    add_price(desk.sessions, "Sponsor", 100, kind=PriceKind.VOUCHER_ONLY, **MVA)
    return desk


def bill(page: WatchedResponse) -> list[str]:
    """Return the rows of the page's bill."""
    section = page.one("section", **{"aria-labelledby": "answers-price"})
    return [words_of(row) for row in section.iter("div")]


def test_a_class_shows_who_has_which_price_and_its_tax(world: Desk, ada: Visitor) -> None:
    page = ada.open(f"/classes/{CLASS}")
    assert [words_of(each) for each in page.one("ul", class_="prices").iter("li")] == [
        "Standard NOK 4,200 incl. 25 % MVA",
        "Early bird NOK 4,000 incl. 25 % MVA, until Saturday 11 January 2031, 13:00 CET,"
        " 2 left at this price",
        "Member NOK 3,000 for members, incl. 25 % MVA",
        "Group NOK 3,500 for groups of 3 or more, incl. 25 % MVA",
    ]
    assert "Sponsor" not in page.words
    assert "from NOK 3,500" in ada.open("/programs/first-aid").words


def test_a_group_with_a_member_is_charged_what_the_check_page_said(
    world: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    page = ada.open(FORM)
    assert "Members: NOK 3,000" in page.words
    assert "Groups of 3 or more: NOK 3,500" in page.words
    ada.press("Add another participant", ADA)
    page = ada.press("Add another participant", participant(2, "Bo Berg"))
    assert "3 places: NOK 10,500" in page.words
    page = ada.press("Continue", THREE | {"participant-2-membership": " M 12 "})
    assert bill(page) == [
        "Group 2 × NOK 3,500, incl. 25 % MVA: NOK 7,000",
        "Member 1 × NOK 3,000, incl. 25 % MVA",
        "Total NOK 10,000",
        "of which 25 % MVA NOK 2,000",
    ]
    assert "Membership number M 12" in page.words
    ada.press("Pay NOK 10,000")
    (opened,) = gateway.pages.values()
    assert str(opened.total) == "10000.00 NOK"
    assert options_agree(world.sessions)


def test_a_form_remembers_membership_and_company_when_it_is_changed(
    world: Desk, ada: Visitor
) -> None:
    ada.open(FORM)
    numbers = {"participant-1-membership": "M-1", "vat_number": "SE 556703-7485 01"}
    page = ada.press("Continue", ADA | BERG | numbers)
    assert "VAT number SE556703748501" in page.words
    assert "Address of the company Storgatan 1 111 22 Stockholm Sweden" in page.words
    page = ada.open(page.link("Back to the form"))
    assert page.one("input", name="participant-1-membership").attrib["value"] == "M-1"
    assert page.one("input", name="vat_number").attrib["value"] == "SE556703748501"
    form = fields_of(ada.form_with("Save and come back later"))
    assert form["address"] == ["Storgatan 1", "", "111 22", "Stockholm", "SE"]


def test_a_company_abroad_pays_the_net_price(world: Desk, ada: Visitor) -> None:
    ada.open(FORM)
    page = ada.press("Continue", ADA | BERG)
    assert bill(page) == ["Early bird 1 × NOK 3,200, exempt from MVA", "Total NOK 3,200"]
    ada.press("Pay NOK 3,200")
    with reading(world.sessions) as session:
        order = session.scalars(select(Order)).one()
    assert (order.vat_number, order.total_minor) == ("SE556703748501", 320000)
    assert order.address == ["Storgatan 1", "", "111 22", "Stockholm", "SE"]


def test_whoever_sells_says_whose_companies_pay_the_tax(world: Desk, ada: Visitor) -> None:
    with transaction(world.sessions) as session:
        session.scalars(select(Program)).one().entity = put_entity(
            session, Seller("SE", "Lära AB", country="SE", prefix="SE")
        )
    page = ada.open(FORM)
    assert len(page.statements) == 1
    swedish = ADA | BERG
    assert problems(ada.press("Continue", swedish)) == [
        "Companies in Sweden pay the tax: leave this field empty"
    ]
    ada.open(FORM)
    norwegian = {"vat_number": "NO987654325MVA", "address": ["Quay 4", "", "5003", "Bergen", "NO"]}
    page = ada.press("Continue", swedish | norwegian)
    assert "exempt from MVA" in page.words


def test_extras_say_their_tax_and_keep_it_whoever_buys(world: Desk, ada: Visitor) -> None:
    add_extra(world.sessions)
    with transaction(world.sessions) as session:
        session.execute(
            update(ExtraRow).values(tax_mode=TaxMode.EXCLUSIVE, tax_rate=1500, tax_name="MVA")
        )
    assert "NOK 150, plus 15 % MVA" in ada.open(FORM).words
    company = BERG | {"participant-1-x-lunch": "1"}
    page = ada.press("Continue", ADA | company)
    assert "Lunch 1 × NOK 150, plus 15 % MVA: NOK 172.50" in bill(page)
    ada.open(page.link("Back to the form"))
    assert "2 places: NOK 6,400" in ada.press("Add another participant", company).words


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            {"vat_number": "SE1", "company": "B"},
            "This is not how a VAT number of Sweden is written",
        ),
        (
            {"vat_number": "NO999888777MVA", "company": "B"},
            "Companies in Norway pay the tax: leave this field empty",
        ),
        (
            BERG | {"company": " "},
            "Enter the company that the VAT number is of",
        ),
        (
            {"participant-1-membership": "<script>"},
            "A membership number has letters and digits, 40 at most; without one, leave this empty",
        ),
    ],
)
def test_a_number_that_is_none_is_named_at_its_field(
    world: Desk, ada: Visitor, fields: Mapping[str, str | Sequence[str]], problem: str
) -> None:
    ada.open(FORM)
    page = ada.press("Continue", {**ADA, **fields})
    assert page.status_code == 422
    assert problems(page) == [problem]


def test_what_a_class_does_not_ask_is_passed_over(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    page = ada.open(FORM)
    assert "Membership number" not in page.words
    assert "VAT number" not in page.words
    page = ada.press("Continue", ADA | {"vat_number": "?", "participant-1-membership": "?"})
    assert page.status_code == 200
    assert "Pay NOK 4,200" in page.words


def test_tax_on_top_is_shown_and_charged(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    add_price(
        desk.sessions,
        "Standard",
        333300,
        tax_mode=TaxMode.EXCLUSIVE,
        tax_rate=1250,
        tax_name="MVA",
    )
    assert "NOK 3,749.63" in ada.open("/programs/first-aid").words
    assert "plus 12.5 % MVA" in ada.open(FORM).words
    page = ada.press("Continue", ADA)
    assert bill(page) == [
        "Standard 1 × NOK 3,333, plus 12.5 % MVA: NOK 3,749.63",
        "Total NOK 3,749.63",
        "of which 12.5 % MVA NOK 416.63",
    ]


def test_a_price_used_up_meanwhile_is_shown_anew_before_anything_is_charged(
    world: Desk, ada: Visitor
) -> None:
    ada.open(FORM)
    ada.press("Continue", ADA)
    with transaction(world.sessions) as session:
        session.execute(
            update(PriceOption).where(PriceOption.label == "Early bird").values(taken=2)
        )
    page = ada.press("Pay NOK 4,000")
    assert "This form changed while you were filling it in" in page.words
    page = ada.press("Continue")
    assert bill(page)[0] == "Standard 1 × NOK 4,200, incl. 25 % MVA"


def test_an_order_shows_its_bill_whatever_became_of_the_prices(world: Desk, ada: Visitor) -> None:
    order = register_once(world).reference
    with transaction(world.sessions) as session:
        session.execute(update(PriceOption).values(amount_minor=1, label="Sale", withdrawn=True))
    ada.statements = 0
    page = ada.open(address(order))
    section = page.one("section", **{"aria-labelledby": "order-bill"})
    assert [words_of(row) for row in section.iter("div")] == [
        "Early bird 1 × NOK 4,000, incl. 25 % MVA",
        "Total NOK 4,000",
        "of which 25 % MVA NOK 800",
    ]
    assert ada.statements <= BUDGET


def test_staff_see_the_lines_of_a_place_and_the_number_that_was_given(
    world: Desk, tmp_path: Path
) -> None:
    add_members(world)
    kim = sign_in(arrive(world, tmp_path))
    ada = Visitor(kim.client)
    ada.open(FORM)
    ada.press(
        "Continue",
        ADA | BERG | {"participant-1-membership": "M-77"},
    )
    ada.press("Pay NOK 2,400")
    with reading(world.sessions) as session:
        place = session.scalars(select(Registration)).one()
    assert place.state is RegistrationState.HELD
    kim.statements = 0
    page = kim.open(f"/staff/registrations/{place.reference}")
    # One more than a buyer's: whether letters reach who ordered and who takes part.
    assert kim.statements <= BUDGET + 1
    assert "Member 1 × NOK 2,400, exempt from MVA" in page.words
    assert "Membership number M-77 as given, not checked" in page.words
    assert "Address of the company Storgatan 1 111 22 Stockholm Sweden" in page.words
    assert "VAT number SE556703748501" in page.words
