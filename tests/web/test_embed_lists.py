"""Lists of classes inside another site, and the script that a host's page loads."""

import re

import pytest

from tests import catalogue_world
from tests.web.embedding import OTHER, PROGRAM, SITE, allow, ancestors, orders
from tests.web.visitor import ADA, Visitor
from tests.worlds import CLASS, Desk, add_class

LARGEST = 10_000


@pytest.fixture
def guest(desk: Desk, ada: Visitor) -> Visitor:
    """Return somebody at a site that may show the forms of a program with two classes."""
    add_class(desk.sessions, prices=())
    add_class(desk.sessions, "FA-2", prices=())
    allow(desk.sessions, SITE)
    return ada


def codes(guest: Visitor) -> list[str]:
    return [
        link.attrib["href"].removeprefix("/embed/").partition("?")[0]
        for link in guest.here.all("a", class_="line")
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestLists:
    def test_a_program_has_its_classes_each_with_its_form(self, desk: Desk, guest: Visitor) -> None:
        guest.open(f"/embed/{PROGRAM}?site={SITE}&source=host&back={SITE}/thanks")
        assert ancestors(guest.here) == f"frame-ancestors {SITE}"
        assert codes(guest) == [CLASS, "FA-2"]
        (link, _) = guest.here.all("a", class_="line")
        guest.open(link.attrib["href"])
        assert guest.here.one("input", name="source").attrib["value"] == "host"
        guest.press("Continue", ADA)
        page = guest.press("Confirm registration")
        assert page.link("Back to www.host.example") == f"{SITE}/thanks"
        assert len(orders(desk)) == 1

    def test_a_venue_has_for_a_site_what_that_site_may_show(
        self, desk: Desk, guest: Visitor
    ) -> None:
        catalogue_world.add_program(desk.sessions, "SAILING")
        catalogue_world.add_class(desk.sessions, "SA-1", program="SAILING", city="Quay")
        allow(desk.sessions, OTHER, program="SAILING")
        guest.open(f"/embed/quay?site={SITE}")
        assert codes(guest) == [CLASS, "FA-2"]
        guest.open(f"/embed/quay?site={OTHER}")
        assert codes(guest) == ["SA-1"]
        assert guest.open("/embed/quay?site=https://third.example").status_code == 403

    def test_a_code_can_be_asked_for_as_one_thing_alone(self, guest: Visitor) -> None:
        assert guest.open(f"/embed/{PROGRAM}?of=program").status_code == 200
        assert guest.open(f"/embed/{PROGRAM}?of=class").status_code == 404

    def test_a_program_without_dates_says_so(self, desk: Desk, guest: Visitor) -> None:
        desk.later(days=365)
        guest.open(f"/embed/{PROGRAM}")
        assert "no dates at the moment" in guest.here.words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestTheScript:
    def test_it_is_small_and_for_every_site(self, guest: Visitor) -> None:
        answer = guest.client.get("/embed/v1.js", headers={"Accept-Encoding": "identity"})
        assert len(answer.get_data()) < LARGEST
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        again = guest.client.get("/embed/v1.js", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304

    def test_it_evaluates_nothing_and_loads_nothing(self, guest: Visitor) -> None:
        source = guest.client.get("/embed/v1.js").get_data(as_text=True)
        for word in (
            "eval",
            "Function(",
            "innerHTML",
            "document.write",
            "import",
            "fetch(",
            "cookie",
        ):
            assert not re.search(rf"\b{re.escape(word)}", source), word
