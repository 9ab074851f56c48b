"""Staff look at letters, and have one sent to themselves, before anybody gets it."""

from pathlib import Path

import pytest

from app.domain.mail_text import LETTERS
from app.sandbox.server import Sandbox
from app.usecases.send_test_letter import MOST_TEST_LETTERS
from tests.fakes.mail_server import HANG_UP, MailServer
from tests.fixtures.ports import free_port
from tests.mail.letters import inbox
from tests.web.mailing import HELLO, PAGE, framed, mail_desk
from tests.web.staffroom import COORDINATOR, add_members, arrive, sign_in
from tests.web.visitor import Visitor, fields_of
from tests.worlds import Desk


@pytest.fixture
def kim(desk: Desk, sandbox: Sandbox, tmp_path: Path) -> Visitor:
    """Return a coordinator who is signed in, at a desk whose letters lie in the inbox."""
    return sign_in(arrive(mail_desk(desk, sandbox.mail_port), tmp_path))


class TestLooking:
    def test_every_letter_is_shown_as_it_is(self, kim: Visitor) -> None:
        for kind in LETTERS:
            page = kim.open(f"/staff/mails/{kind.value}/en")
            assert page.status_code == 200
            assert "Example course" in framed(kim)
            assert "Example course" in "".join(page.one("pre").itertext())

    def test_it_is_shown_before_it_is_kept(self, kim: Visitor) -> None:
        kim.open(PAGE)
        page = kim.send(f"{PAGE}/preview", {**fields_of(kim.form_with("Keep it")), **HELLO})
        assert page.status_code == 200
        assert "Subject: Welcome to Example course" in page.words
        assert "<h1>Hello again</h1>" in framed(kim)
        assert page.one("input", id="heading").attrib["value"] == "Hello again"
        kim.open(PAGE)
        assert kim.here.one("input", id="heading").attrib["value"] == ""

    def test_markup_is_shown_and_not_drawn(self, kim: Visitor) -> None:
        kim.open(PAGE)
        evil = "<script src=//evil.example></script></iframe><style>*{}</style>".replace("{}", "")
        given = {**fields_of(kim.form_with("Keep it")), "heading": evil, "opening": evil}
        page = kim.send(f"{PAGE}/preview", given)
        assert "evil.example" in page.words
        assert "<script" not in framed(kim)
        assert framed(kim).count("<style>") == 1
        assert not [each for each in page.all("script") if "evil" in each.attrib.get("src", "")]

    def test_the_page_lets_the_letters_own_style_be_drawn_and_nothing_else(
        self, kim: Visitor
    ) -> None:
        policy = kim.open(PAGE).headers["Content-Security-Policy"]
        (style,) = [each for each in policy.split("; ") if each.startswith("style-src")]
        assert style.startswith("style-src 'self' 'sha256-")
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-src" not in policy

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_without_mail_there_is_nothing_to_look_at(self, desk: Desk, tmp_path: Path) -> None:
        add_members(desk)
        kim = sign_in(arrive(desk, tmp_path))
        page = kim.open(PAGE)
        assert "There is no mail server" in page.words
        assert "Send it to" not in page.words
        form = {**fields_of(kim.form_with("Keep it")), **HELLO}
        assert kim.client.post(f"{PAGE}/test", data=form).status_code == 404
        assert "It is kept" in kim.press("Keep it", HELLO).words


class TestTrying:
    def try_it(self, kim: Visitor, given: dict[str, str]) -> str:
        kim.open(PAGE)
        form = {**fields_of(kim.form_with("Keep it")), **given}
        return kim.send(f"{PAGE}/test", form).words

    def test_it_goes_to_whoever_is_signed_in_and_nobody_else(
        self, kim: Visitor, sandbox: Sandbox
    ) -> None:
        said = self.try_it(kim, {**HELLO, "to": "eve@example.org"})
        assert f"The letter was handed over for {COORDINATOR}: mail server answered 250" in said
        (came,) = inbox(sandbox)
        assert came.to == [COORDINATOR]
        assert came.message["Subject"] == "[Test] Welcome to Example course"
        assert "Bring a pen." in came.part("plain")
        assert kim.here.one("input", id="heading").attrib["value"] == "Hello again"
        kim.open(PAGE)
        assert "Who changed it" not in kim.here.words

    def test_there_are_so_many_in_a_while(self, kim: Visitor, sandbox: Sandbox) -> None:
        for _ in range(MOST_TEST_LETTERS):
            self.try_it(kim, HELLO)
        assert "Too many tries. Try again in 15 minutes. No letter" in self.try_it(kim, HELLO)
        assert len(inbox(sandbox)) == MOST_TEST_LETTERS

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_a_mail_server_that_is_away_is_said_to_be(self, desk: Desk, tmp_path: Path) -> None:
        kim = sign_in(arrive(mail_desk(desk, free_port()), tmp_path))
        assert "The letter was not sent: mail server: " in self.try_it(kim, HELLO)

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_a_letter_of_which_nobody_knows_is_not_said_to_be_sent(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        with MailServer({"text": HANG_UP}) as server:
            kim = sign_in(arrive(mail_desk(desk, server.port), tmp_path))
            assert "Nobody knows whether the letter went: mail server" in self.try_it(kim, HELLO)
