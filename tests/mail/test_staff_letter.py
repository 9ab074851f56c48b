"""Claims about the letter to staff: what to do, one for each of them, nothing secret."""

from email import message_from_bytes, policy

from app.domain.contract import Told, Unreachable
from app.mail.partner import Mail
from app.mail.smtp import MailServer as Address
from tests.fakes.mail_server import MailServer

SENDER = "Desk <desk@example.org>"


def mail(port: int) -> Mail:
    server = Address(
        scheme="smtp", host="127.0.0.1", port=port, username="", password="", time_out=5
    )
    return Mail(
        server,
        SENDER,
        link="https://desk.example.test/{}".format,
        site_name="Coursedesk",
        base_url="https://desk.example.test",
        paper=lambda _: b"",
    )


def test_each_of_them_gets_one_that_says_what_to_do() -> None:
    with MailServer() as server:
        outcome = mail(server.port).write_to_staff(
            "iso", "401 unknown client", to=["a@example.org", "b@example.org"]
        )
        texts = [message_from_bytes(each, policy=policy.default) for each in server.texts]
    assert isinstance(outcome, Told)
    assert [each["To"] for each in texts] == ["a@example.org", "b@example.org"]
    body = texts[0].get_content()
    assert texts[0]["Subject"] == "ISO does not accept our credentials"
    for words in ("401 unknown client", "Try ISO now", "Nothing is lost"):
        assert words in body


def test_nobody_to_tell_is_no_failure() -> None:
    assert isinstance(mail(9).write_to_staff("iso", "401", to=[]), Told)


def test_a_server_that_is_away_is_told_so() -> None:
    with MailServer() as server:
        port = server.port
    assert isinstance(mail(port).write_to_staff("iso", "401", to=["a@example.org"]), Unreachable)
