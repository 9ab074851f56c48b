"""Letters as they lie in the sandbox's inbox."""

import email
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import cast

from app.domain.bounce import Stop
from app.domain.event import Event
from app.domain.mail_text import OURS
from app.domain.where_to_pay import WhereToPay
from app.mail.own_words import Texts
from app.mail.partner import Mail
from app.mail.smtp import MailServer
from app.sandbox.mail import COLLECTION
from app.sandbox.server import Sandbox

Papers = Callable[[Event], Mapping[str, bytes]]
SENDER = "Coursedesk <desk@coursedesk.example>"


@dataclass(frozen=True, slots=True)
class Came:
    """One letter: to whom it was handed over, and what it says."""

    to: list[str]
    message: EmailMessage

    def part(self, kind: str) -> str:
        """Return the text (``plain``) or the HTML of the letter."""
        body = self.message.get_body((kind,))
        assert body is not None
        return cast(str, body.get_content())

    @property
    def calendar(self) -> EmailMessage | None:
        """The calendar file, if one came with it."""
        found = list(self.message.iter_attachments())
        assert len(found) <= 1
        return found[0] if found else None


def mail_to(
    port: int,
    *,
    sender: str = SENDER,
    papers: Papers = lambda event: {},
    pay_to: Callable[[str], WhereToPay | None] = lambda reference: None,
    code_for: Callable[[Event], str] = lambda event: "012345",
    texts: Texts = lambda about: OURS,
    stop: Callable[[str], Stop | None] = lambda address: None,
    language: str = "en",
) -> Mail:
    """Return the mail that hands over to this port."""
    server = MailServer("smtp", "127.0.0.1", port, time_out=5)
    return Mail(
        server,
        sender,
        link=link,
        site_name="Coursedesk",
        base_url="https://desk.example",
        paper=lambda each: f"%PDF {each.number}".encode(),
        papers=papers,
        pay_to=pay_to,
        code_for=code_for,
        texts=texts,
        stop=stop,
        language=language,
    )


def link(reference: str, *, turn: int = 0) -> str:
    """Return an order's page."""
    return f"https://desk.example/orders/{reference}?token=abc{turn or ''}"


def inbox(sandbox: Sandbox) -> list[Came]:
    """Return every letter, oldest first."""
    return [
        Came(
            to=kept["to"],
            message=email.message_from_bytes(b64decode(kept["raw"]), policy=policy.default),
        )
        for kept in sandbox.shelf.all(COLLECTION)
    ]
