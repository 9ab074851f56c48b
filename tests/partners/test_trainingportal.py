"""Claims about classes at Trainingportal, and its traps (trainingportal.md 11)."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.contract import Refused, Told, Unreachable
from app.domain.money import Money
from app.sandbox.server import Sandbox
from tests.fakes.events import CLASS, event
from tests.fakes.wire import Script, Wire, hang_up, saying
from tests.partners.built import Built, built
from tests.partners.portal_world import (
    CHANGED,
    PUBLISHED,
    SEATS,
    classes,
    complaint,
    sent,
    verbs,
)


def test_a_published_class_is_added_in_local_dates_and_times(
    sandbox: Sandbox, partners: Built
) -> None:
    outcome = partners.trainingportal.tell(event(PUBLISHED), key="key-1")
    (kept,) = classes(sandbox)
    expected = {
        "courseExternalId": "FIRST-AID",
        "externalId": "FA-2031-07",
        "location": "Quay Hall",
        "availableSeats": 11,
        "enrollmentDeadline": "2031-03-01",
        "cancellationDeadline": "2031-02-20",
        "startDate": "2031-03-10",
        "startTime": "09:00",
        "endDate": "2031-03-11",
        "endTime": "16:00",
        "address": {
            "addressLine1": "Quay 4",
            "addressLine2": "",
            "city": "Bergen",
            "zipCode": "5003",
            "country": "NO",
        },
        "warnings": [],
    }
    assert {name: kept[name] for name in expected} == expected
    assert kept["price"]["currency"] == "NOK"
    assert isinstance(outcome, Told)
    assert outcome.words == "Trainingportal shows 11 free seats"
    assert set(outcome.learned) == {"class"}


def test_a_change_of_seats_updates_the_class_silently_T6(sandbox: Sandbox, partners: Built) -> None:
    known = partners.trainingportal.tell(event(PUBLISHED), key="key-1").learned
    fewer = event(SEATS, known=known, course_class={"free": 10})
    partners.trainingportal.tell(fewer, key="key-2")
    (kept,) = classes(sandbox)
    assert (kept["availableSeats"], kept["invitations"], kept["warnings"]) == (10, 1, [])
    assert verbs(sandbox) == ["add", "update"]


@pytest.mark.parametrize(
    "changed",
    [
        {"starts_at": CLASS.starts_at + timedelta(hours=1)},
        {"ends_at": CLASS.ends_at + timedelta(days=1)},
        {"timezone": "Europe/London"},
        {"venue": None},
    ],
)
def test_T6_participants_are_told_when_date_time_or_place_changed(
    sandbox: Sandbox, partners: Built, changed: dict[str, Any]
) -> None:
    known = partners.trainingportal.tell(event(PUBLISHED), key="key-1").learned
    moved = event(CHANGED, known=known, course_class=changed)
    again = partners.trainingportal.tell(moved, key="key-2").learned
    assert again != known
    partners.trainingportal.tell(event(SEATS, known=again, course_class=changed), key="key-3")
    assert classes(sandbox)[0]["invitations"] == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"free": 3},
        {"price": Money(1, "NOK")},
        {"enrollment_deadline": date(2031, 2, 1)},
        {"title": "New"},
    ],
)
def test_T6_participants_are_not_disturbed_by_anything_else(
    sandbox: Sandbox, partners: Built, changed: dict[str, Any]
) -> None:
    known = partners.trainingportal.tell(event(PUBLISHED), key="key-1").learned
    partners.trainingportal.tell(event(CHANGED, known=known, course_class=changed), key="key-2")
    assert classes(sandbox)[0]["invitations"] == 1


def test_T6_where_it_is_not_known_what_they_hold_nobody_is_disturbed(
    sandbox: Sandbox, partners: Built
) -> None:
    partners.trainingportal.tell(event(PUBLISHED), key="key-1")
    outcome = partners.trainingportal.tell(event(PUBLISHED), key="key-1")
    assert isinstance(outcome, Told)
    assert verbs(sandbox) == ["add", "add", "update"]
    assert classes(sandbox)[0]["invitations"] == 1


@pytest.mark.parametrize("known", [{}, {"class": "as before"}])
def test_T6_the_flag_is_in_every_call(known: dict[str, str]) -> None:
    assert sent(SEATS, known=known)["sendScheduleInfoToParticipants"] in ("true", "false")


def test_T1_an_update_moves_the_deadline_under_both_spellings(
    sandbox: Sandbox, partners: Built
) -> None:
    known = partners.trainingportal.tell(event(PUBLISHED), key="key-1").learned
    later = event(CHANGED, known=known, course_class={"enrollment_deadline": date(2031, 3, 5)})
    outcome = partners.trainingportal.tell(later, key="key-2")
    (kept,) = classes(sandbox)
    assert (kept["enrollmentDeadline"], kept["warnings"]) == ("2031-03-05", [])
    assert outcome.words == "Trainingportal shows 11 free seats"
    form = sent(CHANGED, known=known)
    assert form["erollmentDeadline"] == form["enrollmentDeadline"] == "2031-03-01"


def test_T1_a_deadline_that_did_not_move_is_warned_of() -> None:
    held = {"externalId": "FA-2031-07", "enrollmentDeadline": "2031-02-01", "new": [1]}
    with Wire(saying("200 OK", json.dumps(held).encode())) as wire:
        outcome = built(wire.url).trainingportal.tell(event(SEATS, known={"class": "x"}), key="k")
    assert isinstance(outcome, Told)
    assert outcome.words == (
        "warning: Trainingportal holds the enrolment deadline 2031-02-01, not 2031-03-01"
    )


@pytest.mark.parametrize(
    "answer", [{"externalId": "FA-2031-07"}, {"EXTERNALID": "FA-2031-07", "errorMessage": None}]
)
def test_an_answer_that_does_not_speak_of_the_deadline_is_no_warning(
    answer: dict[str, Any],
) -> None:
    with Wire(saying("200 OK", json.dumps(answer).encode())) as wire:
        outcome = built(wire.url).trainingportal.tell(event(PUBLISHED), key="k")
    assert outcome.words == "Trainingportal shows 11 free seats"


def test_a_class_they_have_although_we_do_not_know_it_is_updated(
    sandbox: Sandbox, partners: Built
) -> None:
    partners.trainingportal.tell(event(PUBLISHED), key="key-1")
    outcome = partners.trainingportal.tell(event(SEATS, course_class={"free": 2}), key="key-2")
    assert isinstance(outcome, Told)
    assert classes(sandbox)[0]["availableSeats"] == 2


def test_a_class_they_no_longer_have_is_added_again_T11(sandbox: Sandbox, partners: Built) -> None:
    known = partners.trainingportal.tell(event(PUBLISHED), key="key-1").learned
    sandbox.world.trainingportal.classes.cancel("FIRST-AID", "FA-2031-07")
    assert isinstance(partners.trainingportal.tell(event(SEATS, known=known), key="k"), Told)
    assert verbs(sandbox) == ["add", "update", "add"]
    assert len(classes(sandbox)) == 1


def test_a_course_that_was_not_agreed_is_refused_in_their_words_S21(
    sandbox: Sandbox, partners: Built
) -> None:
    sandbox.world.dials.turn("trainingportal", {"strict_courses": True})
    for known in ({}, {"class": "x"}):
        outcome = partners.trainingportal.tell(event(SEATS, known=known), key="key-1")
        assert isinstance(outcome, Refused)
        assert "not found" in outcome.words


@pytest.mark.parametrize("error_status", [200, 400])
def test_an_error_is_read_whatever_its_status(
    sandbox: Sandbox, partners: Built, error_status: int
) -> None:
    sandbox.world.dials.turn("trainingportal", {"error_status": error_status})
    partners.trainingportal.tell(event(PUBLISHED), key="key-1")
    outcome = partners.trainingportal.tell(event(PUBLISHED), key="key-1")
    assert isinstance(outcome, Told)


@pytest.mark.parametrize("spelling", ["errorMessage", "errorMesssage", "ErrorMessage"])
def test_T3_an_error_message_is_read_in_every_spelling(spelling: str) -> None:
    body = json.dumps({spelling: "Seats missing", "externalId": "FA-2031-07"}).encode()
    with Wire(saying("200 OK", body)) as wire:
        outcome = built(wire.url).trainingportal.tell(event(PUBLISHED), key="k")
    assert outcome == Refused("Trainingportal answered 200 Seats missing")


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (saying("200 OK", b""), Unreachable),
        (saying("200 OK", b"{}"), Unreachable),
        (saying("200 OK", b"[]"), Unreachable),
        (saying("200 OK", b"<html>"), Unreachable),
        (saying("200 OK", b'{"externalId": "another"}'), Unreachable),
        (saying("200 OK", b'{"successful": "true"}'), Unreachable),
        (saying("400 Bad Request", b""), Refused),
        (saying("404 Not Found", b"<html>"), Refused),
        (saying("409 Conflict", b""), Refused),
        (saying("503 Away", b""), Unreachable),
        (hang_up, Unreachable),
        (complaint("Class is broken"), Refused),
    ],
)
def test_a_class_is_told_only_when_its_id_is_echoed(script: Script, kind: type) -> None:
    with Wire(script) as wire:
        assert isinstance(built(wire.url).trainingportal.tell(event(PUBLISHED), key="k"), kind)


@pytest.mark.parametrize(
    "script",
    [
        complaint("Login failed", "401 Unauthorized"),
        complaint("no", "403 Forbidden"),
        complaint("Wrong username or password"),
        complaint("Invalid LOGIN", "400 Bad Request"),
    ],
)
def test_credentials_that_are_not_accepted_are_for_a_person_S22(script: Script) -> None:
    with Wire(script) as wire:
        outcome = built(wire.url).trainingportal.tell(event(PUBLISHED), key="k")
        assert len(wire.heard) == 1
    assert isinstance(outcome, Unreachable)
    assert outcome.words.startswith("configuration: Trainingportal")
    assert outcome.retry_after == timedelta(seconds=60)
