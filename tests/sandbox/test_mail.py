"""The inbox: what it keeps, and how it fails."""

import smtplib
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from app.sandbox.server import Sandbox


def letter() -> EmailMessage:
    """Return a message in text and HTML with a calendar file."""
    message = EmailMessage()
    message["From"] = "Coursedesk <desk@example.org>"
    message["To"] = "noor@example.org"
    message["Subject"] = "Bekreftet: Førstehjelp"
    message.set_content("Du er påmeldt.")
    message.add_alternative("<p>Du er <b>påmeldt</b>.</p>", subtype="html")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="class.ics")
    return message


def send(sandbox: Sandbox, message: EmailMessage | None = None) -> None:
    """Send the message to the inbox."""
    with smtplib.SMTP("127.0.0.1", sandbox.mail_port, timeout=5) as server:
        server.send_message(message or letter())


def inbox(http: httpx.Client) -> list[dict[str, Any]]:
    """Return the messages the inbox holds."""
    found: list[dict[str, Any]] = http.get("/control/holdings").json()["mail"]
    return found


def test_a_message_is_kept_and_can_be_read(sandbox: Sandbox, http: httpx.Client) -> None:
    send(sandbox)
    (message,) = inbox(http)
    assert (message["from"], message["to"]) == ("desk@example.org", ["noor@example.org"])
    assert message["subject"] == "Bekreftet: Førstehjelp"
    assert message["text"].strip() == "Du er påmeldt."
    assert message["html"].strip() == "<p>Du er <b>påmeldt</b>.</p>"
    (calendar,) = message["attachments"]
    assert (calendar["filename"], calendar["content_type"]) == ("class.ics", "text/calendar")
    assert calendar["text"].strip() == "BEGIN:VCALENDAR"
    assert message["raw"].startswith("From: Coursedesk")


def test_the_recipients_are_those_of_the_envelope(sandbox: Sandbox, http: httpx.Client) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.mail_port, timeout=5) as server:
        server.send_message(letter(), to_addrs=["a@example.org", "b@example.org"])
    assert inbox(http)[0]["to"] == ["a@example.org", "b@example.org"]


def test_a_sender_may_sign_in_with_anything(sandbox: Sandbox, http: httpx.Client) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.mail_port, timeout=5) as server:
        server.login("user", "anything")
        server.send_message(letter())
    assert len(inbox(http)) == 1


def test_a_plain_message_has_no_html(sandbox: Sandbox, http: httpx.Client) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content("Only text.")
    send(sandbox, message)
    (kept,) = inbox(http)
    assert (kept["html"], kept["attachments"], kept["subject"]) == ("", [], "")


def test_a_long_subject_is_read_without_the_blank_it_is_folded_by(
    sandbox: Sandbox, http: httpx.Client
) -> None:
    subject = "Your places are held, to be paid by invoice: Food hygiene for small kitchens"
    message = letter()
    message.replace_header("Subject", subject)
    assert b"Subject:\n " in message.as_bytes()
    send(sandbox, message)
    assert [each["subject"] for each in inbox(http)] == [subject]


def test_a_slow_inbox_outlasts_a_short_patience(sandbox: Sandbox, http: httpx.Client) -> None:
    http.post("/control/dials/mail", json={"mode": "slow", "seconds": 3600})
    gone = pytest.raises(smtplib.SMTPServerDisconnected)
    with smtplib.SMTP("127.0.0.1", sandbox.mail_port, timeout=0.2) as server, gone:
        server.send_message(letter())
    assert inbox(http) == []


def test_each_delivery_is_in_the_log_of_calls(sandbox: Sandbox, http: httpx.Client) -> None:
    send(sandbox)
    http.post("/control/dials/mail", json={"mode": "500"})
    with pytest.raises(smtplib.SMTPDataError):
        send(sandbox)
    log = http.get("/control/calls/mail").json()
    assert [(each["verdict"], each["fault"]) for each in log] == [("kept", ""), ("refused", "500")]
