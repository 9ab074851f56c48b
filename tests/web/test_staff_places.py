"""Places as staff give them: confirmed at once, to be paid, or on top of all."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.course_class import ClassState
from app.domain.tax import TaxMode
from tests.fakes.partner import CLASSES, ORDERS, FakePartner
from tests.web.staffroom import add_members, arrive, send, sign_in
from tests.web.visitor import BERG, Visitor, fields_of, problems
from tests.worlds import (
    ANA,
    BO,
    CLASS,
    Desk,
    Seats,
    add_class,
    add_price,
    deliveries,
    register_once,
    seats,
    states,
)

SEATS = f"/staff/classes/{CLASS}/seats"
PLACE = f"/staff/classes/{CLASS}/place"
CAY = {
    "name": "Cay Dahl",
    "email": "cay@example.org",
    "phone": "22 12 34 56",
    "pays": "nothing",
}


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    desk.partners["trainingportal"] = FakePartner("trainingportal", CLASSES, per="class")
    desk.partners["mail"] = FakePartner("mail", ORDERS, listing=False, per="order")
    return sign_in(arrive(desk, tmp_path))


def fill(desk: Desk, capacity: int = 2) -> None:
    """Have a class with two people in, who came by the site."""
    add_class(desk.sessions, capacity=capacity)
    register_once(desk, participants=(ANA, BO))


def set_aside(kim: Visitor, **fields: str) -> None:
    kim.open(SEATS)
    kim.press("Set aside, and return the rest", {"reason": "the fair", **fields})


def test_staff_give_a_place_that_is_confirmed_at_once(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions)
    kim.open(f"/staff/classes/{CLASS}")
    kim.open(PLACE)
    page = kim.press("Give the place", {**CAY, "note": "speaks at ten"})
    assert "The place is given" in page.words
    for words in ("Cay Dahl", "+47 22 12 34 56", "speaks at ten", "1 seat taken"):
        assert words in page.words
    assert states(desk.sessions) == ["confirmed"]


def test_staff_give_a_place_that_is_to_be_paid(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions)
    kim.open(PLACE)
    kim.press("Give the place", {**CAY, "pays": "NOK"})
    assert states(desk.sessions) == ["held"]
    assert deliveries(desk.sessions, "mail") == [("order.held", "due")]


def test_in_a_free_class_nobody_is_asked_how_it_is_paid(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions, prices=())
    page = kim.open(PLACE)
    assert "How it is paid" not in page.words
    kim.press("Give the place", {name: CAY[name] for name in ("name", "email", "phone")})
    assert states(desk.sessions) == ["confirmed"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "Enter a full name"),
        ({"email": "nobody"}, "Enter an email address in the correct format"),
        ({"phone": ""}, "Enter a phone number"),
        ({"pays": ""}, "Choose how the place is paid"),
    ],
)
def test_a_place_that_cannot_be_given_is_explained_at_its_field(
    desk: Desk, kim: Visitor, fields: dict[str, str], words: str
) -> None:
    add_class(desk.sessions)
    kim.open(PLACE)
    page = kim.press("Give the place", {**CAY, **fields})
    assert page.status_code == 422
    (problem,) = problems(page)
    assert words in problem
    assert seats(desk.sessions).taken == 0


def test_a_full_class_is_overbooked_with_a_reason_or_not_at_all(desk: Desk, kim: Visitor) -> None:
    fill(desk)
    assert "The class is full" in kim.open(PLACE).words
    page = kim.press("Overbook by one place", CAY)
    assert problems(page) == ["The class is full: say why somebody gets a place on top of all"]
    page = kim.press("Overbook by one place", {"overbooks": "a speaker"})
    assert "1 seat given on top of all" in page.words
    assert "a speaker (coordinator@example.org)" in page.words
    assert seats(desk.sessions) == Seats(3, 3, 3)
    assert "1 more is in than there are seats" in kim.open("/staff/").words
    assert "overbooked by 1" in kim.open(f"/staff/classes/{CLASS}").words
    assert "Overbooked: 1 more is in" in kim.open(SEATS).words


def test_seats_set_aside_for_others_are_returned_before_anybody_overbooks(
    desk: Desk, kim: Visitor
) -> None:
    fill(desk, capacity=3)
    set_aside(kim, **{"aside-trainingportal": "1"})
    assert "1 seat is set aside for others" in kim.open(PLACE).words
    page = kim.press("Give the place", {**CAY, "overbooks": "a speaker"})
    (problem,) = problems(page)
    assert "Every free seat is set aside" in problem
    assert seats(desk.sessions).taken == 2


def test_a_class_that_fills_up_meanwhile_says_so(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions, capacity=2)
    kim.open(PLACE)
    register_once(desk, participants=(ANA, BO))
    page = kim.press("Give the place", CAY)
    assert problems(page) == ["The class is full: say why somebody gets a place on top of all"]


def test_a_form_sent_twice_gives_one_place(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions)
    form = kim.open(PLACE)
    (token,) = (each.attrib["value"] for each in form.all("input", name="token"))
    for _ in range(2):
        kim.open(PLACE)
        send(kim, PLACE, **CAY, token=token)
    assert seats(desk.sessions) == Seats(1, 1, 1)
    kim.open(PLACE)
    send(kim, PLACE, **CAY, token="somebody's draft")
    assert seats(desk.sessions) == Seats(2, 2, 2)


def test_a_form_for_the_last_seat_sent_twice_leads_twice_to_its_place(
    desk: Desk, kim: Visitor
) -> None:
    add_class(desk.sessions, capacity=1)
    form = kim.open(PLACE)
    (token,) = (each.attrib["value"] for each in form.all("input", name="token"))
    for _ in range(2):
        kim.open(PLACE)
        page = send(kim, PLACE, **CAY, token=token)
        assert "The place is given" in page.words
    assert seats(desk.sessions) == Seats(1, 1, 1)


def test_in_a_cancelled_class_no_place_is_given(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions, state=ClassState.CANCELLED)
    page = kim.open(PLACE)
    assert "This class has been cancelled" in page.words
    page = send(kim, PLACE, **CAY)
    assert page.status_code == 422
    assert "This class has been cancelled" in page.words
    assert "Give the place" not in page.words
    assert seats(desk.sessions).taken == 0


def test_staff_are_told_what_a_place_costs_with_its_tax(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions, prices=())
    add_price(
        desk.sessions,
        "Standard",
        400000,
        tax_mode=TaxMode.EXCLUSIVE,
        tax_rate=2500,
        tax_name="MVA",
    )
    assert "NOK 5,000" in kim.open(PLACE).words
    page = kim.press("Give the place", {**CAY, "pays": "NOK"})
    assert "Standard 1 × NOK 4,000, plus 25 % MVA: NOK 5,000" in page.words


def exempting(desk: Desk) -> None:
    """Have a class that is sold without its tax to companies abroad."""
    add_class(desk.sessions, prices=())
    tax: dict[str, Any] = {"tax_mode": TaxMode.INCLUSIVE, "tax_rate": 2500, "tax_name": "MVA"}
    add_price(desk.sessions, "Standard", 420000, exemptable=True, **tax)


def test_a_company_abroad_is_given_a_place_without_the_tax(desk: Desk, kim: Visitor) -> None:
    exempting(desk)
    kim.open(PLACE)
    page = kim.press("Give the place", {**CAY, **BERG, "pays": "NOK"})
    for words in ("Berg AB", "SE556703748501", "Storgatan 1", "NOK 3,360"):
        assert words in page.words


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"company": ""}, "Enter the company that the VAT number is of"),
        ({"vat_number": "SE1"}, "This is not how a VAT number of Sweden is written"),
        ({"address": ["", "", "", "", ""]}, "Enter address of the company"),
        (
            {"address": ["Strandvej 1", "", "2100", "Copenhagen", "DK"]},
            "The VAT number is one of Sweden: enter the address that the company has there",
        ),
    ],
)
def test_staff_lift_the_tax_by_the_rules_of_the_form(
    desk: Desk, kim: Visitor, changed: dict[str, str | list[str]], problem: str
) -> None:
    exempting(desk)
    kim.open(PLACE)
    given = {**BERG, **changed}
    page = kim.press("Give the place", {**CAY, **given, "pays": "NOK"})
    assert problems(page) == [problem]
    assert states(desk.sessions) == []
    kept = fields_of(kim.form_with("Give the place"))
    assert [kept[name] for name in given] == [
        list(each) if isinstance(each, list) else [each] for each in given.values()
    ]


def test_where_everybody_pays_the_tax_staff_are_asked_for_no_number(
    desk: Desk, kim: Visitor
) -> None:
    add_class(desk.sessions)
    page = kim.open(PLACE)
    assert "VAT number" not in page.words
    page = kim.press("Give the place", {**CAY, "company": "Berg AB"})
    assert "Berg AB" in page.words
