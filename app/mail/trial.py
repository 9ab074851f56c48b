"""Trying a letter: written by what writes every other, about an order that there never was.

Not here: what is made up (example.py), who may try, and how often.
"""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage, Message
from typing import cast
from uuid import uuid4

from app import logs
from app.domain.contract import Outcome, Told
from app.domain.mail_text import About, Example, MailText
from app.mail.example import CODE, Setting, example_event
from app.mail.partner import Mail
from app.mail.smtp import MailServer, hand_over

MARK = "[Test]"
_NOBODY = "ada@example.org"


class Trial:
    """Writes examples of letters, and hands them over on request.

    Args:
        server: where they are handed over.
        sender: the address they come from, with or without a name.
        site_name: what the site calls itself.
        base_url: the site's address, without a slash at the end.
        zone: the time zone of what is made up.
        clock: says when it is.
    """

    def __init__(
        self,
        server: MailServer,
        sender: str,
        *,
        site_name: str,
        base_url: str,
        zone: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._server = server
        self._sender = sender
        self._site_name = site_name
        self._base_url = base_url
        self._zone = zone
        self._clock = clock

    def show(self, about: About, text: MailText) -> Example:
        """Return the letter with such a text."""
        _, (message,) = self._written(about, text, to=_NOBODY)
        return Example(message["Subject"], _part(message, "html"), _part(message, "plain"))

    def send(self, about: About, text: MailText, *, to: str) -> Outcome:
        """Hand it over to the mail server, marked as a test and without papers."""
        outcome, kept = self._written(about, text, to=to)
        if not kept:
            return outcome
        (message,) = kept
        subject = message["Subject"]
        del message["Subject"]
        message["Subject"] = f"{MARK} {subject}"
        _take_papers_off(message)
        outcome = hand_over(message, server=self._server)
        logs.log().info(
            "test letter",
            kind=about.kind,
            language=about.language,
            outcome=type(outcome).__name__.lower(),
        )
        return outcome

    def _written(
        self, about: About, text: MailText, *, to: str
    ) -> tuple[Outcome, list[EmailMessage]]:
        """Return the letter instead of handing it over; none where it cannot go to that address."""
        kept: list[EmailMessage] = []

        def keep(message: EmailMessage, *, server: MailServer) -> Outcome:
            del server  # nothing goes there yet
            kept.append(message)
            return Told("kept")

        mail = Mail(
            self._server,
            self._sender,
            # It leads to where orders are looked for: there is none to see.
            link=lambda reference, *, turn: f"{self._base_url}/orders",
            site_name=self._site_name,
            base_url=self._base_url,
            paper=lambda certificate: b"",
            code_for=lambda event: CODE,
            texts=lambda asked: text,
            post=keep,
        )
        setting = Setting(self._zone, self._clock())
        outcome = mail.tell(example_event(about, to=to, setting=setting), key=f"test-{uuid4()}")
        return outcome, kept


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return cast(str, body.get_content()) if body else ""


def _take_papers_off(message: EmailMessage) -> None:
    """Leave papers away: they would be about money or results that there never were."""
    if not message.is_multipart() or message.get_content_subtype() != "mixed":
        return
    rest: list[Message | str] = [
        part for part in message.iter_parts() if part.get_content_type() != "application/pdf"
    ]
    message.set_payload(rest)
