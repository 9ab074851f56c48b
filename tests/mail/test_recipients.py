"""Claims about who gets a letter, and who gets none."""

from typing import Any

import pytest

from app.domain.contract import Refused, Told, Unknown, Unreachable
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.domain.stream import Subject
from app.sandbox.server import Sandbox
from tests.fakes.events import REGISTRATION, event
from tests.fakes.mail_server import HANG_UP, MailServer
from tests.mail.letters import inbox, mail_to
from tests.mail.telling import ASKED, CODE, CONFIRMED, EXPIRED, HELD, PARTICIPANT, letter, tell


def test_a_participant_gets_a_letter_without_the_order(sandbox: Sandbox) -> None:
    came = letter(sandbox, PARTICIPANT)
    assert came.to == ["ingrid@example.org"]
    said = came.part("plain") + came.part("html")
    assert "Hello Ingrid Solheim," in said
    assert "CD-23456" not in said
    assert "Per Vik" not in said
    assert "NOK" not in said


@pytest.mark.parametrize("email", ["per@example.org", "Per@Example.org"])
def test_a_participant_who_is_the_buyer_gets_one_letter_not_two(
    sandbox: Sandbox, email: str
) -> None:
    outcome = tell(sandbox, PARTICIPANT, registration={"email": email})
    assert outcome == Told("the buyer's mail says it")
    assert inbox(sandbox) == []


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (PARTICIPANT, {"registration": {"email": ""}}),
        (CONFIRMED, {"order": {"email": ""}}),
        (PARTICIPANT, {"registration": {"state": RegistrationState.CANCELLED}}),
        (CONFIRMED, {"registration": {"state": RegistrationState.CANCELLED}}),
        (HELD, {"registration": {"state": RegistrationState.CONFIRMED}}),
        (HELD, {"registration": {"state": RegistrationState.EXPIRED}}),
        (HELD, {"facts": {"channel": "trainingportal"}}),
        (EXPIRED, {"facts": {"channel": "trainingportal"}}),
    ],
)
def test_where_nobody_needs_a_letter_none_is_written_and_the_words_say_why(
    sandbox: Sandbox, kind: EventKind, changed: dict[str, Any]
) -> None:
    outcome = tell(sandbox, kind, **changed)
    assert isinstance(outcome, Told)
    assert outcome.words
    assert inbox(sandbox) == []


@pytest.mark.parametrize(
    "email",
    [
        "a b@example.org",
        "a@b@c",
        "x,y@example.org",
        "nobody",
        "a@b\r\nBcc: c@d",
        "<a@b>",
        "=?utf-8?q?eve?=@example.org",
        "=?utf-8?q?eve=40elsewhere.example=2C?=@example.org",
    ],
)
def test_an_address_that_could_be_something_else_is_refused(sandbox: Sandbox, email: str) -> None:
    assert isinstance(tell(sandbox, HELD, order={"email": email}), Refused)
    assert inbox(sandbox) == []


@pytest.mark.parametrize(
    ("email", "on_the_wire"),
    [
        ("per@bücher.example", "per@xn--bcher-kva.example"),
        ("jürgen@example.org", "jürgen@example.org"),
        (f"per@{'x' * 80}.example", f"per@{'x' * 80}.example"),
    ],
)
def test_addresses_of_every_alphabet_can_be_written_to(
    sandbox: Sandbox, email: str, on_the_wire: str
) -> None:
    assert letter(sandbox, HELD, order={"email": email}).to == [on_the_wire]


@pytest.mark.parametrize(("kind", "lacks"), [(HELD, "order"), (PARTICIPANT, "registration")])
def test_an_event_about_nobody_is_refused(sandbox: Sandbox, kind: EventKind, lacks: str) -> None:
    about_none = event(kind)
    object.__setattr__(about_none, lacks, None)
    assert isinstance(mail_to(sandbox.mail_port).tell(about_none, key="k"), Refused)


def test_a_participant_of_an_order_not_at_hand_is_written_to(sandbox: Sandbox) -> None:
    what = event(PARTICIPANT, registration={"state": RegistrationState.CONFIRMED})
    object.__setattr__(what, "order", None)
    assert isinstance(mail_to(sandbox.mail_port).tell(what, key="k"), Told)
    assert [came.to for came in inbox(sandbox)] == [[REGISTRATION.email]]


def test_a_code_goes_to_the_buyer_without_the_link_that_it_takes_the_place_of(
    sandbox: Sandbox,
) -> None:
    came = letter(sandbox, CODE)
    assert came.to == ["per@example.org"]
    for kind in ("plain", "html"):
        said = came.part(kind)
        assert "012345" in said
        assert "until Saturday 1 February 2031, 13:15 CET" in said
        assert "token=" not in said
    assert "012345" not in str(came.message["Subject"])


def test_a_code_that_is_of_no_use_any_more_is_not_sent(sandbox: Sandbox) -> None:
    mail = mail_to(sandbox.mail_port, code_for=lambda event: "")
    assert mail.tell(event(CODE, facts=ASKED), key="k") == Told("the code cannot be used any more")
    assert inbox(sandbox) == []


def test_a_code_waits_for_no_other_letter_and_may_come_twice(sandbox: Sandbox) -> None:
    mail, subject = mail_to(sandbox.mail_port), Subject(order="CD-1")
    assert mail.stream(CODE, subject) != mail.stream(CONFIRMED, subject) == "order:CD-1"
    assert mail.repeats_safely(CODE, known={})
    assert not mail.repeats_safely(CONFIRMED, known={})


@pytest.mark.parametrize(("kind", "ends"), [(CODE, Unreachable), (CONFIRMED, Unknown)])
def test_a_code_whose_answer_is_lost_is_sent_again_as_no_other_letter_is(
    kind: EventKind, ends: type[object]
) -> None:
    confirmed = {"state": RegistrationState.CONFIRMED}
    with MailServer({"text": HANG_UP}) as server:
        what = event(kind, facts=ASKED, registration=confirmed)
        assert isinstance(mail_to(server.port).tell(what, key="k"), ends)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("plain", "Should you lose the link: https://desk.example/orders\r\n"),
        ("html", 'href="https://desk.example/orders"'),
    ],
)
def test_letters_to_buyers_say_how_the_order_is_found_without_the_link(
    sandbox: Sandbox, kind: str, address: str
) -> None:
    said = letter(sandbox, CONFIRMED).part(kind)
    assert "Order CD-23456-789AB." in said
    assert address in said
