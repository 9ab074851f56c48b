"""Staff and what letters say: written and given back, by whom, and never lost."""

from pathlib import Path

import pytest

from app.domain.language import LANGUAGES
from app.domain.mail_text import LETTERS
from app.sandbox.server import Sandbox
from tests.mail.letters import inbox
from tests.web.mailing import HELLO, PAGE, MailDesk, framed, letters, mail_desk
from tests.web.staffroom import BOOKKEEPER, COORDINATOR, arrive, sign_in
from tests.web.visitor import Visitor, fields_of, problems
from tests.worlds import Desk


@pytest.fixture
def posting(desk: Desk, sandbox: Sandbox) -> MailDesk:
    """Return a desk whose letters lie in the sandbox's inbox."""
    return mail_desk(desk, sandbox.mail_port)


@pytest.fixture
def kim(posting: MailDesk, tmp_path: Path) -> Visitor:
    """Return a coordinator who is signed in."""
    return sign_in(arrive(posting, tmp_path))


class TestWriting:
    def test_what_is_written_is_in_the_next_letter(
        self, posting: MailDesk, kim: Visitor, sandbox: Sandbox
    ) -> None:
        kim.open("/staff/mails")
        kim.open(kim.here.link("English – The registration is confirmed (ours)"))
        page = kim.press("Keep it", HELLO)
        assert "It is kept. The next letter says so." in page.words
        (came,) = letters(posting, sandbox)
        assert came.message["Subject"] == "Welcome to First aid"
        assert "<h1>Hello again</h1>" in came.part("html")
        assert "Your registration is confirmed" in came.part("html")
        assert "Bring a pen." in came.part("plain")
        kim.open("/staff/mails")
        assert kim.here.link("English – The registration is confirmed (yours)")

    def test_each_language_has_its_own(
        self, posting: MailDesk, kim: Visitor, sandbox: Sandbox
    ) -> None:
        for language in LANGUAGES:
            kim.open(f"/staff/mails/order.confirmed/{language}")
            kim.press("Keep it", {"subject": f"In {language}"})
        for number, language in enumerate((*LANGUAGES, "")):
            came = letters(posting, sandbox, token=f"draft-{number}", language=language)
            assert came[-1].message["Subject"] == f"In {language or 'en'}"

    def test_it_can_be_given_back_to_ours(
        self, posting: MailDesk, kim: Visitor, sandbox: Sandbox
    ) -> None:
        kim.open(PAGE)
        assert "Back to ours" not in kim.here.words
        kim.press("Keep it", HELLO)
        page = kim.press("Back to ours")
        assert "The letter is ours again" in page.words
        assert page.one("input", id="heading").attrib["value"] == ""
        (came,) = letters(posting, sandbox)
        assert came.message["Subject"] == "Confirmed: First aid"

    def test_what_it_says_already_is_no_change(self, kim: Visitor) -> None:
        kim.open(PAGE)
        kim.press("Keep it", HELLO)
        page = kim.press("Keep it")
        assert "It said so already" in page.words
        assert page.words.count(f"{COORDINATOR} subject, heading, closing") == 1

    def test_who_wrote_what_is_on_the_page(self, kim: Visitor) -> None:
        kim.open(PAGE)
        kim.press("Keep it", HELLO)
        kim.press("Keep it", {"opening": "Dear all"})
        page = kim.press("Back to ours")
        assert f"{COORDINATOR} back to ours" in page.words
        assert f"{COORDINATOR} opening" in page.words
        assert f"{COORDINATOR} subject, heading, closing" in page.words
        assert "Dear all" in page.words

    @pytest.mark.parametrize("deed", ["", "/preview", "/test"])
    def test_what_does_not_fit_is_refused_by_name_and_stays_on_the_page(
        self, kim: Visitor, sandbox: Sandbox, deed: str
    ) -> None:
        kim.open(PAGE)
        given = {
            "subject": "Hello\r\nBcc: eve@example.org",
            "heading": "a { b",
            "opening": "Dear {{ config }}",
            "closing": "x" * 3001,
        }
        page = kim.send(f"{PAGE}{deed}", {**fields_of(kim.form_with("Keep it")), **given})
        assert page.status_code == 422
        assert problems(page) == [
            "The subject must be one line",
            "The heading has a brace alone. Braces only stand around a word that is filled in",
            "The opening has {config}, which is not filled in there. These are: "
            "{name}, {program}, {class}, {when}, {reference}, {site}",
            "The closing must be 3000 signs or less. It has 3001",
        ]
        assert page.one("input", id="heading").attrib["value"] == "a { b"
        assert "It can be shown once the problem above is mended" in page.words
        assert inbox(sandbox) == []
        kim.open(PAGE)
        assert "Who changed it" not in kim.here.words


class TestPrograms:
    def test_a_programs_own_goes_before_what_all_have(
        self, posting: MailDesk, kim: Visitor, sandbox: Sandbox
    ) -> None:
        kim.open(PAGE)
        kim.press("Keep it", HELLO)
        kim.open("/staff/classes/FA-2031-03")
        kim.open(kim.here.link("What its mails say"))
        kim.open(kim.here.link("English – The registration is confirmed (as all)"))
        assert "Of First aid alone." in kim.here.words
        assert "Empty, it is what all programs have: “Hello again”" in kim.here.words
        page = kim.press("Keep it", {"heading": "You will save lives"})
        assert "You will save lives" in framed(kim)
        assert "Bring a pen." in framed(kim)
        assert "Back to what all programs have" in page.words
        (came,) = letters(posting, sandbox)
        assert came.message["Subject"] == "Welcome to First aid"
        assert "<h1>You will save lives</h1>" in came.part("html")
        kim.open("/staff/mails?program=FIRST-AID")
        assert kim.here.link("English – The registration is confirmed (yours)")

    def test_what_is_not_there_is_not_found(self, kim: Visitor) -> None:
        for address in (
            "/staff/mails?program=NONE",
            f"{PAGE}?program=NONE",
            "/staff/mails/registration.held/en",
            "/staff/mails/nothing/en",
            "/staff/mails/order.confirmed/xx",
        ):
            assert kim.client.get(address).status_code == 404


class TestTwoOfTheStaff:
    def test_nobodys_text_is_lost_to_an_older_page(
        self, posting: MailDesk, kim: Visitor, tmp_path: Path
    ) -> None:
        other = sign_in(arrive(posting, tmp_path))
        other.open(PAGE)
        kim.open(PAGE)
        kim.press("Keep it", HELLO)
        page = other.press("Keep it", {"heading": "Another"})
        assert page.status_code == 409
        assert f"{COORDINATOR} changed this letter after you opened it" in page.words
        assert "Heading Hello again" in page.words
        assert page.one("input", id="heading").attrib["value"] == "Another"
        kim.open(PAGE)
        assert kim.here.one("input", id="heading").attrib["value"] == "Hello again"
        assert "It is kept" in other.press("Keep it").words
        kim.open(PAGE)
        assert kim.here.one("input", id="heading").attrib["value"] == "Another"

    def test_looking_at_it_does_not_make_an_old_page_a_new_one(
        self, posting: MailDesk, kim: Visitor, tmp_path: Path
    ) -> None:
        other = sign_in(arrive(posting, tmp_path))
        other.open(PAGE)
        kim.open(PAGE)
        kim.press("Keep it", HELLO)
        other.send(f"{PAGE}/preview", fields_of(other.form_with("Keep it")))
        assert other.press("Keep it", {"heading": "Another"}).status_code == 409

    def test_nor_does_giving_it_back(self, posting: MailDesk, kim: Visitor, tmp_path: Path) -> None:
        kim.open(PAGE)
        kim.press("Keep it", HELLO)
        other = sign_in(arrive(posting, tmp_path))
        other.open(PAGE)
        kim.press("Keep it", {"heading": "Newer"})
        assert other.press("Back to ours").status_code == 409
        kim.open(PAGE)
        assert kim.here.one("input", id="heading").attrib["value"] == "Newer"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWhoMay:
    def test_whoever_only_keeps_the_books_sees_and_changes_nothing(
        self, posting: MailDesk, sandbox: Sandbox, tmp_path: Path
    ) -> None:
        clerk = sign_in(arrive(posting, tmp_path), BOOKKEEPER)
        clerk.open("/staff/")
        assert not [each for each in clerk.here.all("a") if "/staff/mails" in each.attrib["href"]]
        form = {**fields_of(clerk.form_with("Sign out")), **HELLO}
        assert clerk.client.get("/staff/mails").status_code == 403
        assert clerk.client.get(PAGE).status_code == 403
        for deed in ("", "/preview", "/test", "/ours"):
            assert clerk.client.post(f"{PAGE}{deed}", data=form).status_code == 403
        assert inbox(sandbox) == []

    def test_who_mends_is_led_there(self, kim: Visitor) -> None:
        kim.open("/staff/")
        page = kim.open(kim.here.link("Mails"))
        for name in LETTERS.values():
            assert name in page.words

    def test_a_form_that_is_not_ours_changes_nothing(self, kim: Visitor) -> None:
        kim.open(PAGE)
        for deed in ("", "/preview", "/test", "/ours"):
            answer = kim.client.post(f"{PAGE}{deed}", data={"seen": "0", **HELLO})
            assert "The registration is confirmed" not in answer.words
        kim.open(PAGE)
        assert kim.here.one("input", id="heading").attrib["value"] == ""
