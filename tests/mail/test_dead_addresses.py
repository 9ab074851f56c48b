"""Claims about letters to addresses that take no mail: which are not written, and what is said."""

from datetime import UTC, datetime

import pytest

from app.domain.bounce import Bounced, BounceKind, Stop
from app.domain.contract import Outcome, Refused, Told, Withheld
from app.domain.event import EventKind
from app.mail.subjects import SUBJECTS
from app.sandbox.server import Sandbox
from tests.fakes.mail_server import MailServer
from tests.mail.letters import inbox, mail_to
from tests.mail.telling import DUE, NEAR, YOURS_IS_NEAR, told_with

SINCE = datetime(2031, 1, 2, 12, tzinfo=UTC)
DEAD = Stop(BounceKind.PERMANENT, SINCE, "550 5.1.1 No such user")
COMPLAINED = Stop(BounceKind.COMPLAINT, SINCE, "marked as spam")
P, R, *_ = BounceKind


@pytest.mark.parametrize("kind", SUBJECTS)
def test_no_letter_is_written_to_a_dead_address(sandbox: Sandbox, kind: EventKind) -> None:
    outcome = told_with(mail_to(sandbox.mail_port, stop=lambda address: DEAD), kind)
    assert outcome == Withheld(
        "this address takes no mail since Thu 2 Jan 2031: 550 5.1.1 No such user"
    )
    assert inbox(sandbox) == []


@pytest.mark.parametrize("kind", SUBJECTS)
def test_who_complained_gets_everything_but_reminders(sandbox: Sandbox, kind: EventKind) -> None:
    outcome = told_with(mail_to(sandbox.mail_port, stop=lambda address: COMPLAINED), kind)
    withheld = isinstance(outcome, Withheld)
    assert withheld is (kind in (NEAR, YOURS_IS_NEAR))
    assert len(inbox(sandbox)) == (0 if withheld else 1)


def test_who_complained_is_not_reminded_of_money_either(sandbox: Sandbox) -> None:
    mail = mail_to(sandbox.mail_port, stop=lambda address: COMPLAINED)
    assert isinstance(told_with(mail, DUE, facts={"days": 1}), Withheld)


def test_it_is_the_address_of_the_letter_that_is_looked_at(sandbox: Sandbox) -> None:
    asked: list[str] = []
    mail = mail_to(sandbox.mail_port, stop=asked.append)
    assert isinstance(told_with(mail, NEAR), Told)
    assert isinstance(told_with(mail, YOURS_IS_NEAR), Told)
    assert asked == ["per@example.org", "ingrid@example.org"]


@pytest.mark.parametrize(
    ("reply", "bounced"),
    [
        ("550 5.1.1 no such user", P),
        ("550-5.1.1 no\r\n550 5.1.1 such user", P),
        ("550 no such user", R),
        ("552 5.2.2 mailbox full", R),
        ("554 5.7.1 your network is blocked", None),
    ],
)
def test_a_recipient_who_is_refused_is_remembered_by_what_the_server_says(
    reply: str, bounced: BounceKind | None
) -> None:
    with MailServer({"RCPT": reply}) as server:
        outcome = told_with(mail_to(server.port), NEAR)
    assert isinstance(outcome, Refused)
    assert outcome.bounced == (Bounced("per@example.org", bounced) if bounced else None)


@pytest.mark.parametrize(
    "answers", [{"MAIL": "550 5.1.1 you"}, {"DATA": "550 5.1.1 no"}, {"text": "554 5.1.1 no"}]
)
def test_what_is_refused_for_something_else_says_nothing_of_the_recipient(
    answers: dict[str, str],
) -> None:
    with MailServer(answers) as server:
        outcome: Outcome = told_with(mail_to(server.port), NEAR)
    assert isinstance(outcome, Refused)
    assert outcome.bounced is None
