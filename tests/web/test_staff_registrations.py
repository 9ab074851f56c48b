"""The staff's list of registrations: people are found, and nothing of them is in an address."""

from pathlib import Path

import pytest

from app.domain.contact import Contact
from app.queries.staff.registration import registration_of
from tests.web.staffroom import (
    add_members,
    arrive,
    lines,
    sign_in,
)
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, Desk, add_class, register_once

ASE = Contact("Åse Bjørk", "ase.bjork@example.org", "+4722123458")


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    add_class(desk.sessions)
    visitor = sign_in(arrive(desk, tmp_path))
    visitor.client.private = (ANA.name, ANA.email)
    return visitor


def test_the_newest_registration_comes_first(desk: Desk, kim: Visitor) -> None:
    register_once(desk, token="1", participants=(ANA,))
    desk.later(minutes=1)
    register_once(desk, token="2", participants=(BO,))
    found = lines(kim.open("/staff/registrations"))
    assert [BO.name in found[0], ANA.name in found[1]] == [True, True]


@pytest.mark.parametrize(
    ("search", "hits"),
    [
        ("åse", 1),
        ("ÅSE  BJØRK", 1),
        ("ase.bjork@", 1),
        ("EXAMPLE.ORG", 2),
        ("%", 0),
        ("_", 0),
        ("nobody", 0),
        ("an\0a", 1),
        ("", 2),
    ],
)
def test_people_are_found_by_part_of_a_name_or_address(
    desk: Desk, kim: Visitor, search: str, hits: int
) -> None:
    register_once(desk, token="1", participants=(ANA, ASE))
    kim.open("/staff/registrations")
    page = kim.press("Search", {"search": search})
    assert len(lines(page)) == hits
    assert page.request.full_path == "/staff/registrations?"


def test_a_registration_is_found_by_its_reference_and_its_orders(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, token="1", participants=(ANA, BO)).reference
    register_once(desk, token="2", participants=(ASE,))
    place = registration_of(desk.sessions, order)
    assert place is not None
    for search, hits in ((place.lower(), 1), (order, 2), (order[:-1], 0)):
        kim.open("/staff/registrations")
        assert len(lines(kim.press("Search", {"search": search}))) == hits


def test_the_search_goes_with_the_pages_and_ends_when_asked(desk: Desk, kim: Visitor) -> None:
    register_once(desk, participants=(ANA, BO))
    kim.open("/staff/registrations")
    kim.press("Search", {"search": "ana"})
    assert len(lines(kim.open("/staff/registrations"))) == 1
    assert len(lines(kim.press("Show all"))) == 2


@pytest.mark.parametrize(
    ("filters", "hits"),
    [
        ("state=held", 2),
        ("state=confirmed", 0),
        ("state=nonsense", 2),
        ("channel=web", 2),
        ("channel=api", 0),
        ("class=FA-2031-03", 2),
        ("class=fa-2031-03", 2),
        ("class=OTHER", 0),
        ("class=%07", 2),
    ],
)
def test_the_list_is_narrowed(desk: Desk, kim: Visitor, filters: str, hits: int) -> None:
    register_once(desk, participants=(ANA, BO))
    assert len(lines(kim.open(f"/staff/registrations?{filters}"))) == hits


def test_filters_stay_when_somebody_is_searched_for(desk: Desk, kim: Visitor) -> None:
    register_once(desk, participants=(ANA, BO))
    kim.open("/staff/registrations?state=held&class=FA-2031-03&channel=web")
    page = kim.press("Search", {"search": "ana"})
    assert dict(page.request.args) == {"state": "held", "class": "FA-2031-03", "channel": "web"}


def test_a_long_list_comes_in_pages(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions, "BIG", capacity=60)
    many = tuple(Contact(f"Guest {n}", f"g{n}@example.org", "+4722123456") for n in range(20))
    for number in range(2):
        register_once(desk, token=str(number), code="BIG", participants=many)
    page = kim.open("/staff/registrations?class=BIG")
    assert len(lines(page)) == 25
    page = kim.open(page.link("Next"))
    assert len(lines(page)) == 15
    assert "Page 2 of 2" in page.words
    assert len(lines(kim.open(page.link("Previous")))) == 25
    for beyond in ("99", "0", "-1", "x", "٣", "9999999999"):
        assert kim.open(f"/staff/registrations?page={beyond}").status_code == 200
