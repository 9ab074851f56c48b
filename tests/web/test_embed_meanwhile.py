"""What comes in between while somebody registers inside another site; they stay in the frame."""

import pytest

from tests.vouchers import CODE, add_voucher, change_voucher
from tests.watching import WatchedResponse
from tests.web.embedding import FRAME, SITE, allow, ancestors, fill, orders
from tests.web.visitor import ADA, Visitor, participant, problems
from tests.worlds import CLASS, Desk, add_class, register_once


@pytest.fixture
def guest(desk: Desk, ada: Visitor) -> Visitor:
    """Return somebody at a site that may show the forms of a class with two places and a line."""
    add_class(desk.sessions, capacity=2, waiting_list=True)
    allow(desk.sessions, SITE)
    return ada


def stays(page: WatchedResponse) -> bool:
    """Say whether the page stands in the frame, and its forms and ways lead to such as it."""
    leads = [form.attrib["action"] for form in page.all("form")]
    inside = [link.attrib["href"] for link in page.all("a") if "target" not in link.attrib]
    ours = all(each.startswith(("/embed/", "#")) for each in (*leads, *inside))
    return ours and ancestors(page) == f"frame-ancestors {SITE}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestInTheFrame:
    def test_every_page_leads_to_pages_of_the_frame(self, guest: Visitor) -> None:
        assert stays(guest.open(FRAME))
        assert stays(guest.press("Add another participant"))
        assert stays(guest.press("Continue", {}))
        assert problems(guest.here)
        assert stays(fill(guest))

    def test_a_voucher_is_applied_refused_and_removed(self, desk: Desk, guest: Visitor) -> None:
        add_voucher(desk.sessions)
        fill(guest)
        assert stays(guest.press("Apply", {"voucher": "NOSUCH2031"}))
        assert problems(guest.here)
        assert stays(guest.press("Apply", {"voucher": CODE}))
        assert stays(guest.press("Remove voucher"))
        guest.press("Apply", {"voucher": CODE})
        page = guest.press("Confirm registration")
        assert page.one("body").attrib["data-outcome"] == "confirmed"

    def test_a_voucher_that_ends_meanwhile_leads_back_to_the_form(
        self, desk: Desk, guest: Visitor
    ) -> None:
        add_voucher(desk.sessions)
        fill(guest)
        guest.press("Apply", {"voucher": CODE})
        change_voucher(desk.sessions, active=False)
        assert stays(guest.press("Confirm registration"))
        assert "This voucher cannot be used any more" in guest.here.words
        guest.press("Continue", {"voucher": ""})
        guest.press("Pay NOK 4,200")
        assert len(orders(desk)) == 1

    def test_the_last_places_going_lead_into_the_line(self, desk: Desk, guest: Visitor) -> None:
        fill(guest)
        for number in (1, 2):
            register_once(desk, token=f"draft-{number}")
        assert stays(guest.press("Pay NOK 4,200", {"window": "frame"}))
        assert "The last places went meanwhile" in guest.here.words
        page = guest.press("Join the waiting list")
        assert page.one("body").attrib["data-outcome"] == "on the waiting list"

    def test_a_class_that_is_full_for_so_many_leads_back_to_who_takes_part(
        self, desk: Desk, ada: Visitor
    ) -> None:
        add_class(desk.sessions, capacity=2)
        allow(desk.sessions, SITE)
        ada.open(FRAME)
        ada.press("Add another participant")
        ada.press("Continue", {**ADA, **participant(2, "Bo Berg")})
        register_once(desk)
        page = ada.press("Pay NOK 8,400")
        assert page.status_code == 409
        assert stays(page)
        ada.open(page.link("Change who takes part").partition("#")[0])
        assert stays(ada.here)
        assert ada.here.one("input", id="participant-2-name").attrib["value"] == "Bo Berg"

    def test_a_draft_that_is_gone_begins_anew(self, guest: Visitor) -> None:
        address = fill(guest).one("a", class_="back").attrib["href"]
        state = address.partition("state=")[2].partition("&")[0]
        page = guest.open(f"/embed/{CLASS}/no-draft?site={SITE}&state={state}")
        assert page.status_code == 404
        assert stays(page)
        assert stays(guest.open(page.link("Start again")))
