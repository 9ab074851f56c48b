"""Staff set the extras of a class, and the kitchen sees what is ordered."""

from pathlib import Path

import pytest

from app.store.database import Database
from tests.usecases.choosing import choose, paid
from tests.usecases.shop import Shop
from tests.vouchers import add_extra, taken
from tests.web.staffroom import add_members, arrive, lines, show, sign_in
from tests.web.visitor import Visitor, problems
from tests.worlds import ANA, BO, CLASS, add_class, register_once

CHANGE, HERE = f"/staff/classes/{CLASS}/change", f"/staff/classes/{CLASS}"
LUNCH = {
    "extras-0-label": "Lunch",
    "extras-0-code": "lunch",
    "extras-0-prices": "150,50 nok",
    "extras-0-stock": "10",
    "extras-0-most_per_place": "2",
    "extras-0-tax_mode": "inclusive",
    "extras-0-tax_rate": "15",
}


@pytest.fixture
def shop(sessions: Database) -> Shop:
    desk = Shop(sessions)
    add_class(desk.sessions)
    add_members(desk)
    return desk


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    return sign_in(arrive(shop, tmp_path))


def test_an_extra_is_added_shown_again_and_ordered(shop: Shop, kim: Visitor) -> None:
    kim.open(CHANGE)
    kim.press("Save the change", LUNCH)
    assert lines(kim.open(HERE)) == ["Lunch 0 10 –"]
    register_once(shop, participants=(ANA, BO), extras={"lunch": 2})
    page = kim.open(HERE)
    table = [" ".join(row.itertext()).split() for row in page.all("tr")]
    assert any(row[:3] == ["Lunch", "4", "6"] for row in table)
    assert len(page.statements) <= 8
    kim.open(CHANGE)
    assert kim.here.one("input", id="extras-0-prices").attrib["value"] == "150.50 NOK"
    assert kim.here.one("input", id="extras-0-tax_rate").attrib["value"] == "15"
    kim.press("Save the change", {"extras-0-stock": "3"})
    assert problems(kim.here) == ["It must be 4 or more: so many of Lunch are ordered"]
    kim.open(CHANGE)
    kim.press("Save the change", {"extras-0-stock": "4"})
    assert taken(shop.sessions) == 4


def test_who_gave_an_extra_up_has_it_no_more(shop: Shop, kim: Visitor) -> None:
    paid(shop, participants=(ANA, BO), extras={"lunch": 1})
    choose(shop, "none", "hot")
    assert "By whom Lunch 1 – Bo Berg Dinner" in kim.open(HERE).words
    choose(shop, "hot", "hot")
    assert "By whom Lunch 2 – Ana Lind , Bo Berg Dinner" in kim.open(HERE).words


def test_what_an_extra_costs_may_have_a_mark_for_thousands(kim: Visitor) -> None:
    kim.open(CHANGE)
    kim.press("Save the change", LUNCH | {"extras-0-prices": "1,500 NOK"})
    kim.open(CHANGE)
    assert kim.here.one("input", id="extras-0-prices").attrib["value"] == "1500.00 NOK"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"extras-0-prices": "150"}, "What the extra costs must be a currency"),
        ({"extras-0-prices": "-1 NOK"}, "What the extra costs must be 0 or more"),
        ({"extras-0-prices": "1 EUR"}, "What the extra costs must be in the currencies"),
        ({"extras-0-prices": "1 NOK; 2 NOK"}, "What the extra costs is there already"),
        ({"extras-0-prices": "1.500 NOK"}, "What the extra costs must be written without a mark"),
        ({"extras-0-code": ""}, "The code of the extra is missing"),
        ({"extras-0-stock": "few"}, "The number of them must be a whole number"),
        ({"extras-0-most_per_place": "0"}, "The most that one can have must be 1 or more"),
        ({"extras-0-tax_rate": "x"}, "The rate of the tax must be a rate"),
        ({"extras-0-tax_rate": "NaN"}, "The rate of the tax must be a rate"),
        ({"extras-0-tax_rate": ""}, "The rate of the tax is missing"),
    ],
)
def test_what_can_be_no_extra_is_named_at_its_field(
    kim: Visitor, changed: dict[str, str], why: str
) -> None:
    kim.open(CHANGE)
    kim.press("Save the change", LUNCH | changed)
    assert kim.here.status_code == 422
    assert problems(kim.here)[0].startswith(why)


def test_an_extra_that_is_gone_is_named_as_long_as_somebody_has_it(
    shop: Shop, kim: Visitor
) -> None:
    add_extra(shop.sessions)
    register_once(shop, extras={"lunch": 1})
    kim.open(CHANGE)
    kim.press("Save the change", dict.fromkeys(LUNCH, "") | {"extras-0-tax_name": "VAT"})
    assert "Lunch (not offered any more)" in kim.open(HERE).words


def test_a_registration_says_what_its_price_is_made_of(shop: Shop, kim: Visitor) -> None:
    add_extra(shop.sessions, most=2)
    page = show(shop, kim, register_once(shop, extras={"lunch": 2}).reference)
    assert "Standard 1 × NOK 4,200" in page.words
    assert "Lunch 2 × NOK 150: NOK 300" in page.words
    assert len(page.statements) <= 9
