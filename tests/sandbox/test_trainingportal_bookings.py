"""Trainingportal's stand-in: bookings and their results."""

import pytest

from tests.sandbox.callers import Trainingportal
from tests.sandbox.test_trainingportal import book, known_at_once, refusal


def test_a_booking_is_not_known_for_the_first_two_lookups_t7(
    trainingportal: Trainingportal,
) -> None:
    book(trainingportal)
    answers = [trainingportal.call("/booking/get/WR-1") for _ in range(3)]
    assert [refusal(each) for each in answers[:2]] == ["Booking not found"] * 2
    assert answers[2].json()["externalCourseClassId"] == "FA-1"


def test_a_booking_is_told_with_the_names_of_the_example_t9(
    trainingportal: Trainingportal,
) -> None:
    known_at_once(trainingportal)
    student = {
        "studentFirstName": "Ingrid",
        "studentLastName": "Solheim",
        "studentEmail": "ingrid@example.org",
        "studentPhone": "+47 90 00 00 01",
        "studentBirthDate": "1990-05-17",
    }
    enroller = {
        "enrollerFirstName": "Per",
        "enrollerLastName": "Vik",
        "enrollerEmail": "per@example.org",
        "enrollerPhone": "+4790000002",
    }
    more = {
        "company": "Fjordlift AS",
        "comment": "Needs step-free access",
        "purchaseOrderNumber": "PO-5581",
    }
    book(trainingportal, **student, **enroller, **more)
    shown = trainingportal.call("/booking/get/WR-1").json()
    own = shown.pop("bookingReference")
    assert own != "WR-1"
    assert "_" in own
    assert shown == {
        "externalCourseClassId": "FA-1",
        "firstname": "Ingrid",
        "lastname": "Solheim",
        "email": "ingrid@example.org",
        "phone": "4790000001",
        "birthDate": "1990-05-17",
        "enroller": {
            "firstName": "Per",
            "lastName": "Vik",
            "email": "per@example.org",
            "phone": "4790000002",
        },
        "company": "Fjordlift AS",
        "enrollmentStatus": "NEW",
        "commentOnEnrollment": "Needs step-free access",
        "purchaseOrderNumber": "PO-5581",
    }
    assert trainingportal.call(f"/booking/get/{own}").json()["firstname"] == "Ingrid"  # T4


def test_a_missing_purchase_order_is_absent(trainingportal: Trainingportal) -> None:
    known_at_once(trainingportal)
    book(trainingportal)
    assert "purchaseOrderNumber" not in trainingportal.call("/booking/get/WR-1").json()


def test_an_unknown_booking_is_not_found(trainingportal: Trainingportal) -> None:
    assert refusal(trainingportal.call("/booking/get/WR-9")) == "Booking not found"


@pytest.mark.parametrize(
    ("status", "shown"),
    [("NEW", "NEW"), ("NO_SHOW", "NEW"), ("FAILED", "NEW"), ("COMPLETED", "COMPLETED")],
)
def test_a_result_is_taken_with_a_misspelt_flag_and_two_are_not_read_back_t2_t16(
    trainingportal: Trainingportal, status: str, shown: str
) -> None:
    known_at_once(trainingportal)
    book(trainingportal)
    answer = trainingportal.call(
        "/booking/update/WR-1", newStatus=status, completionDate="2031-03-11"
    )
    assert answer.json() == {"sucessful": "true", "errorMessage": ""}
    assert trainingportal.call("/booking/get/WR-1").json()["enrollmentStatus"] == shown


@pytest.mark.parametrize(
    ("reference", "form"),
    [
        ("WR-1", {"newStatus": "COMPLETED"}),
        ("WR-1", {"newStatus": "COMPLETED", "completionDate": "11.03.2031"}),
        ("WR-1", {"newStatus": "CANCELLED"}),
        ("WR-1", {}),
        ("WR-9", {"newStatus": "FAILED"}),
    ],
)
def test_a_result_that_cannot_be_is_refused_with_the_flag(
    trainingportal: Trainingportal, reference: str, form: dict[str, str]
) -> None:
    book(trainingportal)
    answer = trainingportal.call(f"/booking/update/{reference}", **form).json()
    assert (answer["sucessful"], bool(answer["errorMessage"])) == ("false", True)


PAPER = {
    "attachmentType": "COMPETENCE_CERTIFICATE",
    "mimetype": "application/pdf",
    "fileName": "C-1.pdf",
    "attachmentByteArray": "JVBERi0xLjcgeA==",
}


def test_a_document_is_attached_and_the_same_again_is_a_second_one(
    trainingportal: Trainingportal,
) -> None:
    known_at_once(trainingportal)
    book(trainingportal)
    for number in (1, 2):
        answer = trainingportal.call("/booking/uploadDocumentation/WR-1", **PAPER)
        assert answer.json() == {"successful": "true", "errorMessage": ""}
        held = trainingportal.http.get("/control/holdings").json()["trainingportal"]
        (kept,) = held["bookings"]
        assert [each["fileName"] for each in kept["documents"]] == ["C-1.pdf"] * number
    unknown = trainingportal.call("/booking/uploadDocumentation/WR-9", **PAPER).json()
    assert unknown == {"successful": "false", "errorMessage": "Booking not found"}


def test_its_page_shows_results_and_certificates(trainingportal: Trainingportal) -> None:
    known_at_once(trainingportal)
    book(trainingportal)
    trainingportal.call("/booking/update/WR-1", newStatus="COMPLETED", completionDate="2031-03-11")
    trainingportal.call("/booking/uploadDocumentation/WR-1", **PAPER)
    page = trainingportal.http.get("/").text
    assert "2031-03-11" in page
    assert "has C-1.pdf" in page
