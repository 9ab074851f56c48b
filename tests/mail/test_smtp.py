"""Claims about handing a message over, and what came of it."""

import smtplib
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unknown,
    Unreachable,
)
from app.mail import smtp
from app.sandbox.server import Sandbox
from tests.fakes.mail_server import HANG_UP, SILENCE, MailServer
from tests.fixtures.ports import free_port


def message(to: str = "per@example.org", text: str = "Hello") -> EmailMessage:
    """Return a small message."""
    made = EmailMessage()
    made["From"] = "Desk <desk@coursedesk.example>"
    made["To"] = to
    made.set_content(text)
    return made


def hand_over(
    port: int,
    *,
    host: str = "127.0.0.1",
    scheme: str = "smtp",
    username: str = "",
    seconds: float = 5,
    to: str = "per@example.org",
    text: str = "Hello",
) -> Outcome:
    """Hand a message over."""
    server = smtp.MailServer(scheme, host, port, username, "secret" * bool(username), seconds)
    return smtp.hand_over(message(to, text), server=server)


LETS_IN = {"STARTTLS": "220 go on", "AUTH": "235 come in"}


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Give a server's side of TLS, with a certificate that this test's machine trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    names = [x509.DNSName(ELSEWHERE), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "certificate.pem").write_bytes(pem)
    (tmp_path / "key.pem").write_bytes(secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    return context


def test_a_message_that_is_kept_was_told() -> None:
    with MailServer() as server:
        assert hand_over(server.port) == Told("mail server answered 250 kept")
    assert [line.partition(" ")[0].upper() for line in server.heard][:4] == [
        *("EHLO", "MAIL", "RCPT", "DATA"),
    ]
    assert b"Hello" in server.texts[0]


def test_a_line_of_one_dot_does_not_end_the_message(sandbox: Sandbox) -> None:
    assert isinstance(hand_over(sandbox.mail_port, text="a\n.\nb\n..c"), Told)
    (kept,) = sandbox.world.holdings()["mail"]
    assert "b" in str(kept)


def test_nobody_there_is_unreachable() -> None:
    assert isinstance(hand_over(free_port()), Unreachable)


@pytest.mark.parametrize(
    "answers",
    [
        {"connect": HANG_UP},
        {"connect": "421 not now"},
        {"connect": "554 go away"},
        {"EHLO": HANG_UP},
        {"EHLO": "502 what", "HELO": "502 what"},
        {"MAIL": "451 later"},
        {"MAIL": HANG_UP},
        {"RCPT": "450 greylisted"},
        {"RCPT": HANG_UP},
        {"DATA": "451 later"},
        {"text": "452 full"},
    ],
)
def test_what_may_pass_is_unreachable(answers: dict[str, str]) -> None:
    with MailServer(answers) as server:
        assert isinstance(hand_over(server.port), Unreachable)


@pytest.mark.parametrize(
    ("answers", "alone"),
    [
        ({"RCPT": "450 no such domain"}, True),
        ({"DATA": "451 greylisted"}, True),
        ({"text": "452 too large for now"}, True),
        ({"RCPT": "421 closing"}, False),
        ({"MAIL": "451 later"}, False),
    ],
)
def test_one_letter_that_has_to_wait_does_not_speak_against_the_server(
    answers: dict[str, str], alone: bool
) -> None:
    with MailServer(answers) as server:
        outcome = hand_over(server.port)
    assert isinstance(outcome, Unreachable)
    assert outcome.alone is alone


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"MAIL": "550 not you"}, "550 not you"),
        ({"RCPT": "550 5.1.1 no such user"}, "550 5.1.1 no such user"),
        ({"DATA": "554 no"}, "554 no"),
        ({"text": "554 spam\x07"}, "554 spam"),
    ],
)
def test_what_will_not_pass_is_refused_in_the_servers_words(
    answers: dict[str, str], words: str
) -> None:
    with MailServer(answers) as server:
        outcome = hand_over(server.port)
    assert isinstance(outcome, Refused)
    assert outcome.words == f"mail server answered {words}"


@pytest.mark.parametrize("answers", [{"text": HANG_UP}, {"text": SILENCE}])
def test_silence_after_the_text_is_unknown(answers: dict[str, str]) -> None:
    with MailServer(answers) as server:
        outcome = hand_over(server.port, seconds=0.3)
    assert isinstance(outcome, Unknown)
    assert len(server.texts) == 1


@pytest.mark.parametrize("moment", ["connect", "EHLO", "MAIL", "RCPT"])
def test_silence_before_the_text_is_unreachable_in_time(moment: str) -> None:
    with MailServer({moment: SILENCE}) as server:
        began = time.monotonic()
        outcome = hand_over(server.port, seconds=0.3)
        assert time.monotonic() - began < 3
    assert isinstance(outcome, Unreachable)


def test_a_server_that_is_gone_when_time_is_up_is_no_fault() -> None:
    gone = smtplib.SMTP()
    smtp._cut(gone)
    with MailServer() as server:
        gone.connect("127.0.0.1", server.port)
        assert gone.sock is not None
        assert gone.file is not None
        gone.file.close()
        gone.sock.close()
        smtp._cut(gone)
        gone.close()


# -- signing in ------------------------------------------------------------------------------------


def test_who_hands_over_signs_in_where_a_name_is_set(sandbox: Sandbox) -> None:
    assert isinstance(hand_over(sandbox.mail_port, username="desk"), Told)


@pytest.mark.parametrize(
    ("offers", "answers"),
    [
        (("AUTH PLAIN",), {"AUTH": "535 no"}),
        ((), {}),
    ],
)
def test_a_server_that_does_not_let_us_sign_in_is_for_a_person(
    offers: tuple[str, ...], answers: dict[str, str]
) -> None:
    with MailServer(answers, offers=offers) as server:
        outcome = hand_over(server.port, username="desk")
    assert isinstance(outcome, Unreachable)
    assert outcome.words.startswith("configuration: the mail server cannot be used")
    assert outcome.retry_after == timedelta(seconds=60)
    assert "secret" not in outcome.words


# -- encryption ------------------------------------------------------------------------------------

# Leads here, but nothing in its spelling says that it stays on this machine.
ELSEWHERE = "127.1"


def test_no_password_is_sent_in_the_clear_to_another_machine() -> None:
    with MailServer(offers=("AUTH PLAIN",)) as server:
        outcome = hand_over(server.port, host=ELSEWHERE, username="desk")
    assert isinstance(outcome, Unreachable)
    assert "offers no encryption" in outcome.words
    assert not [line for line in server.heard if line.startswith("AUTH")]


def test_a_relay_that_asks_for_no_password_may_be_a_plain_one() -> None:
    with MailServer() as server:
        assert isinstance(hand_over(server.port, host=ELSEWHERE), Told)


def test_encryption_is_used_where_another_machine_offers_it(tls: ssl.SSLContext) -> None:
    with MailServer(LETS_IN, offers=("STARTTLS", "AUTH PLAIN"), tls=tls) as server:
        assert isinstance(hand_over(server.port, host=ELSEWHERE, username="desk"), Told)
    verbs = [line.partition(" ")[0].upper() for line in server.heard]
    assert verbs[:6] == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT"]


def test_a_server_may_be_encrypted_from_the_first_byte(tls: ssl.SSLContext) -> None:
    with MailServer(LETS_IN, offers=("AUTH PLAIN",), tls=tls, encrypted=True) as server:
        assert isinstance(hand_over(server.port, scheme="smtps", username="desk"), Told)
    assert len(server.texts) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_with_a_certificate_of_nobody_is_not_spoken_to(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with MailServer(LETS_IN, offers=("STARTTLS",), tls=tls, encrypted=scheme == "smtps") as it:
        outcome = hand_over(it.port, host=ELSEWHERE, scheme=scheme)
    assert isinstance(outcome, Unreachable)
    assert it.texts == []


@pytest.mark.parametrize(("text", "kind"), [(HANG_UP, Unknown), (SILENCE, Unknown)])
def test_silence_after_the_text_is_unknown_under_encryption_too(
    tls: ssl.SSLContext, text: str, kind: type
) -> None:
    with MailServer({"text": text}, tls=tls, encrypted=True) as server:
        assert isinstance(hand_over(server.port, scheme="smtps", seconds=0.5), kind)


def test_a_server_that_answers_tls_with_plain_words_is_unreachable() -> None:
    with MailServer() as server:
        assert isinstance(hand_over(server.port, scheme="smtps", seconds=0.5), Unreachable)
    assert server.texts == []


# -- addresses -------------------------------------------------------------------------------------


def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    with MailServer() as server:
        assert isinstance(hand_over(server.port, to="jürgen@example.org"), Refused)
    assert server.texts == []
    with MailServer(offers=("SMTPUTF8",)) as server:
        assert isinstance(hand_over(server.port, to="jürgen@example.org"), Told)
    assert "SMTPUTF8" in server.heard[1]
    assert "jürgen@example.org".encode() in server.texts[0]
