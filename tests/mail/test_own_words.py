"""Claims about letters that staff wrote into: their words around the facts, never instead."""

import re
from typing import Any

import html5lib
import pytest

from app.domain.event import EventKind
from app.domain.mail_text import LETTERS, OURS, About, MailText
from app.mail.subjects import SUBJECTS
from app.sandbox.server import Sandbox
from tests.mail.letters import Came
from tests.mail.telling import CANCELLED, COMPLETED, CONFIRMED, HELD, MOVED, flat, letter, says

TEXT = MailText(
    subject="Mail of {site}: {program}",
    heading="Dear {name}",
    opening="We look forward to it.\nSee you in {class}.\n\nIt begins {when}.",
    closing="Yours,\nthe people of {site}",
)


def written(sandbox: Sandbox, kind: EventKind, text: MailText, **changed: Any) -> Came:
    return letter(sandbox, kind, texts=lambda about: text, **changed)


def texts_of(came: Came) -> set[str]:
    """Return every text between two tags of what a letter shows as HTML."""
    body = came.part("html").partition("<body>")[2]
    return {" ".join(each.split()) for each in re.split(r"<[^>]+>", body)}


def test_every_letter_can_be_written_into() -> None:
    assert set(LETTERS) == set(SUBJECTS)


@pytest.mark.parametrize("kind", SUBJECTS)
def test_what_staff_wrote_stands_around_the_facts_in_both_parts(
    sandbox: Sandbox, kind: EventKind
) -> None:
    came = written(sandbox, kind, TEXT)
    assert came.message["Subject"] == "Mail of Coursedesk: First aid"
    name = "Ingrid Solheim" if came.to == ["ingrid@example.org"] else "Per Vik"
    for said in (flat(came.part("plain")), flat(came.part("html"))):
        assert f"Dear {name} Hello {name}, We look forward to it. See you in FA-2031-07." in said
        assert "It begins Monday 10 March 2031, 09:00\N{EN DASH}16:00 CET" in said
        assert "Quay Hall" in said
        assert said.index("It begins") < said.index("Quay Hall") < said.index("Yours, the people")
    html5lib.HTMLParser(strict=True).parse(came.part("html"))


@pytest.mark.parametrize("kind", SUBJECTS)
def test_nothing_that_we_say_is_lost_by_it(sandbox: Sandbox, kind: EventKind) -> None:
    ours = letter(sandbox, kind)
    sandbox.shelf.empty()
    theirs = written(sandbox, kind, TEXT)
    assert set(ours.part("plain").splitlines()) <= set(theirs.part("plain").splitlines())
    assert texts_of(ours) <= texts_of(theirs)


@pytest.mark.parametrize("kind", [HELD, MOVED])
def test_a_letter_that_nobody_wrote_into_is_ours(sandbox: Sandbox, kind: EventKind) -> None:
    asked: list[About] = []

    def texts(about: About) -> MailText:
        asked.append(about)
        return OURS

    came = letter(sandbox, kind, texts=texts, order={"language": "nb"})
    assert "First aid" in came.message["Subject"]
    assert asked == [About(kind, "nb", "FIRST-AID")]


def test_an_order_of_which_nobody_knows_the_language_has_the_english_text(
    sandbox: Sandbox,
) -> None:
    asked: list[About] = []

    def texts(about: About) -> MailText:
        asked.append(about)
        return TEXT

    letter(sandbox, CONFIRMED, texts=texts)
    assert asked == [About(CONFIRMED, "en", "FIRST-AID")]


def test_a_part_that_is_empty_is_ours(sandbox: Sandbox) -> None:
    came = written(sandbox, CONFIRMED, MailText(closing="Bring a pen."))
    assert came.message["Subject"] == "Confirmed: First aid"
    says(came, "Your registration is confirmed", "Bring a pen.")
    assert "<h1>Your registration is confirmed</h1>" in came.part("html")
    assert came.part("html").count("Your registration is confirmed") == 1


class TestNothingIsRunOrDrawn:
    MARKUP = "<script>alert(1)</script> <a href='https://evil.example'>press</a> & <!--"

    def test_markup_is_shown_as_what_was_written(self, sandbox: Sandbox) -> None:
        text = MailText(heading=self.MARKUP, opening=self.MARKUP, closing=self.MARKUP)
        came = written(sandbox, CONFIRMED, text)
        assert came.part("plain").count(self.MARKUP) == 3
        assert "<script" not in came.part("html")
        assert "evil.example'>press" not in came.part("html")
        assert came.part("html").count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3

    def test_so_is_what_is_filled_in(self, sandbox: Sandbox) -> None:
        came = written(
            sandbox, CONFIRMED, MailText(opening="{name}!"), order={"name": "<i>Per</i> {site}"}
        )
        assert "<i>" not in came.part("html")
        assert "&lt;i&gt;Per&lt;/i&gt; {site}!" in came.part("html")
        assert "<i>Per</i> {site}!" in came.part("plain")

    @pytest.mark.parametrize(
        "sentence", ["{{ 7 * 7 }}", "{% include '_foot.txt' %}", "{name.__class__}", "{nobody}"]
    )
    def test_what_cannot_be_filled_in_has_the_whole_letter_be_ours_and_is_logged(
        self, sandbox: Sandbox, sentence: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = MailText(subject="Theirs", heading="Theirs", closing=sentence)
        came = written(sandbox, CANCELLED, text)
        assert came.message["Subject"] == "Cancelled: First aid"
        assert "Theirs" not in came.part("html") + came.part("plain")
        line = capsys.readouterr().out
        assert '"mail text left out"' in line
        assert '"order.cancelled"' in line

    def test_a_subject_is_one_line_whatever_is_in_it(self, sandbox: Sandbox) -> None:
        text = MailText(subject="{program}\nBcc: eve@example.org")
        came = written(sandbox, CONFIRMED, text, course_class={"title": "First\r\naid"})
        assert came.message["Subject"] == "First aid Bcc: eve@example.org"
        assert came.message["Bcc"] is None

    @pytest.mark.parametrize(
        "word",
        [
            "=?utf-8?q?x=0d=0aBcc:_eve@example.org?=",
            "=?utf-8?b?eA0KQmNjOiBldmVAZXhhbXBsZS5vcmc=?=",
            "=?utf-8?q?x=0d=0a=0d=0aAnother_letter?= \N{LATIN SMALL LETTER A WITH RING ABOVE}",
            "=?=?utf-8?q?x=0d=0aBcc:_eve@example.org?=",
        ],
    )
    @pytest.mark.parametrize("of", ["subject", "title"])
    def test_a_subject_has_no_second_meaning_for_mail_programs(
        self, sandbox: Sandbox, word: str, of: str
    ) -> None:
        if of == "subject":
            came = written(sandbox, CONFIRMED, MailText(subject=word))
        else:
            came = letter(sandbox, CONFIRMED, course_class={"title": word})
        raw = came.message.as_bytes()
        assert came.message["Bcc"] is None
        assert came.message["Subject"].endswith(word.replace("=?", "= ?"))
        assert b"\nBcc" not in raw.partition(b"\n\n")[0]
        assert "Your registration is confirmed" in came.part("plain")


def test_facts_of_the_other_direction_do_not_turn_a_sentence_around(sandbox: Sandbox) -> None:
    came = written(
        sandbox, COMPLETED, MailText(opening="شهادة {certificate}"), order={"language": "ar"}
    )
    assert "شهادة \u2068C-22222-33333\u2069" in came.part("plain")
