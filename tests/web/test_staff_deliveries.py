"""The overview and the list of deliveries: counted, urgent first, within their budgets."""

from pathlib import Path

import pytest

from app.domain.contact import Contact
from app.domain.delivery import DeliveryState
from tests.fakes.gateway import FakeGateway
from tests.watching import words_of
from tests.web.staffroom import (
    add_members,
    arrive,
    lines,
    pay,
    put_delivery,
    sign_in,
)
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, Desk, add_class, register_once

S = DeliveryState
# The overview also asks how every destination stands, what one of them holds otherwise, what
# differs at partners, and which classes are overbooked.
BUDGET = 13


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    add_class(desk.sessions)
    visitor = sign_in(arrive(desk, tmp_path))
    visitor.client.private = (ANA.name, ANA.email)
    return visitor


def test_deliveries_are_counted_by_state_and_the_urgent_come_first(
    desk: Desk, kim: Visitor
) -> None:
    register_once(desk, participants=(ANA, BO))
    put_delivery(desk, "iso", S.UNKNOWN, newest=True)
    put_delivery(desk, "mail", S.DEAD)
    page = kim.open("/staff/deliveries")
    found = lines(page)
    assert [line.split()[0] for line in found[:2]] == ["ISO", "Mail"]
    assert "unknown" in found[0]
    iso = next(words_of(row) for row in page.all("tr") if words_of(row).startswith("ISO"))
    assert iso == "ISO 1 0 1 0 0 0 0 0"


@pytest.mark.parametrize(
    ("filters", "hits"),
    [
        ("", 3),
        ("?destination=iso", 1),
        ("?destination=nobody", 0),
        ("?destination=%07", 3),
        ("?state=delivered", 1),
        ("?state=due&destination=mail", 1),
        ("?state=nonsense", 3),
    ],
)
def test_deliveries_are_narrowed(desk: Desk, kim: Visitor, filters: str, hits: int) -> None:
    register_once(desk, participants=(ANA, BO))
    put_delivery(desk, "iso", S.DELIVERED)
    page = kim.open(f"/staff/deliveries{filters}")
    assert (0 if "None." in page.words else len(lines(page))) == hits


def test_what_waits_behind_another_says_so(desk: Desk, kim: Visitor, gateway: FakeGateway) -> None:
    pay(desk, gateway, register_once(desk, participants=(ANA,)).reference)
    put_delivery(desk, "iso", S.UNKNOWN)
    found = lines(kim.open("/staff/deliveries?destination=iso"))
    assert "after the one before it" in found[1]


def test_retrying_from_the_list_comes_back_to_it(desk: Desk, kim: Visitor) -> None:
    register_once(desk, participants=(ANA,))
    put_delivery(desk, "iso", S.REFUSED)
    kim.open("/staff/deliveries?destination=iso&state=refused")
    page = kim.press("Try again at ISO: Seat held")
    assert page.request.full_path == "/staff/deliveries?destination=iso&state=refused"


def test_the_overview_says_what_needs_somebody(
    desk: Desk, kim: Visitor, gateway: FakeGateway
) -> None:
    register_once(desk, token="1", participants=(ANA,))
    pay(desk, gateway, register_once(desk, token="2", participants=(BO,)).reference)
    put_delivery(desk, "iso", S.UNKNOWN, words="the line went dead")
    page = kim.open("/staff/")
    for words in (
        "2 registered in the last 24 hours",
        "1 order holds seats unpaid",
        "1 delivery stands still",
        "the line went dead",
        "Connector off",
        "1 standing still",
    ):
        assert words in page.words


def test_an_empty_desk_has_calm_pages(kim: Visitor) -> None:
    assert "Nothing stands still" in kim.open("/staff/").words
    assert "Nobody like that" in kim.open("/staff/registrations").words
    assert "None." in kim.open("/staff/deliveries").words


# -- budgets ---------------------------------------------------------------------------------------


def test_no_page_asks_the_database_more_for_more_rows(
    desk: Desk, kim: Visitor, gateway: FakeGateway
) -> None:
    add_class(desk.sessions, "BIG", capacity=60)
    many = tuple(Contact(f"Guest {n}", f"g{n}@example.org", "+4722123456") for n in range(19))
    few = _count(desk, kim, gateway, token="few", participants=(ANA,))
    _count(desk, kim, gateway, token="more", participants=many)
    more = _count(desk, kim, gateway, token="many", participants=many)
    assert more == few
    assert max(few) <= BUDGET


def _count(
    desk: Desk,
    visitor: Visitor,
    gateway: FakeGateway,
    *,
    token: str,
    participants: tuple[Contact, ...],
) -> list[int]:
    """Register, pay, and return how many statements each page needs then."""
    order = register_once(desk, token=token, code="BIG", participants=participants).reference
    pay(desk, gateway, order)
    addresses = ("/staff/", "/staff/registrations", "/staff/deliveries", f"/staff/orders/{order}")
    return [_statements(visitor, address) for address in addresses]


def _statements(visitor: Visitor, address: str) -> int:
    page = visitor.open(address)
    assert page.status_code == 200
    return len(page.statements)
