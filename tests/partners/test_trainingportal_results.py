"""Claims about results and certificates told to Trainingportal (trainingportal.md 6.6, 6.7)."""

import base64
import io
import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader
from structlog.testing import capture_logs

from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unknown,
    Unreachable,
)
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.sandbox.server import Sandbox
from tests.fakes.events import PRIVATE, event
from tests.fakes.wire import Conversation, Script, Wire, hang_up, saying
from tests.partners.built import built
from tests.partners.portal_world import REFERENCE, complaint, fields

RESULT = EventKind.BOOKING_RESULT
CERTIFICATE = EventKind.BOOKING_CERTIFICATE
NUMBER = "C-22222-33333-44444-55555"
COMPLETED = {
    "state": RegistrationState.COMPLETED,
    "result_on": date(2031, 3, 11),
    "certificate": NUMBER,
}


def tell(
    url: str,
    kind: EventKind = RESULT,
    *,
    facts: Mapping[str, Any] | None = None,
    known: Mapping[str, str] | None = None,
    registration: Mapping[str, Any] | None = None,
) -> Outcome:
    """Tell a result, COMPLETED unless the facts say otherwise, or the certificate."""
    done = {"result": "completed", "on": "2031-03-11"}
    what = event(
        kind,
        facts=done if facts is None else facts,
        known=known,
        registration=COMPLETED if registration is None else registration,
    )
    portal = built(url, TRAININGPORTAL_CONFIRMED="upload").trainingportal
    return portal.tell(what, key="key-1")


def booking(sandbox: Sandbox) -> dict[str, Any]:
    """Return the only booking."""
    (kept,) = sandbox.world.trainingportal.bookings.all()
    return kept


@pytest.fixture
def booked(sandbox: Sandbox) -> Sandbox:
    sandbox.world.trainingportal.bookings.store(REFERENCE, {"class": "FA-2031-07"})
    return sandbox


@pytest.mark.parametrize(
    ("facts", "result", "day"),
    [
        ({"result": "completed", "on": "2031-03-11"}, "COMPLETED", "2031-03-11"),
        ({"result": "no_show", "on": "2031-03-11"}, "NO_SHOW", None),
        ({"result": "failed", "on": "2031-03-11"}, "FAILED", None),
        ({"result": "new"}, "NEW", None),
    ],
)
def test_T16_S24_every_result_is_told_in_their_words(
    booked: Sandbox, facts: dict[str, str], result: str, day: str | None
) -> None:
    outcome = tell(booked.url, facts=facts)
    assert outcome == Told(f"Trainingportal has the booking as {result}")
    assert (booking(booked)["result"], booking(booked)["completionDate"]) == (result, day)


@pytest.mark.parametrize("facts", [{"result": "completed"}, {"result": "completed", "on": None}])
def test_check_6_completed_without_its_date_is_refused_before_anything_is_sent(
    facts: dict[str, Any],
) -> None:
    with Wire(hang_up) as wire:
        assert tell(wire.url, facts=facts) == Refused("nothing was sent: COMPLETED needs its date")
        assert isinstance(tell(wire.url, facts={}), Refused)
    assert wire.heard == []


def test_T4_a_booking_they_know_only_by_their_own_reference_is_told_under_that(
    sandbox: Sandbox,
) -> None:
    theirs = sandbox.world.trainingportal.bookings.store("R-OTHER", {"class": "FA-2031-07"})
    known = {"partner_reference": theirs["bookingReference"]}
    assert isinstance(tell(sandbox.url, known=known), Told)
    assert isinstance(tell(sandbox.url, CERTIFICATE, known=known), Told)
    assert booking(sandbox)["result"] == "COMPLETED"
    assert len(booking(sandbox)["documents"]) == 1


def test_a_booking_they_do_not_know_at_all_is_refused_in_their_words(sandbox: Sandbox) -> None:
    assert tell(sandbox.url) == Refused("Trainingportal answered 200 Booking not found")
    assert isinstance(tell(sandbox.url, known={"partner_reference": "x"}), Refused)


def test_the_certificate_that_is_attached_is_a_pdf_with_its_number(booked: Sandbox) -> None:
    outcome = tell(booked.url, CERTIFICATE)
    assert outcome == Told("Trainingportal has the certificate")
    (document,) = booking(booked)["documents"]
    assert document["attachmentType"] == "COMPETENCE_CERTIFICATE"
    assert document["fileName"] == f"{NUMBER}.pdf"
    with Wire(saying("200 OK", b'{"sucessful": "true"}')) as wire:
        tell(wire.url, CERTIFICATE)
    sent = fields(wire.heard[0].body)
    text = PdfReader(io.BytesIO(base64.b64decode(sent["attachmentByteArray"]))).pages[0]
    assert NUMBER in text.extract_text()


def test_a_certificate_withdrawn_meanwhile_is_not_attached() -> None:
    with Wire(hang_up) as wire:
        again = {"state": RegistrationState.CONFIRMED}
        assert isinstance(tell(wire.url, CERTIFICATE, registration=again), Told)
    assert wire.heard == []


def test_S1_while_uploading_is_not_confirmed_no_certificate_is_queued() -> None:
    portal = built("http://127.0.0.1:9").trainingportal
    assert not portal.hears(CERTIFICATE)
    assert portal.hears(RESULT)
    portal = built("http://127.0.0.1:9", TRAININGPORTAL_CONFIRMED="upload").trainingportal
    assert portal.hears(CERTIFICATE)
    assert not portal.repeats_safely(CERTIFICATE, known={})
    assert not portal.supersedes(RESULT)


ANSWERS: dict[str, tuple[Script, type, type]] = {
    "no line": (hang_up, Unreachable, Unknown),
    "empty": (saying("200 OK"), Unreachable, Unknown),
    "a page": (saying("200 OK", b"<html>"), Unreachable, Unknown),
    "half": (saying("200 OK", b'{"sucess'), Unreachable, Unknown),
    "huge": (saying("200 OK", b"x" * 2_000_000), Unreachable, Unknown),
    "a redirect": (saying("302 There", Location="http://127.0.0.1:9/"), Unreachable, Unreachable),
    "500": (saying("500 Oops"), Unreachable, Unreachable),
    "busy": (saying("429 Slowly", Retry_After="7"), Unreachable, Unreachable),
    "a stranger": (complaint("Login failed"), Unreachable, Unreachable),
    "no": (saying("200 OK", b'{"sucessful": "false", "errorMessage": "No"}'), Refused, Refused),
    "an error inside": (complaint("Broken"), Refused, Refused),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_may_be_answered_to_a_result_and_to_a_document(name: str) -> None:
    script, result, document = ANSWERS[name]
    with Wire(script) as wire:
        assert isinstance(tell(wire.url), result)
        assert isinstance(tell(wire.url, CERTIFICATE), document)


def test_a_slow_answer_is_given_up_in_time() -> None:
    def drip(conversation: Conversation) -> None:
        conversation.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b" " * 900)

    with Wire(drip) as wire:
        portal = built(wire.url, TRAININGPORTAL_TIMEOUT="0.4").trainingportal
        what = event(RESULT, facts={"result": "new"}, registration=COMPLETED)
        assert isinstance(portal.tell(what, key="key-1"), Unreachable)


def test_check_7_neither_credentials_nor_people_come_up_in_a_log(
    booked: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        tell(booked.url)
        tell(booked.url, CERTIFICATE)
    said = f"{lines} {[each.getMessage() for each in caplog.records]}"
    words = ("tp-sandbox-secret", "username", "password", *PRIVATE)
    assert [word for word in words if word in said] == []
    assert "called out" in said
