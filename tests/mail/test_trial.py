"""Claims about trying a letter: the letter itself, with facts that were made up."""

from datetime import UTC, datetime

import html5lib
import pytest

from app.domain.contract import Outcome, Refused, Told, Unreachable
from app.domain.event import EventKind
from app.domain.language import LANGUAGES
from app.domain.mail_text import LETTERS, OURS, About, Example, MailText
from app.mail.smtp import MailServer
from app.mail.trial import Trial
from app.sandbox.server import Sandbox
from tests.fixtures.ports import free_port
from tests.mail.letters import SENDER, inbox

NOW = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)
KIM = "kim@example.org"
TEXT = MailText(subject="Hello from {site}", heading="Welcome, {name}", closing="In {class}.")


def trial(port: int) -> Trial:
    return Trial(
        MailServer("smtp", "127.0.0.1", port, time_out=5),
        SENDER,
        site_name="Coursedesk",
        base_url="https://desk.example",
        zone="Europe/Oslo",
        clock=lambda: NOW,
    )


def show(about: About, text: MailText = TEXT) -> Example:
    return trial(1).show(about, text)


def send(sandbox: Sandbox, about: About, to: str = KIM) -> Outcome:
    return trial(sandbox.mail_port).send(about, TEXT, to=to)


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_can_be_looked_at_in_every_language(kind: EventKind, language: str) -> None:
    shown = show(About(kind, language, "FIRST-AID", "First aid"))
    assert shown.subject.replace("\u2068", "").replace("\u2069", "") == "Hello from Coursedesk"
    for said in (shown.html, shown.text):
        assert "Welcome, " in said
        assert "Ada Example" in said
        assert "First aid" in said
        assert "Example Hall" in said
    html5lib.HTMLParser(strict=True).parse(shown.html)


@pytest.mark.parametrize("kind", LETTERS)
def test_every_letter_can_be_sent_to_whoever_asks(sandbox: Sandbox, kind: EventKind) -> None:
    assert isinstance(send(sandbox, About(kind, "en")), Told)
    (came,) = inbox(sandbox)
    assert came.to == [KIM]
    assert came.message["To"] == KIM
    assert came.message["Subject"] == "[Test] Hello from Coursedesk"
    papers = [each.get_content_type() for each in came.message.iter_attachments()]
    assert "application/pdf" not in papers


def test_what_is_looked_at_is_ours_where_nothing_was_written() -> None:
    shown = show(About(EventKind.ORDER_CONFIRMED, "en"), OURS)
    assert shown.subject == "Confirmed: Example course"
    assert "Your registration is confirmed" in shown.text


def test_two_test_letters_are_two(sandbox: Sandbox) -> None:
    for _ in range(2):
        send(sandbox, About(EventKind.ORDER_HELD, "en"))
    assert len({came.message["Message-ID"] for came in inbox(sandbox)}) == 2


def test_an_address_that_is_none_is_refused(sandbox: Sandbox) -> None:
    outcome = send(sandbox, About(EventKind.ORDER_HELD, "en"), "kim@example.org, bo@example.org")
    assert outcome == Refused("the e-mail address cannot be written to")
    assert inbox(sandbox) == []


def test_a_mail_server_that_is_away_is_said_to_be() -> None:
    outcome = trial(free_port()).send(About(EventKind.ORDER_HELD, "en"), TEXT, to=KIM)
    assert isinstance(outcome, Unreachable)
