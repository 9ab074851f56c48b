"""Addresses of the staff area that somebody else wrote: nothing they say is a fault."""

from pathlib import Path

import pytest

from app.domain.contact import Contact
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import Visitor, fields_of
from tests.worlds import Desk, add_class, register_once


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    """Return a coordinator who is signed in, at a desk with more than one page of everything."""
    add_members(desk)
    add_class(desk.sessions, "BIG", capacity=60)
    for number in range(3):
        guests = tuple(
            Contact(f"Guest {number}.{n}", f"g{number}.{n}@example.org", "+4722123456")
            for n in range(20)
        )
        register_once(desk, token=str(number), code="BIG", participants=guests)
    return sign_in(arrive(desk, tmp_path))


@pytest.mark.parametrize(
    "query",
    [
        "endpoint=x",
        "self=1&values=2",
        "_method=POST",
        "_external=1&_scheme=javascript",
        "_anchor=x&_scheme=https",
    ],
)
def test_an_address_never_says_where_the_next_page_is(kim: Visitor, query: str) -> None:
    for page in ("/staff/registrations", "/staff/deliveries"):
        found = kim.open(f"{page}?{query}")
        (following,) = [
            link.attrib["href"] for link in found.all("a") if link.attrib.get("rel") == "next"
        ]
        assert (found.status_code, following) == (200, f"{page}?{query}&page=2")


@pytest.mark.parametrize("number", [2**31 - 1, 2**31, 2**63, 10**40])
@pytest.mark.parametrize("deed", ["retry", "skip"])
def test_a_delivery_of_any_number_that_is_nobodys_is_not_there(
    kim: Visitor, deed: str, number: int
) -> None:
    kim.open("/staff/password")
    fields = {**fields_of(kim.form_with("Sign out")), "reason": ["because"]}
    assert kim.send(f"/staff/deliveries/{number}/{deed}", fields).status_code == 404
