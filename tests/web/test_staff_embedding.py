"""Staff and a program inside other sites: who may show it, what is pasted, what is in the way."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.domain.host_page import HostPage, PageReader, PageUnread, nobody_reads
from app.parts import Parts
from tests.web.embedding import OTHER, PROGRAM, SITE, allow
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, sign_in
from tests.web.visitor import Visitor, fields_of
from tests.worlds import CLASS, Desk, add_class

PAGE = f"/staff/programs/{PROGRAM}/embed"


@dataclass
class Looking(Desk):
    """A desk that reads pages of other sites as it is told."""

    read_page: PageReader = nobody_reads

    @property
    def parts(self) -> Parts:
        """Return the parts as the outer ring has them."""
        return replace(super().parts, read_page=self.read_page)


@pytest.fixture
def coordinator(desk: Desk, tmp_path: Path) -> Visitor:
    """Return a coordinator who is signed in, at a desk with a class."""
    add_class(desk.sessions)
    add_members(desk)
    return sign_in(arrive(desk, tmp_path))


def pasted(visitor: Visitor) -> str:
    """Return what the page has to be pasted, and the header lines behind it."""
    codes = visitor.here.all("code")
    return "\n".join("".join(each.itertext()) for each in codes)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestSites:
    def test_a_site_is_added_and_removed(self, coordinator: Visitor) -> None:
        coordinator.open(PAGE)
        assert "None yet" in coordinator.here.words
        coordinator.press("Add the site", {"site": "www.host.example/courses"})
        assert f"{SITE} may show these forms" in coordinator.here.words
        assert coordinator.client.get(f"/embed/{CLASS}?site={SITE}").status_code == 200
        coordinator.press(f"Remove {SITE}")
        assert "may not show these forms any more" in coordinator.here.words
        assert coordinator.client.get(f"/embed/{CLASS}?site={SITE}").status_code == 403

    def test_what_is_no_site_is_refused_beside_the_field(self, coordinator: Visitor) -> None:
        coordinator.open(PAGE)
        page = coordinator.press("Add the site", {"site": "http://www.host.example"})
        assert page.status_code == 422
        assert "The site must have https" in page.words
        assert page.one("input", id="site").attrib["value"] == "http://www.host.example"

    def test_whoever_only_keeps_the_books_changes_nothing(
        self, desk: Desk, coordinator: Visitor, tmp_path: Path
    ) -> None:
        allow(desk.sessions, SITE)
        clerk = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
        page = clerk.open(PAGE)
        assert SITE in page.words
        assert "Add the site" not in page.words
        form = {**fields_of(clerk.form_with("Sign out")), "site": SITE}
        for deed in ("sites", "sites/remove", "examine"):
            assert clerk.client.post(f"{PAGE}/{deed}", data=form).status_code == 403

    def test_a_program_that_is_not_there_is_not_found(self, coordinator: Visitor) -> None:
        other = "/staff/programs/NONE/embed"
        assert coordinator.client.get(other).status_code == 404
        form = {**fields_of(coordinator.form_with("Sign out")), "site": SITE}
        assert coordinator.client.post(f"{other}/sites", data=form).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWhatIsPasted:
    def test_a_class_leads_to_the_snippet_of_its_form(self, coordinator: Visitor) -> None:
        coordinator.open(f"/staff/classes/{CLASS}")
        coordinator.open(coordinator.here.link("Embed it in a website"))
        said = pasted(coordinator)
        assert f'<a href="http://desk.example.test/classes/{CLASS}/register"' in said
        assert f'data-coursedesk="{CLASS}" data-of="class"' in said
        assert '<script src="http://desk.example.test/embed/v1.js" async></script>' in said
        assert "script-src http://desk.example.test/embed/v1.js" in said
        assert "frame-src http://desk.example.test" in said

    def test_a_list_and_a_lead_source_can_be_chosen(self, coordinator: Visitor) -> None:
        coordinator.open("/staff/lead-sources")
        coordinator.press("Add", {"name": "Partner site"})
        coordinator.open(f"{PAGE}?what=venue:quay&source=partner-site")
        said = pasted(coordinator)
        assert 'href="http://desk.example.test/embed/quay?of=venue&amp;source=partner-site"' in said
        assert 'data-source="partner-site"' in said

    def test_the_preview_is_the_form_itself_and_may_stand_there(self, coordinator: Visitor) -> None:
        page = coordinator.open(f"{PAGE}?what=class:{CLASS}")
        assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
        assert page.one("a", data_coursedesk=CLASS).attrib["data-of"] == "class"
        own = f"/embed/{CLASS}?site=http://desk.example.test"
        framed = coordinator.client.get(own)
        policy = framed.headers["Content-Security-Policy"]
        assert "frame-ancestors http://desk.example.test" in policy


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestTheDoctor:
    def look(self, desk: Desk, place: Path, seen: HostPage | PageUnread) -> Visitor:
        """Have a coordinator look at a page that is like that."""
        asked: list[str] = []

        def read(address: str) -> HostPage | PageUnread:
            asked.append(address)
            return seen

        clerk = sign_in(arrive(Looking(desk.sessions, read_page=read), place))
        clerk.open(f"{PAGE}?what=class:{CLASS}")
        clerk.press("Look at it", {"page": f"{OTHER}/courses"})
        assert asked == [f"{OTHER}/courses"]
        return clerk

    def test_it_says_what_is_missing_and_lets_the_site_in(
        self, desk: Desk, coordinator: Visitor, tmp_path: Path
    ) -> None:
        page = HostPage(f"{OTHER}/courses", 200, "text/html", (), "<p>Nothing")
        clerk = self.look(desk, tmp_path, page)
        assert f"{OTHER} is not on the list" in clerk.here.words
        assert "Nothing is pasted" in clerk.here.words
        clerk.press(f"Let {OTHER} show it")
        assert f"{OTHER} may show these forms" in clerk.here.words

    def test_a_page_that_cannot_be_read_is_said_to_be(
        self, desk: Desk, coordinator: Visitor, tmp_path: Path
    ) -> None:
        clerk = self.look(desk, tmp_path, PageUnread("There is no host called that."))
        assert "The page cannot be read There is no host called that." in clerk.here.words

    def test_an_address_is_needed(self, coordinator: Visitor) -> None:
        coordinator.open(PAGE)
        page = coordinator.press("Look at it", {"page": " "})
        assert page.status_code == 422
        assert "Enter the address of the page" in page.words
