"""The letter to staff about a partner that does not accept our credentials. Plain text."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import uuid4

from app.domain.naming import name_destination
from app.mail.messages import Sender
from app.mail.pages import TEMPLATES

_TEXT = TEMPLATES / "staff_credentials.txt"


def staff_letter(destination: str, words: str, *, to: str, sender: Sender) -> EmailMessage:
    """Return the message to one of them."""
    name = name_destination(destination)
    message = EmailMessage()
    message["Subject"] = f"{name} does not accept our credentials"
    message["From"] = sender.address
    message["To"] = to
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{uuid4()}@{sender.host}>"
    message["Auto-Submitted"] = "auto-generated"
    text = _TEXT.read_text(encoding="utf-8")
    message.set_content(
        text.format(site=sender.site, name=name, words=words), cte="quoted-printable"
    )
    return message
