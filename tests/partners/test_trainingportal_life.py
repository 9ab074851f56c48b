"""Claims about a class that is cancelled and restored at Trainingportal (trainingportal.md 6.4)."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unreachable,
)
from app.domain.event import EventKind
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Script, Wire, hang_up, saying
from tests.partners.built import Built, built
from tests.partners.portal_world import (
    CHANGED,
    PUBLISHED,
    REFERENCE,
    SEATS,
    classes,
    complaint,
    fields,
    verbs,
)

CANCELLED = EventKind.CLASS_CANCELLED
RESTORED = EventKind.CLASS_RESTORED
GONE = {"cancelled": True, "free": 0}
CONFIRMED = {"TRAININGPORTAL_CONFIRMED": "cancel upload"}
SCHEDULE = "sendScheduleInfoToParticipants"


class Life:
    """One class told step by step; what Trainingportal taught us is known the next time."""

    def __init__(self, url: str, **settings: str) -> None:
        self._portal = built(url, **{**CONFIRMED, **settings}).trainingportal
        self.known: dict[str, str] = {}

    def tell(self, kind: EventKind, course_class: Mapping[str, Any] | None = None) -> Outcome:
        """Tell it and remember what was learned."""
        what = event(kind, known=dict(self.known), course_class=course_class)
        outcome = self._portal.tell(what, key="key-1")
        self.known |= outcome.learned
        return outcome


@pytest.fixture
def life(sandbox: Sandbox) -> Life:
    return Life(sandbox.url)


def calls(sandbox: Sandbox) -> list[str]:
    """Return the calls about classes, in order, without their values."""
    templates = [call["template"] for call in sandbox.world.calls.of("trainingportal")]
    return [each.partition("/courseClasses/")[2].partition("/")[0] for each in templates]


def test_check_1_a_life_of_a_class_is_exactly_the_documented_calls(
    sandbox: Sandbox, life: Life
) -> None:
    sandbox.world.trainingportal.bookings.store(REFERENCE, {"class": "FA-2031-07"})
    for kind, course_class in (
        (PUBLISHED, {}),
        (CHANGED, {"starts_at": event(PUBLISHED).course_class.starts_at.replace(hour=9)}),
        (SEATS, {"free": 0}),
        (CANCELLED, GONE),
        (RESTORED, {}),
    ):
        assert isinstance(life.tell(kind, course_class), Told)
    assert calls(sandbox) == ["add", "update", "update", "cancel", "restore", "update"]
    (kept,) = classes(sandbox)
    assert (kept["cancelled"], kept["availableSeats"]) == (False, 11)
    assert not [each for each in kept["warnings"] if "T6" in each], "the flag is in every call"


def test_T11_a_class_without_enrolments_is_gone_once_cancelled_and_added_anew_when_restored(
    sandbox: Sandbox, life: Life
) -> None:
    life.tell(PUBLISHED)
    assert life.tell(CANCELLED, GONE).words == "Trainingportal has it cancelled"
    assert classes(sandbox) == []
    assert isinstance(life.tell(RESTORED), Told)
    assert calls(sandbox) == ["add", "cancel", "restore", "add"]
    assert len(classes(sandbox)) == 1


def test_T11_a_class_with_enrolments_can_be_restored_for_an_hour(
    sandbox: Sandbox, life: Life
) -> None:
    sandbox.world.trainingportal.bookings.store(REFERENCE, {"class": "FA-2031-07"})
    life.tell(PUBLISHED)
    life.tell(CANCELLED, GONE)
    assert classes(sandbox)[0]["cancelled"]
    sandbox.world.advance(3600)
    assert classes(sandbox) == []
    assert isinstance(life.tell(RESTORED), Told)
    assert calls(sandbox)[-2:] == ["restore", "add"]


def test_check_8_a_restore_that_finds_it_published_is_done(sandbox: Sandbox, life: Life) -> None:
    life.tell(PUBLISHED)
    life.known["cancelled"] = "yes"
    assert life.tell(RESTORED).words == "Trainingportal shows 11 free seats"
    assert calls(sandbox) == ["add", "restore", "update"]
    assert life.known["cancelled"] == "no"
    life.tell(SEATS, {"free": 3})
    assert calls(sandbox)[-1] == "update"


def test_seats_of_a_cancelled_class_are_told_to_nobody(sandbox: Sandbox, life: Life) -> None:
    life.tell(PUBLISHED)
    life.tell(CANCELLED, GONE)
    assert life.tell(SEATS, GONE).words == "Trainingportal has it cancelled"
    assert calls(sandbox) == ["add", "cancel"]


def test_cancelling_what_they_never_had_or_have_cancelled_is_done(
    sandbox: Sandbox, life: Life
) -> None:
    assert life.tell(CANCELLED, GONE).words == "Trainingportal has it no more"
    sandbox.world.trainingportal.bookings.store(REFERENCE, {"class": "FA-2031-07"})
    again = Life(sandbox.url)
    again.tell(PUBLISHED)
    again.tell(CANCELLED, GONE)
    again.known.pop("cancelled")
    assert again.tell(CANCELLED, GONE).words == "Trainingportal has it cancelled"


def test_S1_while_cancelling_is_not_confirmed_no_seat_is_left_and_staff_are_warned(
    sandbox: Sandbox,
) -> None:
    life = Life(sandbox.url, TRAININGPORTAL_CONFIRMED="")
    life.tell(PUBLISHED)
    outcome = life.tell(CANCELLED, GONE)
    assert isinstance(outcome, Told)
    assert outcome.words.startswith("warning: cancelling by call is off")
    assert calls(sandbox) == ["add", "update"]
    assert classes(sandbox)[0]["availableSeats"] == 0


def test_S1_without_the_call_a_class_they_never_had_needs_nothing(sandbox: Sandbox) -> None:
    life = Life(sandbox.url, TRAININGPORTAL_CONFIRMED="")
    assert life.tell(CANCELLED, GONE) == Told("Trainingportal has it not")


@pytest.mark.parametrize(
    ("script", "kind"), [(complaint("Class is broken"), Refused), (hang_up, Unreachable)]
)
def test_S1_without_the_call_a_refusal_is_one(script: Script, kind: type) -> None:
    with Wire(script) as wire:
        life = Life(wire.url, TRAININGPORTAL_CONFIRMED="")
        assert isinstance(life.tell(CANCELLED, GONE), kind)


def test_S1_the_inferred_paths_are_settings() -> None:
    path = "/v2/{externalCourseId}/classes/{externalCourseClassId}/cancel"
    with Wire(saying("200 OK", b'{"successful": "true"}')) as wire:
        life = Life(wire.url, TRAININGPORTAL_CANCEL_PATH=path)
        assert isinstance(life.tell(CANCELLED, GONE), Told)
    assert wire.heard[0].path.endswith("/rest/v2/FIRST-AID/classes/FA-2031-07/cancel")


def test_an_update_that_shows_a_class_as_cancelled_has_it_restored() -> None:
    told = {"externalId": "FA-2031-07"}
    answers = iter(
        [
            json.dumps(told | {"cancelled": True}),
            json.dumps({"sucessful": True}),
            json.dumps(told | {"cancelled": False}),
        ]
    )
    with Wire(lambda c: c.answer("200 OK", next(answers).encode())) as wire:
        life = Life(wire.url)
        life.known["class"] = "as before"
        assert isinstance(life.tell(SEATS), Told)
    paths = [each.path.rpartition("/courseClasses/")[2].partition("/")[0] for each in wire.heard]
    assert paths == ["update", "restore", "update"]
    assert all(SCHEDULE in fields(each.body) for each in wire.heard if "update" in each.path)


FLAGS: dict[str, tuple[bytes, type]] = {
    "true, spelt right": (b'{"successful": true}', Told),
    "true, spelt wrong": (b'{"sucessful": true}', Told),
    "the word": (b'{"successful": "true", "errorMessage": ""}', Told),
    "the word, loud": (b'{"SUCESSFUL": " TRUE "}', Told),
    "false": (b'{"successful": false}', Refused),
    "the word false": (b'{"sucessful": "false"}', Refused),
    "false with a reason": (b'{"successful": "false", "errorMessage": "Not today"}', Refused),
    "true with an error inside": (b'{"successful": true, "errorMesssage": "No"}', Refused),
    "a number": (b'{"successful": 1}', Refused),
    "no flag": (b'{"errorMessage": ""}', Unreachable),
    "a null flag": (b'{"successful": null}', Unreachable),
    "nothing": (b"", Unreachable),
    "a page": (b"<html>Soon</html>", Unreachable),
    "half": (b'{"successful": "tr', Unreachable),
    "a list": (b"[true]", Unreachable),
}


@pytest.mark.parametrize("name", FLAGS)
def test_check_5_T2_T3_a_flag_is_understood_however_it_is_spelt_and_typed(name: str) -> None:
    body, kind = FLAGS[name]
    with Wire(saying("200 OK", body)) as wire:
        assert isinstance(Life(wire.url).tell(CANCELLED, GONE), kind)


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (hang_up, Unreachable),
        (saying("500 Oops"), Unreachable),
        (saying("401 No"), Unreachable),
        (saying("302 There", Location="http://127.0.0.1:9/"), Unreachable),
        (saying("200 OK", b"x" * 2_000_000), Unreachable),
        (saying("400 Bad", b'{"errorMessage": "Course is closed"}'), Refused),
    ],
)
@pytest.mark.parametrize("cancelled", [True, False])
def test_what_else_may_be_answered_to_cancel_and_restore(
    script: Script, kind: type, cancelled: bool
) -> None:
    with Wire(script) as wire:
        life = Life(wire.url)
        if cancelled:
            assert isinstance(life.tell(CANCELLED, GONE), kind)
        else:
            life.known["cancelled"] = "yes"
            assert isinstance(life.tell(RESTORED), kind)


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ({"availableSeats": 4}, "warning: Trainingportal holds free seats 4, not 11"),
        (
            {"startDate": "2031-03-11", "location": "Elsewhere"},
            "warning: Trainingportal holds the start date 2031-03-11, not 2031-03-10,"
            " the location Elsewhere, not Quay Hall",
        ),
        ({"erollmentDeadline": "2031-01-01"}, None),
        ({"startDate": "2031-03-10T00:00:00+01:00", "availableSeats": 11}, ""),
    ],
)
def test_S7_what_is_held_otherwise_than_it_was_sent_is_warned_of(
    held: dict[str, Any], words: str | None
) -> None:
    body = json.dumps({"externalId": "FA-2031-07"} | held).encode()
    with Wire(saying("200 OK", body)) as wire:
        said = Life(wire.url).tell(PUBLISHED).words
    expected = "Trainingportal shows 11 free seats" if words == "" else words
    assert said == expected if words is not None else "enrolment deadline 2031-01-01" in said


def test_T14_T17_the_paths_are_those_of_the_document_and_of_no_other_api(
    sandbox: Sandbox, partners: Built
) -> None:
    partners.trainingportal.tell(event(PUBLISHED), key="key-1")
    assert verbs(sandbox) == ["add"]
    with Wire(hang_up) as wire:
        Life(wire.url).tell(PUBLISHED)
    assert wire.heard[0].path == (
        "/mintra/api/courseprovider/rest/v1/courses/get/FIRST-AID/courseClasses/add"
    )


def test_T13_credentials_travel_in_the_body_alone() -> None:
    with Wire(hang_up) as wire:
        Life(wire.url).tell(PUBLISHED)
    (heard,) = wire.heard
    assert fields(heard.body)["password"] == "tp-sandbox-secret"
    assert heard.method == "POST"
    assert "tp-sandbox-secret" not in f"{heard.path}{heard.headers}"
