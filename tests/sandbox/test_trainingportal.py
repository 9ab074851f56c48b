"""Trainingportal as ``partners/trainingportal.md`` reads: forms, cancelling, bookings."""

from typing import Any

import httpx
import pytest
from lxml import etree

from tests.sandbox.callers import CLASS, LOGIN, TRAININGPORTAL, Trainingportal

ADD = "/courses/get/FIRST-AID/courseClasses/add"
SILENT = {"sendScheduleInfoToParticipants": "false"}
INVITED = "calendar invitations went out, nobody said not to (T6)"


def refusal(response: httpx.Response) -> str:
    """Return the message of an error, which is nothing but a message."""
    assert set(response.json()) == {"errorMessage"}
    return str(response.json()["errorMessage"])


def book(trainingportal: Trainingportal, reference: str = "WR-1", **more: str) -> dict[str, Any]:
    """Have Trainingportal know of a booking made under our reference."""
    wanted = {"reference": reference, "class": "FA-1"} | more
    booking: dict[str, Any] = trainingportal.http.post(
        "/control/trainingportal/bookings", json=wanted
    ).json()
    return booking


def known_at_once(trainingportal: Trainingportal) -> None:
    """Let bookings be known without delay."""
    dial = {"booking_unknown_times": 0}
    trainingportal.http.post("/control/dials/trainingportal", json=dial)


def test_an_added_class_is_echoed_whole_without_a_success_flag(
    trainingportal: Trainingportal,
) -> None:
    answer = trainingportal.add()
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["courseExternalId"], shown["externalId"]) == ("FIRST-AID", "FA-1")
    assert (shown["cancelled"], shown["availableSeats"]) == (False, 12)
    assert shown["enrollmentDeadline"] == "2031-03-01"
    assert shown["address"]["addressLine2"] == ""
    assert shown["price"] == {"currency": "NOK", "amount": 4200.0}
    assert "successful" not in shown


def test_address_and_price_can_be_echoed_dotted(trainingportal: Trainingportal) -> None:
    trainingportal.http.post("/control/dials/trainingportal", json={"dotted_fields": True})
    shown = trainingportal.add().json()
    assert (shown["address.city"], shown["price.currency"]) == ("Bergen", "NOK")


def test_times_may_be_left_out(trainingportal: Trainingportal) -> None:
    answer = trainingportal.add(startTime=None, endTime=None)
    assert answer.json()["startTime"] is None


@pytest.mark.parametrize(
    "name",
    [each for each in CLASS if each not in {"startTime", "endTime", *SILENT}],
)
def test_every_mandatory_field_of_add_is_asked_for(
    trainingportal: Trainingportal, name: str
) -> None:
    answer = trainingportal.add(**{name: None})
    assert refusal(answer) == f"Missing parameter {name}"
    assert trainingportal.held() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"price.currency": "SEK"},
        {"price.currency": "nok"},
        {"price.amount": "4.200,00"},
        {"price.amount": "-1"},
        {"availableSeats": "-1"},
        {"availableSeats": "many"},
        {"startDate": "10.03.2031"},
        {"startDate": "2031-02-30"},
        {"startDate": "20310310"},
        {"startTime": "9:00"},
        {"endTime": "24:00"},
        {"location": " "},
        {"address.city": ""},
        {"sendScheduleInfoToParticipants": "no"},
    ],
)
def test_a_value_that_cannot_be_read_is_refused(
    trainingportal: Trainingportal, changed: dict[str, str]
) -> None:
    assert refusal(trainingportal.add(**changed))
    assert trainingportal.held() == []


def test_add_knows_only_the_right_spelling_of_the_deadline_t1(
    trainingportal: Trainingportal,
) -> None:
    answer = trainingportal.add(enrollmentDeadline=None, erollmentDeadline="2031-03-01")
    assert refusal(answer) == "Missing parameter enrollmentDeadline"


def test_update_moves_the_deadline_by_the_wrong_spelling_only_t1(
    trainingportal: Trainingportal,
) -> None:
    trainingportal.add()
    right = trainingportal.update(enrollmentDeadline="2031-03-03", **SILENT)
    assert right.json()["enrollmentDeadline"] == "2031-03-01"
    assert trainingportal.held()[0]["warnings"] == [
        "enrollmentDeadline ignored, it did not move (T1)"
    ]
    wrong = trainingportal.update(erollmentDeadline="2031-03-03", **SILENT)
    assert wrong.json()["enrollmentDeadline"] == "2031-03-03"


def test_both_spellings_together_move_the_deadline_without_a_warning_t1(
    trainingportal: Trainingportal,
) -> None:
    trainingportal.add()
    both = {"erollmentDeadline": "2031-03-03", "enrollmentDeadline": "2031-03-03"}
    assert trainingportal.update(**both, **SILENT).json()["enrollmentDeadline"] == "2031-03-03"
    assert trainingportal.held()[0]["warnings"] == []


def test_a_change_without_the_flag_sends_invitations_and_leaves_a_warning_t6(
    trainingportal: Trainingportal,
) -> None:
    trainingportal.add()
    assert trainingportal.held()[0]["invitations"] == 0
    trainingportal.update(availableSeats="11")
    (kept,) = trainingportal.held()
    assert (kept["invitations"], kept["warnings"]) == (1, [INVITED])
    trainingportal.update(availableSeats="10", **SILENT)
    assert trainingportal.held()[0]["warnings"] == [INVITED]


def test_invitations_asked_for_are_no_warning(trainingportal: Trainingportal) -> None:
    trainingportal.add(sendScheduleInfoToParticipants="true")
    (kept,) = trainingportal.held()
    assert (kept["invitations"], kept["warnings"]) == (1, [])


def test_an_update_keeps_what_it_does_not_name(trainingportal: Trainingportal) -> None:
    trainingportal.add()
    changed = {"availableSeats": "7", "address.city": "Oslo", "price.amount": "99"}
    shown = trainingportal.update(**changed, **SILENT).json()
    assert (shown["availableSeats"], shown["location"]) == (7, "Bergen Quay Hall")
    assert shown["address"] == {
        "addressLine1": "Quay 4",
        "addressLine2": "",
        "city": "Oslo",
        "zipCode": "5003",
        "country": "NO",
    }
    assert shown["price"] == {"currency": "NOK", "amount": 99.0}


def test_a_class_cannot_be_added_twice(trainingportal: Trainingportal) -> None:
    trainingportal.add()
    answer = trainingportal.add(availableSeats="1")
    assert (answer.status_code, refusal(answer)) == (200, "Class FA-1 already exists")
    assert trainingportal.held()[0]["availableSeats"] == 12


def test_errors_can_come_with_status_400(trainingportal: Trainingportal) -> None:
    trainingportal.http.post("/control/dials/trainingportal", json={"error_status": 400})
    answer = trainingportal.update(availableSeats="1")
    assert answer.status_code == 400
    assert refusal(answer) == "Class FA-1 not found on course FIRST-AID"


def test_an_unknown_class_is_neither_updated_nor_cancelled(trainingportal: Trainingportal) -> None:
    for answer in (trainingportal.update(availableSeats="1"), trainingportal.to("cancel")):
        assert (answer.status_code, refusal(answer)) == (
            200,
            "Class FA-1 not found on course FIRST-AID",
        )


def test_a_class_is_not_found_under_another_course(trainingportal: Trainingportal) -> None:
    trainingportal.add()
    answer = trainingportal.call("/courses/get/OTHER/courseClasses/update", externalId="FA-1")
    assert refusal(answer) == "Class FA-1 not found on course OTHER"


def test_courses_are_taken_on_trust_until_it_is_strict(trainingportal: Trainingportal) -> None:
    trainingportal.http.post("/control/dials/trainingportal", json={"strict_courses": True})
    assert refusal(trainingportal.add()) == "Course FIRST-AID not found"
    trainingportal.http.post("/control/trainingportal/courses", json={"course": "FIRST-AID"})
    assert trainingportal.add().json()["externalId"] == "FA-1"


def test_courses_and_their_classes_are_listed(trainingportal: Trainingportal) -> None:
    trainingportal.add()
    trainingportal.add(externalId="FA-2")
    courses = trainingportal.call("/courses/get").json()
    assert [each["courseExternalId"] for each in courses] == ["FIRST-AID"]
    classes = trainingportal.call("/courses/get/FIRST-AID/courseClasses/get").json()
    assert [each["externalId"] for each in classes] == ["FA-1", "FA-2"]


def test_a_cancelled_class_without_enrolments_is_gone_at_once_t11(
    trainingportal: Trainingportal,
) -> None:
    trainingportal.add()
    assert trainingportal.to("cancel").json() == {"successful": "true", "errorMessage": ""}
    assert trainingportal.held() == []
    assert trainingportal.to("restore").status_code == 404


def test_a_cancelled_class_with_enrolments_can_be_restored_within_the_hour_t11(
    trainingportal: Trainingportal,
) -> None:
    trainingportal.add()
    book(trainingportal)
    trainingportal.to("cancel")
    assert trainingportal.held()[0]["cancelled"] is True
    assert trainingportal.update(availableSeats="3", **SILENT).json()["cancelled"] is True
    trainingportal.http.post("/control/clock", json={"advance": 3590})
    answer = trainingportal.to("restore")
    assert answer.json() == {"sucessful": True, "errorMessage": ""}  # T2, T3
    assert trainingportal.held()[0]["cancelled"] is False


def test_a_cancelled_class_is_deleted_after_the_hour_and_may_be_added_again_t11(
    trainingportal: Trainingportal,
) -> None:
    trainingportal.add()
    book(trainingportal)
    trainingportal.to("cancel")
    trainingportal.http.post("/control/clock", json={"advance": 3600})
    assert trainingportal.to("restore").status_code == 404
    assert trainingportal.add().json()["cancelled"] is False


def test_restoring_what_is_published_is_409(trainingportal: Trainingportal) -> None:
    trainingportal.add()
    answer = trainingportal.to("restore")
    assert (answer.status_code, refusal(answer)) == (409, "Class FA-1 is already published")


def test_cancelling_twice_is_an_error(trainingportal: Trainingportal) -> None:
    trainingportal.add()
    book(trainingportal)
    trainingportal.to("cancel")
    assert refusal(trainingportal.to("cancel")) == "Class FA-1 is cancelled already"


@pytest.mark.parametrize("form", [{"password": "wrong"}, {"username": "wrong"}, {"password": ""}])
def test_wrong_credentials_are_401(trainingportal: Trainingportal, form: dict[str, str]) -> None:
    answer = trainingportal.http.post(TRAININGPORTAL + ADD, data=CLASS | LOGIN | form)
    assert answer.status_code == 401
    assert "Login failed" in refusal(answer)


def test_credentials_in_the_address_are_refused_even_when_right_t13(
    trainingportal: Trainingportal,
) -> None:
    answer = trainingportal.http.post(TRAININGPORTAL + ADD, params=LOGIN, data=CLASS | LOGIN)
    assert answer.status_code == 400
    assert trainingportal.held() == []


def test_credentials_in_a_header_are_not_looked_at(trainingportal: Trainingportal) -> None:
    login = (LOGIN["username"], LOGIN["password"])
    answer = trainingportal.http.post(TRAININGPORTAL + ADD, data=CLASS, auth=login)
    assert answer.status_code == 401


def test_json_is_no_form(trainingportal: Trainingportal) -> None:
    assert trainingportal.http.post(TRAININGPORTAL + ADD, json=CLASS | LOGIN).status_code == 415


def test_xml_is_answered_when_asked_for(trainingportal: Trainingportal) -> None:
    answer = trainingportal.http.post(
        TRAININGPORTAL + ADD, data=CLASS | LOGIN, headers={"Accept": "application/xml"}
    )
    root = etree.fromstring(answer.content)
    assert (root.findtext("externalId"), root.findtext("cancelled")) == ("FA-1", "false")
    assert root.findtext("address/city") == "Bergen"
