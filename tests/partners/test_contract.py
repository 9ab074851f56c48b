"""The claims every destination keeps: the partners, the webhook, and the mail.

Each case is one telling of one kind. What a partner does in particular is in its own tests.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from app.domain.contract import (
    BookingDesk,
    BookingNotYet,
    Outcome,
    Refused,
    Told,
    Unknown,
    Unreachable,
)
from app.domain.event import EventKind
from app.domain.stream import Subject
from app.sandbox.server import Sandbox
from tests.fakes.events import PRIVATE
from tests.fakes.wire import Script, Wire, hang_up, saying
from tests.fixtures.ports import free_port
from tests.partners.built import built
from tests.partners.cases import (
    CASES,
    HTTP_CASES,
    REFERENCE,
    Case,
    Teller,
    destinations,
    effects,
    repeats_safely,
)


@pytest.fixture(params=list(CASES.values()), ids=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    """Give each telling in turn."""
    found: Case = request.param
    return found


@pytest.fixture
def tell(sandbox: Sandbox, case: Case) -> Teller:
    """Give a way to tell the sandbox, always under the same key."""
    return Teller(sandbox, case)


@pytest.fixture(autouse=True)
def nothing_private_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail any test here whose log, ours or a library's, names a person."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        yield
    # What the sandbox's own inbox says is not the product's.
    others = [each.getMessage() for each in caplog.records if not each.name.startswith("mail")]
    said = f"{lines} {others}"
    assert [word for word in PRIVATE if word in said] == []


def test_each_is_known_by_one_name() -> None:
    for name, partner in destinations("http://127.0.0.1:9", 9).items():
        assert partner.name == name
        assert partner.time_out > timedelta(0)


def test_only_partners_that_list_classes_must_be_named_by_one() -> None:
    listing = {n: p.listing for n, p in destinations("http://127.0.0.1:9", 9).items()}
    assert {name for name, must in listing.items() if must} == {"iso", "trainingportal"}


HEARD = {
    "iso": {"registration.address_changed", "registration.consent_changed", "registration.held"}
    | {"registration.cancelled", "registration.confirmed", "registration.waitlisted"}
    | {"registration.completed", "registration.erased", "registration.expired"},
    "connector": {"registration.address_changed", "registration.contact_changed", "staff.changed"}
    | {"registration.confirmed", "registration.lead_changed", "registration.waitlisted"}
    | {"lead_source.changed", "registration.erased", "registration.held"},
    "trainingportal": {"booking.certificate", "booking.reserved", "class.seats_changed"}
    | {"booking.result", "class.cancelled", "class.changed", "class.published", "class.restored"},
    "webhook": {"registration.answers_changed", "registration.consent_changed"}
    | {"registration.address_changed", "registration.confirmed", "registration.waitlisted"}
    | {"order.money_returned", "registration.cancelled", "registration.expired"}
    | {"order.confirmed", "registration.erased", "registration.held"},
    "mail": {"order.code_asked", "participant.class_cancelled", "participant.place_cancelled"}
    | {"participant.address_changed", "participant.class_changed", "registration.confirmed"}
    | {"order.payment_received", "participant.class_near", "registration.completed"}
    | {"order.answers_changed", "order.held", "order.money_came_back", "order.place_cancelled"}
    | {"order.address_changed", "order.expired", "order.money_returned", "order.place_left_line"}
    | {"order.answers_asked", "order.class_changed", "order.owed_changed", "order.voucher_given"}
    | {"order.class_near", "order.offer_lapsed", "order.payment_due", "order.waitlisted"}
    | {"order.cancelled", "order.confirmed", "order.left_line", "order.offered"},
}


def test_each_hears_what_product_md_says_and_nothing_else() -> None:
    found = {
        name: {kind.value for kind in EventKind if partner.hears(kind)}
        for name, partner in destinations("http://127.0.0.1:9", 9).items()
    }
    assert found == HEARD


STREAMS = {
    ("iso", "registration.held"): "registration:R-1",
    ("connector", "registration.held"): "person:P-1",
    ("connector", "registration.lead_changed"): "person:P-1",
    ("connector", "registration.contact_changed"): "person:P-1",
    ("trainingportal", "class.changed"): "class:FA-1",
    ("trainingportal", "booking.reserved"): "booking:R-1",
    ("trainingportal", "booking.result"): "booking:R-1",
    ("trainingportal", "class.cancelled"): "class:FA-1",
    ("webhook", "registration.held"): "registration:R-1",
    ("webhook", "order.confirmed"): "order:CD-1",
    ("connector", "registration.erased"): "person:P-1",
    ("iso", "registration.erased"): "registration:R-1",
    ("iso", "registration.consent_changed"): "registration:R-1",
    ("webhook", "registration.consent_changed"): "registration:R-1",
    ("connector", "registration.address_changed"): "person:P-1",
    ("iso", "registration.address_changed"): "registration:R-1",
    ("webhook", "registration.address_changed"): "registration:R-1",
    ("mail", "order.code_asked"): "code:CD-1",
    ("mail", "order.class_changed"): "order:CD-1",
    ("mail", "registration.completed"): "order:CD-1",
    ("mail", "order.held"): "order:CD-1",
    ("mail", "registration.confirmed"): "order:CD-1",
}


@pytest.mark.parametrize(("name", "kind"), STREAMS)
def test_what_must_be_told_in_order_is_one_stream(name: str, kind: str) -> None:
    subject = Subject(class_code="FA-1", order="CD-1", registration="R-1", person="P-1")
    partner = destinations("http://127.0.0.1:9", 9)[name]
    assert partner.stream(EventKind(kind), subject) == STREAMS[name, kind]


def test_only_whole_classes_supersede_one_another_T12() -> None:
    for name, partner in destinations("http://127.0.0.1:9", 9).items():
        for kind in EventKind:
            of_a_class = name == "trainingportal" and kind.startswith("class.")
            assert partner.supersedes(kind) is of_a_class


CREATING = {f"registration.{what}" for what in ("held", "waitlisted", "confirmed", "completed")}
MAYBE_TWICE = {
    ("trainingportal", "booking.certificate"),
    *(("mail", kind) for kind in HEARD["mail"] - {"order.code_asked"}),
}


@pytest.mark.parametrize(
    ("known", "unsafe"),
    [
        ({}, MAYBE_TWICE | {("iso", kind) for kind in CREATING}),
        ({"registration": "reg-1"}, MAYBE_TWICE),
    ],
    ids=["never told", "told before"],
)
def test_only_a_creation_a_document_and_a_mail_must_not_be_repeated_blindly(
    known: dict[str, str], unsafe: set[tuple[str, str]]
) -> None:
    assert unsafe == {
        (name, kind.value)
        for name, partner in destinations("http://127.0.0.1:9", 9).items()
        for kind in EventKind
        if partner.hears(kind) and not partner.repeats_safely(kind, known=known)
    }


def test_told_means_that_the_effect_is_there(sandbox: Sandbox, case: Case, tell: Teller) -> None:
    outcome = tell()
    assert isinstance(outcome, Told)
    assert outcome.words
    assert effects(sandbox, case) == 1


@pytest.mark.parametrize("name", [name for name, each in CASES.items() if repeats_safely(each)])
def test_where_repeats_are_safe_twice_has_the_effect_of_once(sandbox: Sandbox, name: str) -> None:
    case = CASES[name]
    again = Teller(sandbox, case)
    assert isinstance(again(), Told)
    assert isinstance(again(), Told)
    assert effects(sandbox, case) == 1


def test_nobody_there_means_unreachable(case: Case) -> None:
    port = free_port()
    partner = destinations(f"http://127.0.0.1:{port}", port)[case.destination]
    assert isinstance(partner.tell(case.event(), key="key-1"), Unreachable)


def waits(outcome: Outcome, *, safely: bool) -> bool:
    """Say whether it is left for later, by a person where it must not be repeated blindly."""
    return isinstance(outcome, Unreachable if safely else Unreachable | Unknown)


def test_down_is_never_told_and_never_refused(sandbox: Sandbox, case: Case, tell: Teller) -> None:
    sandbox.world.dials.turn(case.dial, {"mode": "down"})
    assert waits(tell(), safely=tell.repeats_safely)
    assert effects(sandbox, case) == 0


def test_a_lost_answer_is_unknown_or_asked_again_as_repeats_are_safe(
    sandbox: Sandbox, case: Case, tell: Teller
) -> None:
    # What comes before may be lost without any harm; the call that has the effect is what counts.
    sandbox.world.dials.turn(case.dial, {"mode": "lost", "call": case.call, "times": 1})
    outcome = tell()
    assert effects(sandbox, case) == 1
    if isinstance(outcome, Unreachable):
        assert tell.repeats_safely
        assert isinstance(tell(), Told)
        assert effects(sandbox, case) == 1
    else:
        assert isinstance(outcome, Unknown)


def test_a_slow_destination_is_given_up_in_time(sandbox: Sandbox, case: Case) -> None:
    sandbox.world.dials.turn(case.dial, {"mode": "slow", "seconds": 30})
    partner = destinations(sandbox.url, sandbox.mail_port, seconds=0.3)[case.destination]
    outcome = partner.tell(case.event(), key="key-1")
    assert waits(outcome, safely=repeats_safely(case))


def test_a_destination_that_fails_did_nothing(sandbox: Sandbox, case: Case, tell: Teller) -> None:
    sandbox.world.dials.turn(case.dial, {"mode": "500", "times": 1})
    # A mail server's 5xx is for ever, a partner's is not.
    assert isinstance(tell(), Unreachable if case.destination != "mail" else Refused)
    assert effects(sandbox, case) == 0
    assert isinstance(tell(), Told)


def test_a_busy_destination_is_asked_later(sandbox: Sandbox, case: Case, tell: Teller) -> None:
    sandbox.world.dials.turn(case.dial, {"mode": "429", "retry_after": 7, "times": 1})
    outcome = tell()
    assert isinstance(outcome, Unreachable)
    if case.destination != "mail":
        assert outcome.retry_after == timedelta(seconds=7)
    assert effects(sandbox, case) == 0
    assert isinstance(tell(), Told)


NONSENSE: dict[str, Script] = {
    "nothing": hang_up,
    "not HTTP": lambda c: c.send(b"220 hello\r\n\r\n"),
    "a reset": lambda c: c.reset(),
    "half a head": lambda c: c.send(b"HTTP/1.1 200 OK\r\nContent-"),
    "half a body": lambda c: c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
    "empty": saying("200 OK"),
    "a page": saying("200 OK", b"<!doctype html><title>Soon</title>", Content_Type="text/html"),
    "broken JSON": saying("200 OK", b'{"id": "'),
    "deep JSON": saying("200 OK", b"[" * 200_000),
    "wrong JSON": saying("200 OK", b'{"id": {}, "externalId": [], "errorMessage": {"a": 1}}'),
    "broken XML": saying("200 OK", b"<response><uuid>"),
    "a bomb": saying("200 OK", b'<!DOCTYPE a [<!ENTITY b "c">]><response><uuid>&b;</uuid>'),
    "not UTF-8": saying("200 OK", b"\xff\xfe\x00"),
    "packed": saying("200 OK", b"\x1f\x8b\x08", Content_Encoding="gzip"),
    "huge": saying("200 OK", b"x" * 2_000_000),
    "a redirect": saying("307 Elsewhere", Location="http://127.0.0.1:9/"),
    "a strange status": saying("799 What"),
    "a teapot": saying("418 Teapot", b"short and stout"),
    "a page of failure": saying("502 Bad Gateway", b"<html>nginx</html>"),
}


@pytest.mark.parametrize("name", HTTP_CASES)
@pytest.mark.parametrize("nonsense", NONSENSE)
def test_an_answer_without_sense_is_an_outcome_and_never_told(name: str, nonsense: str) -> None:
    case = HTTP_CASES[name]
    with Wire(NONSENSE[nonsense]) as wire:
        partner = destinations(wire.url, 9)[case.destination]
        outcome = partner.tell(case.event(), key="key-1")
    enough = nonsense in case.enough
    assert isinstance(outcome, Told if enough else Unreachable | Unknown | Refused)
    assert 0 < len(outcome.words) <= 1000


@pytest.mark.parametrize("mode", ["malformed", "html", "empty", "reset"])
@pytest.mark.parametrize("name", HTTP_CASES)
def test_a_partner_that_answers_badly_is_never_a_fault(
    sandbox: Sandbox, name: str, mode: str
) -> None:
    case = HTTP_CASES[name]
    sandbox.world.dials.turn(case.dial, {"mode": mode})
    partner = destinations(sandbox.url, sandbox.mail_port)[case.destination]
    outcome = partner.tell(case.event(), key="key-1")
    enough = case.destination == "webhook" and mode != "reset"
    assert isinstance(outcome, Told if enough else Unreachable | Unknown | Refused)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_booking_desk_that_hears_nonsense_never_finds_a_booking(nonsense: str) -> None:
    with Wire(NONSENSE[nonsense]) as wire:
        desk: BookingDesk = built(wire.url).trainingportal
        assert isinstance(desk.booking(REFERENCE), Unreachable | Refused | BookingNotYet)
