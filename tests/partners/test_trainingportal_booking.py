"""Claims about asking Trainingportal for a booking (trainingportal.md 6.5)."""

import json
from datetime import date
from typing import Any

import pytest

from app.domain.contract import (
    BookingFound,
    BookingNotYet,
    Refused,
    Told,
    Unreachable,
)
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Wire, in_turn, saying
from tests.partners.built import Built, built
from tests.partners.portal_world import (
    PUBLISHED,
    REFERENCE,
    RESERVED,
    complaint,
)

BOOKING = {
    "bookingReference": "0f3a77c1_5d2e",
    "externalCourseClassId": "FA-2031-07",
    "firstname": "Ingrid",
    "lastname": "Solheim",
    "email": "Ingrid@Example.ORG",
    "phone": "4790000001",
    "birthDate": "1990-05-17",
    "enroller": {
        "firstName": "Per",
        "lastName": "Vik",
        "email": "per@example.org",
        "phone": "004790000002",
    },
    "company": "Fjordlift AS",
    "enrollmentStatus": "NEW",
    "commentOnEnrollment": " Needs step-free access ",
    "purchaseOrderNumber": 5581,
}


def asked(body: object, status: str = "200 OK") -> Any:
    """Return what the desk answers when Trainingportal answers so."""
    with Wire(saying(status, json.dumps(body).encode())) as wire:
        return built(wire.url).trainingportal.booking(REFERENCE)


def test_a_booking_is_found_by_our_reference_and_theirs_is_kept_T4(
    sandbox: Sandbox, partners: Built
) -> None:
    sandbox.world.dials.turn("trainingportal", {"booking_unknown_times": 0})
    wanted = {"class": "FA-2031-07", "studentFirstName": "Ingrid", "studentPhone": "+4790000001"}
    theirs = sandbox.world.trainingportal.bookings.store(REFERENCE, wanted)["bookingReference"]
    found = partners.trainingportal.booking(REFERENCE)
    assert isinstance(found, BookingFound)
    assert found.details.partner_reference == theirs
    assert (found.details.name, found.details.phone) == ("Ingrid", "+4790000001")
    again = partners.trainingportal.booking(theirs)
    assert isinstance(again, BookingFound)
    assert again.details == found.details


def test_T7_a_booking_not_known_yet_is_asked_for_again(sandbox: Sandbox, partners: Built) -> None:
    sandbox.world.trainingportal.bookings.store(REFERENCE, {"class": "FA-2031-07"})
    answers = [type(partners.trainingportal.booking(REFERENCE)) for _ in range(3)]
    assert answers == [BookingNotYet, BookingNotYet, BookingFound]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Booking not found", "200 OK"),
        ("Booking not found", "400 Bad Request"),
        ("", "404 Not Found"),
        ("Fant ikke bestillingen", "200 OK"),
    ],
)
def test_T7_not_found_in_whatever_words_is_not_yet(words: str, status: str) -> None:
    assert isinstance(asked({"errorMessage": words}, status), BookingNotYet)


def test_everything_a_booking_holds_is_read_T9_T15() -> None:
    details = asked(BOOKING).details
    assert details.partner_reference == "0f3a77c1_5d2e"
    assert details.class_code == "FA-2031-07"
    assert details.name == "Ingrid Solheim"
    assert details.email == "Ingrid@example.org"
    assert details.phone == "+4790000001"
    assert details.birth_date == date(1990, 5, 17)
    assert details.enroller_name == "Per Vik"
    assert details.enroller_email == "per@example.org"
    assert details.enroller_phone == "+4790000002"
    assert details.employer == "Fjordlift AS"
    assert details.comment == "Needs step-free access"
    assert details.purchase_order == "5581"


@pytest.mark.parametrize("status", ["NEW", "COMPLETED", "NO_SHOW", "SOMETHING_NEW", None])
def test_T16_a_booking_is_read_whatever_its_status(status: str | None) -> None:
    assert isinstance(asked({**BOOKING, "enrollmentStatus": status}), BookingFound)


def test_T9_names_are_found_in_either_spelling() -> None:
    camel = {"bookingReference": "x", "firstName": "Ingrid", "lastName": "Solheim"}
    assert asked(camel).details.name == "Ingrid Solheim"


@pytest.mark.parametrize("enroller", [None, "Per", [], {}, {"firstName": None, "phone": True}])
def test_a_booking_with_hardly_anything_in_it_is_a_booking(enroller: object) -> None:
    bare = {"bookingReference": "x", "enroller": enroller, "email": "no", "birthDate": "17.5.90"}
    details = asked(bare).details
    assert details.name == details.email == details.phone == details.enroller_name == ""
    assert details.birth_date is None


@pytest.mark.parametrize(
    ("phone", "read"),
    [
        ("4790000001", "+4790000001"),
        ("+44 20 7946 0958", "+442079460958"),
        ("0047 90 00 00 01", "+4790000001"),
        ("90000001", "+4790000001"),
        ("none", ""),
    ],
)
def test_a_phone_is_read_with_or_without_its_plus_sign(phone: str, read: str) -> None:
    assert asked({"bookingReference": "x", "phone": phone}).details.phone == read


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"errorMessage": "Malformed reference"}, "400 Bad Request", Refused),
        ({"externalCourseClassId": "FA"}, "200 OK", Unreachable),
        ({}, "200 OK", Unreachable),
        ([1], "200 OK", Unreachable),
        ({"errorMessage": "Login failed"}, "200 OK", Unreachable),
        ({}, "500 Oops", Unreachable),
    ],
)
def test_other_answers_about_a_booking_are_no_booking(
    body: object, status: str, kind: type
) -> None:
    assert isinstance(asked(body, status), kind)


def test_telling_of_a_reservation_says_what_is_known_of_it(
    sandbox: Sandbox, partners: Built
) -> None:
    sandbox.world.dials.turn("trainingportal", {"booking_unknown_times": 1})
    theirs = sandbox.world.trainingportal.bookings.store(REFERENCE, {"class": "FA-2031-07"})
    assert isinstance(partners.trainingportal.tell(event(RESERVED), key="k"), Unreachable)
    outcome = partners.trainingportal.tell(event(RESERVED), key="k")
    assert outcome == Told(
        f"Trainingportal has it as {theirs['bookingReference']}",
        {"partner_reference": theirs["bookingReference"]},
    )
    sandbox.world.dials.turn("trainingportal", {"mode": "500"})
    assert isinstance(partners.trainingportal.tell(event(RESERVED), key="k"), Unreachable)


def test_a_reservation_about_no_registration_is_refused(partners: Built) -> None:
    about_none = event(RESERVED)
    object.__setattr__(about_none, "registration", None)
    assert isinstance(partners.trainingportal.tell(about_none, key="k"), Refused)


def test_an_add_that_meets_a_class_which_then_is_gone_is_refused() -> None:
    with Wire(in_turn(complaint("already exists"), complaint("not found"))) as wire:
        outcome = built(wire.url).trainingportal.tell(event(PUBLISHED), key="k")
        assert len(wire.heard) == 2
    assert isinstance(outcome, Refused)


def test_what_no_table_has_room_for_is_left_out_of_a_booking() -> None:
    given = {"firstname": "I\0" * 300, "lastname": "\ud800Solheim", "commentOnEnrollment": "a\0\nb"}
    found = asked(BOOKING | given)
    assert isinstance(found, BookingFound)
    assert found.details.name == "I" * 200
    assert found.details.comment == "a\nb"
