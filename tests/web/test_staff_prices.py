"""The prices of a class as staff set them: who has one, how many places, and its tax."""

from pathlib import Path

import pytest

from app.queries.staff.course_class import class_document
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import Visitor, problems
from tests.worlds import ANA, BO, CLASS, Desk, add_class, add_price, register_once


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    add_class(desk.sessions)
    return sign_in(arrive(desk, tmp_path))


def test_a_price_has_its_kind_limit_and_tax_from_the_form(desk: Desk, kim: Visitor) -> None:
    kim.open(f"/staff/classes/{CLASS}/change")
    tax = {"tax-mode": "exclusive", "tax-rate": "12.5", "tax-name": "MVA"}
    row = {
        "label": "Group",
        "amount": "3900",
        "currency": "NOK",
        "kind": "group",
        "from_participants": "5",
        "limit": "10",
        **tax,
        "tax-exempt_with_vat_number": "yes",
    }
    page = kim.press("Save the change", {f"prices-1-{name}": text for name, text in row.items()})
    assert "Group NOK 3,900 plus 12.5 % MVA Groups of 5 or more 0 of 10" in page.words
    document = class_document(desk.sessions, CLASS)
    assert document
    assert document["prices"][1] == {
        "label": "Group",
        "amount": "3900.00",
        "currency": "NOK",
        "kind": "group",
        "from_participants": 5,
        "limit": 10,
        "tax": {
            "mode": "exclusive",
            "rate": "12.5",
            "name": "MVA",
            "exempt_with_vat_number": True,
        },
    }
    kim.open(f"/staff/classes/{CLASS}/change")
    kim.press("Save the change", {"prices-1-tax-mode": "exempt", "prices-1-tax-rate": ""})
    assert "Buying without the tax cannot be given" in problems(kim.here)[0]
    kim.press("Save the change", {"prices-1-tax-exempt_with_vat_number": ""})
    document = class_document(desk.sessions, CLASS)
    assert document
    assert document["prices"][1]["tax"] == {"mode": "exempt", "name": "MVA"}


def test_a_price_may_be_written_with_a_comma_as_amounts_are_elsewhere(
    desk: Desk, kim: Visitor
) -> None:
    kim.open(f"/staff/classes/{CLASS}/change")
    kim.press("Save the change", {"prices-0-amount": "3 900,50"})
    document = class_document(desk.sessions, CLASS)
    assert document
    assert document["prices"][0]["amount"] == "3900.50"


@pytest.mark.parametrize(
    ("amount", "kept"), [("1,800", "1800.00"), ("18,102.50", "18102.50"), ("12,5", "12.50")]
)
def test_a_price_is_read_as_pages_say_it(desk: Desk, kim: Visitor, amount: str, kept: str) -> None:
    kim.open(f"/staff/classes/{CLASS}/change")
    kim.press("Save the change", {"prices-0-amount": amount, "prices-0-currency": "nok"})
    document = class_document(desk.sessions, CLASS)
    assert document
    assert document["prices"][0]["amount"] == kept


@pytest.mark.parametrize(
    ("amount", "currency"), [("1.800", "NOK"), ("0,500", "NOK"), ("1,800", "KWD")]
)
def test_a_price_that_may_be_thousands_or_decimals_is_refused_and_shown_as_it_was_written(
    kim: Visitor, amount: str, currency: str
) -> None:
    kim.open(f"/staff/classes/{CLASS}/change")
    page = kim.press("Save the change", {"prices-0-amount": amount, "prices-0-currency": currency})
    assert "The amount must be written without a mark for thousands, like" in problems(page)[0]
    assert page.one("input", id="prices-0-amount").attrib["value"] == amount


def test_a_limit_below_what_is_had_at_the_price_is_explained(desk: Desk, kim: Visitor) -> None:
    add_price(desk.sessions, "First five", 300000, place_limit=5)
    register_once(desk, participants=(ANA, BO))
    kim.open(f"/staff/classes/{CLASS}/change")
    page = kim.press("Save the change", {"prices-1-limit": "1"})
    assert problems(page) == ["The limit must be 2 or more: so many places are had at this price"]
    assert "First five NOK 3,000 Everybody 2 of 2" in (
        kim.press("Save the change", {"prices-1-limit": "2"}).words
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prices-0-limit": "5"}, "The prices must have a standard price in NOK that does not end"),
        ({"prices-0-kind": "group"}, "The number of participants is missing"),
        ({"prices-0-limit": "many"}, "The limit must be a whole number"),
        ({"prices-0-tax-mode": "inclusive"}, "The rate of the tax is missing"),
        ({"prices-0-tax-name": "MVA"}, "How the tax is charged is missing"),
    ],
)
def test_a_price_that_cannot_be_is_explained_at_its_field(
    kim: Visitor, changes: dict[str, str], words: str
) -> None:
    kim.open(f"/staff/classes/{CLASS}/change")
    page = kim.press("Save the change", changes)
    assert page.status_code == 422
    (problem,) = problems(page)
    assert words in problem
