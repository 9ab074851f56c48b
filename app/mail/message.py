"""The message made of a letter: text and HTML, with what is attached. Not here: what it says."""

from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime

from app.domain.event import Event
from app.languages import Language, language_of, reader, say, speaking
from app.mail.calendar_file import class_file
from app.mail.letter import Letter
from app.mail.messages import Sender, has_place
from app.mail.pages import page


def message_of(
    event: Event,
    letter: Letter,
    *,
    to: str,
    sender: Sender,
    key: str,
    tongue: Callable[[str], Language] = language_of,
) -> EmailMessage:
    """Return the message: text and HTML, with the calendar file where a place is confirmed.

    All of it is in the letter's language, which ``tongue`` gives by its code. Its Message-ID is
    made of ``key``, so that a repeat can be recognised as one.
    """
    with speaking(tongue(letter.language)):
        return _message(event, letter, to=to, sender=sender, key=key)


def _message(event: Event, letter: Letter, *, to: str, sender: Sender, key: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = _plain(say(letter.subject))
    message["From"] = sender.address
    message["To"] = to
    message["Date"] = format_datetime(event.at)
    message["Message-ID"] = f"<{key}@{sender.host}>"
    message["Auto-Submitted"] = "auto-generated"
    name = event.kind.replace(".", "_")
    text, html = page(f"{name}.txt", letter), page(f"{name}.html", letter)
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, subtype="html", cte=_encoding(html))
    if has_place(event):
        content = class_file(event.course_class, site=sender.site, host=sender.host, at=event.at)
        message.add_attachment(
            content,
            maintype="text",
            subtype="calendar",
            filename=f"{event.course_class.code}.ics",
            params={"method": "PUBLISH", "charset": "utf-8"},
        )
    # Last: what is attached takes such headers with it into a part.
    message["Content-Language"] = reader().code
    return message


def _plain(line: str) -> str:
    """Return a line that means what it says in a header too.

    What looks like an encoded word (RFC 2047) is read as what it encodes, which may be a line break
    and a header of its own, by whoever writes the message down as well.
    """
    return line.replace("=?", "= ?")


def _encoding(text: str) -> str:
    """Return how a text travels: readable as it is, unless that is longer (RFC 2045 6.7, 6.8)."""
    octets = text.encode()
    readable = len(octets) + 2 * sum(octet > 127 for octet in octets)
    return "quoted-printable" if readable <= len(octets) * 4 / 3 else "base64"
