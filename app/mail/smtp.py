"""Handing one message to a mail server, and what came of it. Not here: what the message says."""

import smtplib
import ssl
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from ipaddress import ip_address
from socket import SHUT_RDWR, socket
from typing import Protocol

from app.domain.bounce import Bounced, kind_of_reply
from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Trouble,
    Unknown,
    Unreachable,
)
from app.domain.naming import MAIL_WENT

# The reply of a server that closes the line: it is the server that cannot.
CLOSING = 421
CONFIGURATION_PAUSE = timedelta(seconds=60)
_LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over; ``smtps`` is TLS from the first byte, time-outs are seconds."""

    scheme: str
    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)
    time_out: float = 20.0


class Post(Protocol):
    """Hands a message over, as ``hand_over`` does."""

    def __call__(self, message: EmailMessage, *, server: MailServer) -> Outcome:
        """Hand the message to the server once."""


class _Wrong(Exception):
    """The server cannot be used as it is set up; the text says why."""


def hand_over(message: EmailMessage, *, server: MailServer) -> Outcome:
    """Hand the message to the server once.

    Until its text is sent nothing has taken effect; from then on, silence means that nobody knows.
    """
    try:
        smtp = _connection(server)
    except (smtplib.SMTPResponseException, OSError) as error:
        return Unreachable(f"mail server: {_words(error)}")
    timer = threading.Timer(server.time_out, _cut, [smtp])
    timer.daemon = True
    timer.start()
    try:
        return _prepared(smtp, server) or _envelope(smtp, message) or _text(smtp, message)
    finally:
        timer.cancel()
        smtp.close()


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.time_out, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.time_out)


def _prepared(smtp: smtplib.SMTP, server: MailServer) -> Outcome | None:
    """Greet, encrypt where offered, sign in; None when all of it went well."""
    try:
        smtp.ehlo_or_helo_if_needed()
        plain = server.scheme == "smtp" and not _is_loopback(server.host)
        if plain and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            plain = False
        if server.username:
            if plain:
                raise _Wrong("it offers no encryption for the password")
            smtp.login(server.username, server.password)
    except (_Wrong, smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
        return Unreachable(
            f"configuration: the mail server cannot be used: {_words(error)}",
            CONFIGURATION_PAUSE,
            trouble=Trouble.CONFIGURATION,
        )
    except OSError as error:
        return Unreachable(f"mail server: {_words(error)}")
    return None


def _envelope(smtp: smtplib.SMTP, message: EmailMessage) -> Outcome | None:
    """Name sender and recipient; None when the server takes both."""
    sender, recipient = _addresses(message)
    options = []
    if not (sender + recipient).isascii():
        if not smtp.has_extn("smtputf8"):
            return Refused("the mail server takes no address with letters beyond ASCII")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    try:
        code, said = smtp.mail(sender, options)
        if code >= 400:
            return _answered(code, said)
        code, said = smtp.rcpt(recipient)
        if code >= 400:
            return _of_recipient(code, said, recipient)
    except OSError as error:
        return Unreachable(f"mail server: {_words(error)}")
    return None


def _text(smtp: smtplib.SMTP, message: EmailMessage) -> Outcome:
    ascii_only = "".join(_addresses(message)).isascii()
    flat = message.as_bytes(policy=policy.SMTP if ascii_only else policy.SMTPUTF8)
    try:
        code, said = smtp.data(flat)
    except smtplib.SMTPDataError as error:
        return _of_this_letter(error.smtp_code, error.smtp_error)
    except OSError as error:
        return Unknown(f"mail server: the text was sent, no answer came ({_words(error)})")
    return _of_this_letter(code, said)


def _of_this_letter(code: int, said: bytes | str) -> Outcome:
    """Return the outcome where the server answers about one letter: 421 alone is about itself."""
    outcome = _answered(code, said)
    if isinstance(outcome, Unreachable) and code != CLOSING:
        return replace(outcome, alone=True)
    return outcome


def _of_recipient(code: int, said: bytes | str, recipient: str) -> Outcome:
    """Return the outcome where the server takes no letter for somebody, and why, if it says so."""
    outcome = _of_this_letter(code, said)
    kind = kind_of_reply(code, said.decode(errors="replace") if isinstance(said, bytes) else said)
    if isinstance(outcome, Refused) and kind is not None:
        return replace(outcome, bounced=Bounced(recipient, kind))
    return outcome


def _addresses(message: EmailMessage) -> tuple[str, str]:
    return parseaddr(message["From"])[1], parseaddr(message["To"])[1]


def _answered(code: int, said: bytes | str) -> Outcome:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    words = _line(f"{MAIL_WENT} {code} {text}")
    if code >= 500:
        return Refused(words)
    return Unreachable(words) if code >= 400 else Told(words)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode(errors="replace") if isinstance(said, bytes) else said
        return _line(f"{error.smtp_code} {text}")
    return _line(str(error) if isinstance(error, _Wrong) else type(error).__name__)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return "".join(letter for letter in line if letter.isprintable())[:_LONGEST_WORDS]


def _cut(smtp: smtplib.SMTP) -> None:
    """Shut the connection down when the whole conversation took too long."""
    if smtp.sock is not None:
        try:
            # Plain: a TLS socket's own shutdown would pull the session from under its reader.
            socket.shutdown(smtp.sock, SHUT_RDWR)
        except OSError:
            pass  # it was closed already


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
