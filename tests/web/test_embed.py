"""The form of a class inside another site: who may show it, and what comes of it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.store.database import reading
from app.store.lead_source import LeadSource
from app.store.registration import Registration
from app.usecases.change_sites import forbid_site
from app.usecases.keep_lead_source import add_lead_source
from tests.fakes.gateway import FakeGateway
from tests.web.embedding import FRAME, OTHER, PROGRAM, SITE, allow, ancestors, fill, orders
from tests.web.ordering import address, hear
from tests.web.visitor import ADA, Visitor, fields_of, open_site
from tests.worlds import CLASS, NOW, Desk, add_class, register_once, seats


@pytest.fixture
def guest(desk: Desk, ada: Visitor) -> Visitor:
    """Return somebody at a site that may show the forms of a free class."""
    add_class(desk.sessions, prices=())
    allow(desk.sessions, SITE)
    return ada


@pytest.fixture
def payer(desk: Desk, ada: Visitor) -> Visitor:
    """Return somebody at a site that may show the forms of a class that costs something."""
    add_class(desk.sessions)
    allow(desk.sessions, SITE)
    return ada


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWhoMayShowIt:
    def test_an_allowed_site_may_and_no_other(self, guest: Visitor) -> None:
        page = guest.open(FRAME)
        assert page.status_code == 200
        assert ancestors(page) == f"frame-ancestors {SITE}"
        assert "X-Frame-Options" not in page.headers

    def test_a_site_that_isolates_its_pages_may_show_it_too(self, guest: Visitor) -> None:
        said = guest.open(FRAME).headers
        assert said["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert said["Cross-Origin-Resource-Policy"] == "cross-origin"

    def test_a_site_that_is_not_on_the_list_is_refused_in_plain_words(self, guest: Visitor) -> None:
        page = guest.open(f"/embed/{CLASS}?site={OTHER}")
        assert page.status_code == 403
        assert f"{OTHER} is not among the sites" in page.words
        assert ancestors(page) == "frame-ancestors 'none'"
        assert page.headers["X-Frame-Options"] == "DENY"

    @pytest.mark.parametrize(
        "site", ["null", "", "https://", "*", "https://www.host.example.evil.example"]
    )
    def test_what_is_no_site_of_ours_is_refused(self, guest: Visitor, site: str) -> None:
        page = guest.open(f"/embed/{CLASS}?site={site}")
        assert page.status_code == 403
        assert ancestors(page) == "frame-ancestors 'none'"

    def test_a_site_that_is_taken_off_the_list_is_out_at_once(
        self, desk: Desk, guest: Visitor
    ) -> None:
        guest.open(FRAME)
        assert forbid_site(desk.sessions, program=PROGRAM, origin=SITE)
        page = guest.press("Continue", ADA)
        assert page.status_code == 403
        assert orders(desk) == []

    def test_where_no_site_is_named_all_of_the_programs_may(
        self, desk: Desk, guest: Visitor
    ) -> None:
        allow(desk.sessions, OTHER)
        assert ancestors(guest.open(f"/embed/{CLASS}")) == f"frame-ancestors {OTHER} {SITE}"

    def test_a_program_without_a_list_is_shown_by_nobody(self, desk: Desk, ada: Visitor) -> None:
        add_class(desk.sessions)
        page = ada.open(f"/embed/{CLASS}")
        assert page.status_code == 200
        assert ancestors(page) == "frame-ancestors 'none'"
        assert page.headers["X-Frame-Options"] == "DENY"

    def test_every_other_page_stays_in_nobodys_frame(self, guest: Visitor) -> None:
        for other in ("/", "/programs", f"/classes/{CLASS}", f"/classes/{CLASS}/register"):
            page = guest.open(other)
            assert ancestors(page) == "frame-ancestors 'none'"
            assert page.headers["X-Frame-Options"] == "DENY"

    def test_what_is_not_there_is_said_to_be(self, guest: Visitor) -> None:
        page = guest.open("/embed/NOTHING")
        assert page.status_code == 404
        assert "nothing to register for" in page.words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestRegistering:
    def test_a_free_place_is_had_inside_the_frame(self, desk: Desk, guest: Visitor) -> None:
        fill(guest)
        assert "Check your answers" in guest.here.words
        assert ancestors(guest.here) == f"frame-ancestors {SITE}"
        page = guest.press("Confirm registration")
        assert "You are registered" in page.words
        assert page.one("body").attrib["data-outcome"] == "confirmed"
        (order,) = orders(desk)
        assert page.link("See your registration").startswith(
            f"http://desk.example.test/orders/{order.reference}?token="
        )
        assert seats(desk.sessions).taken == 1

    def test_no_cookie_is_set_or_needed(self, desk: Desk, tmp_path: Path, guest: Visitor) -> None:
        # A browser that keeps none: each request is a stranger's.
        answers = [guest.client.get(FRAME)]
        fields = {**fields_of(answers[0].one("form")), **ADA, "action": "continue"}
        answers.append(open_site(desk, tmp_path).post(FRAME, data=fields))
        check = answers[-1].headers["Location"]
        answers.append(open_site(desk, tmp_path).get(check))
        sent = answers[-1].all("form")[-1]
        answers.append(open_site(desk, tmp_path).post(sent.attrib["action"], data=fields_of(sent)))
        assert len(orders(desk)) == 1
        assert [each.headers.get("Set-Cookie") for each in answers] == [None] * 4

    @pytest.mark.parametrize(
        "sent", [{"email": "none", "action": "continue"}, {"action": "keep"}, {"action": "add"}]
    )
    def test_what_is_remembered_for_somebody_is_in_no_cookie(
        self, guest: Visitor, sent: dict[str, str]
    ) -> None:
        fields = {**fields_of(guest.open(FRAME).one("form")), **ADA, **sent}
        answer = guest.client.post(FRAME, data=fields)
        assert answer.status_code in (200, 303, 422)
        assert "Set-Cookie" not in answer.headers

    def test_paying_takes_the_whole_window(self, desk: Desk, payer: Visitor) -> None:
        fill(payer)
        form = payer.form_with("Pay NOK 4,200")
        assert form.attrib["target"] == "_top"
        payer.press("Pay NOK 4,200")
        assert payer.left_for.startswith("https://pay.example.test/")

    def test_what_would_be_paid_inside_the_frame_is_held_and_leads_out(
        self, desk: Desk, payer: Visitor
    ) -> None:
        fill(payer)
        page = payer.press("Pay NOK 4,200", {"window": "frame"})
        assert payer.left_for == ""
        assert page.one("body").attrib["data-outcome"] == "waiting for payment"
        assert "/orders/" in page.link("Pay and see your registration")

    def test_whoever_pays_finds_the_way_back_to_the_site(
        self, desk: Desk, gateway: FakeGateway, payer: Visitor
    ) -> None:
        fill(payer, f"{FRAME}&back={SITE}/courses/thanks")
        payer.press("Pay NOK 4,200")
        hear(desk, gateway, payer.left_for.rpartition("/")[2])
        (order,) = orders(desk)
        payer.open(address(order.reference))
        assert payer.here.link("Back to www.host.example") == f"{SITE}/courses/thanks"
        forbid_site(desk.sessions, program=PROGRAM, origin=SITE)
        payer.open(address(order.reference))
        assert "Back to" not in payer.here.words

    @pytest.mark.parametrize(
        "back",
        [
            f"{OTHER}/phishing",
            "https://www.host.example.evil.example/",
            "javascript:alert(1)",
            "//elsewhere.example/",
            "https://www.host.example@elsewhere.example/",
            f"{SITE}/{'x' * 600}",
        ],
    )
    def test_the_way_back_leads_to_no_other_site(self, guest: Visitor, back: str) -> None:
        fill(guest, f"{FRAME}&back={back}")
        page = guest.press("Confirm registration")
        assert "Back to" not in page.words

    def test_the_lead_source_is_kept(self, desk: Desk, guest: Visitor) -> None:
        add_lead_source(desk.sessions, name="Partner site", partners={}, now=NOW)
        fill(guest, f"{FRAME}&source=partner-site")
        guest.press("Confirm registration")
        with reading(desk.sessions) as session:
            kept = select(LeadSource.code).join(
                Registration, Registration.lead_source_id == LeadSource.id
            )
            assert session.scalars(kept).all() == ["partner-site"]

    def test_papers_are_in_the_language_that_the_host_names(
        self, desk: Desk, guest: Visitor
    ) -> None:
        guest.open(f"{FRAME}&lang=de-AT")
        guest.press("Weiter", ADA)
        guest.press("Anmeldung bestätigen")
        assert [order.language for order in orders(desk)] == ["de"]

    def test_mistakes_are_said_inside_the_frame(self, guest: Visitor) -> None:
        guest.open(FRAME)
        page = guest.press("Continue", {**ADA, "email": "none"})
        assert page.status_code == 422
        assert ancestors(page) == f"frame-ancestors {SITE}"
        assert "error-summary" in page.get_data(as_text=True)

    def test_the_form_can_be_changed_before_it_is_sent(self, desk: Desk, guest: Visitor) -> None:
        fill(guest)
        guest.open(guest.here.link("Back to the form"))
        guest.press("Continue", {"name": "Ada Byron"})
        guest.press("Confirm registration")
        assert [order.name for order in orders(desk)] == ["Ada Byron"]

    def test_what_is_saved_for_later_is_found_on_our_own_site(self, guest: Visitor) -> None:
        guest.open(FRAME)
        page = guest.press("Save and come back later", ADA)
        (link,) = [each for each in page.all("a") if "kept=" in each.attrib["href"]]
        assert link.attrib["target"] == "_top"
        guest.open(link.attrib["href"].removeprefix("http://desk.example.test"))
        assert guest.here.one("input", id="name").attrib["value"] == ADA["name"]

    def test_a_class_that_is_full_is_said_to_be(self, desk: Desk, ada: Visitor) -> None:
        add_class(desk.sessions, capacity=1)
        allow(desk.sessions, SITE)
        register_once(desk)
        page = ada.open(FRAME)
        assert "This class is full" in page.words
        assert ancestors(page) == f"frame-ancestors {SITE}"
