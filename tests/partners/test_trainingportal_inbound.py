"""Claims about the two addresses Trainingportal calls (trainingportal.md 7)."""

import pytest
from flask.testing import FlaskClient
from lxml import etree

from app.domain.registration import RegistrationState
from app.partners.trainingportal.inbound import LONGEST
from app.store.database import Database
from tests.partners.inbound_world import (
    BASE,
    RESERVE,
    STUDENT,
    client_of,
    order,
    registrations,
    reserve,
)
from tests.worlds import CLASS, Desk, add_class, seats


def test_a_seat_is_reserved_and_our_reference_answered(desk: Desk, portal: FlaskClient) -> None:
    answer = reserve(portal, **STUDENT)
    (kept,) = registrations(desk)
    assert answer == {
        "successful": "true",
        "bookingReference": kept.reference,
        "errorMessage": "",
    }
    assert (kept.name, kept.email, kept.phone, kept.state) == (
        "Ingrid Solheim",
        "ingrid@example.org",
        "4790000001",
        RegistrationState.HELD,
    )
    bought = order(desk)
    assert (bought.name, bought.email, bought.phone, bought.company) == (
        "Per Vik",
        "per@example.org",
        "4790000002",
        "Fjordlift AS",
    )
    assert seats(desk.sessions, CLASS).taken == 1


def test_the_class_alone_is_enough(desk: Desk, portal: FlaskClient) -> None:
    assert reserve(portal)["successful"] == "true"
    assert seats(desk.sessions, CLASS).taken == 1


@pytest.mark.parametrize(
    "name", ["courseClassExternalId", "externalCourseClassId", "courseClassId", "externalId"]
)
def test_the_class_may_be_named_in_any_of_four_ways_S8(portal: FlaskClient, name: str) -> None:
    response = portal.get(RESERVE, query_string={name: f" {CLASS} "})
    assert response.get_json()["successful"] == "true"


def test_T8_the_same_call_twice_gives_one_registration_and_one_reference(
    desk: Desk, portal: FlaskClient
) -> None:
    assert reserve(portal, **STUDENT) == reserve(portal, **STUDENT)
    assert len(registrations(desk)) == 1


def test_a_full_class_is_refused_with_the_flag_and_a_reason_S9(portal: FlaskClient) -> None:
    answers = [reserve(portal, studentEmailAddress=f"{n}@example.org") for n in range(3)]
    assert [each["successful"] for each in answers] == ["true", "true", "false"]
    assert answers[2] == {
        "successful": "false",
        "bookingReference": "",
        "errorMessage": f"No free seats on {CLASS}",
    }


@pytest.mark.parametrize("query", [{}, {"courseClassExternalId": " "}, {"class": "x"}])
def test_without_a_class_the_answer_names_what_is_missing(
    desk: Desk, portal: FlaskClient, query: dict[str, str]
) -> None:
    answer = portal.get(RESERVE, query_string=query).get_json()
    assert answer["successful"] == "false"
    assert answer["errorMessage"] == "courseClassExternalId is missing"
    assert registrations(desk) == []


def test_an_unknown_class_is_refused_with_the_flag(portal: FlaskClient) -> None:
    answer = reserve(portal, courseClassExternalId="NOWHERE")
    assert answer["successful"] == "false"
    assert "NOWHERE" in answer["errorMessage"]


def test_a_value_far_too_long_is_refused_by_its_name(desk: Desk, portal: FlaskClient) -> None:
    answer = reserve(portal, company="x" * (LONGEST + 1))
    assert answer["errorMessage"] == f"company is longer than {LONGEST} characters"
    assert registrations(desk) == []


def test_what_no_database_keeps_is_left_out(sessions: Database) -> None:
    add_class(sessions)
    desk = Desk(sessions)
    response = client_of(desk).get(
        f"{RESERVE}?courseClassExternalId={CLASS}&company=A%00B%ED%A0%80&studentBirthDate=%001"
        "&studentFirstName=%09Ingrid%1b&studentPhoneNumber=%00"
    )
    assert response.get_json()["successful"] == "true"
    assert registrations(desk)[0].name == "Ingrid"
    assert "\x00" not in order(desk).company


@pytest.mark.parametrize(
    "address",
    [
        "/cancel?bookingReference={}",
        "/cancel?enrollmentReference={}",
        "/cancel/{}",
        "/cancel/{}?bookingReference=another",
    ],
)
def test_T5_a_booking_is_cancelled_under_either_name_and_as_part_of_the_path(
    desk: Desk, portal: FlaskClient, address: str
) -> None:
    reference = reserve(portal)["bookingReference"]
    response = portal.get(BASE + address.format(reference))
    assert response.status_code == 200
    assert response.get_json() == {"cancelled": "true", "errorMessage": ""}
    assert [each.state for each in registrations(desk)] == [RegistrationState.CANCELLED]
    assert seats(desk.sessions, CLASS).taken == 0


def test_a_repeated_cancellation_is_answered_as_the_first_S16(
    desk: Desk, portal: FlaskClient
) -> None:
    address = f"{BASE}/cancel/{reserve(portal)['bookingReference']}"
    assert portal.get(address).get_json() == portal.get(address).get_json()
    assert seats(desk.sessions, CLASS).taken == 0


def test_a_late_cancellation_is_one_all_the_same_S15(desk: Desk, portal: FlaskClient) -> None:
    reference = reserve(portal)["bookingReference"]
    desk.later(days=55)
    assert portal.get(f"{BASE}/cancel/{reference}").get_json() == {
        "cancelled": "true",
        "errorMessage": "",
    }


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/cancel?bookingReference=R-UNKNOWN", "There is no booking R-UNKNOWN"),
        ("/cancel", "bookingReference is missing or too long"),
        ("/cancel?bookingReference=%00", "bookingReference is missing or too long"),
        (f"/cancel/{'x' * 201}", "bookingReference is missing or too long"),
    ],
)
def test_what_cannot_be_cancelled_is_answered_with_the_flag_and_a_reason_S16(
    portal: FlaskClient, address: str, reason: str
) -> None:
    response = portal.get(BASE + address)
    assert response.status_code == 200
    assert response.get_json() == {"cancelled": "false", "errorMessage": reason}


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "text/html", "nonsense"])
def test_the_answer_is_json_unless_xml_is_asked_for(
    portal: FlaskClient, accept: str | None
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    response = portal.get(RESERVE, query_string={"courseClassId": CLASS}, headers=headers)
    assert response.mimetype == "application/json"
    assert response.get_json()["successful"] == "true"


@pytest.mark.parametrize("accept", ["application/xml", "text/xml", "application/xml, */*;q=0.1"])
def test_the_answer_is_xml_where_that_is_asked_for(portal: FlaskClient, accept: str) -> None:
    query = {"courseClassId": "A<B&C"}
    response = portal.get(RESERVE, query_string=query, headers={"Accept": accept})
    assert response.mimetype == accept.partition(",")[0]
    found = etree.fromstring(response.data)
    assert found.tag == "reservation"
    assert {each.tag: each.text or "" for each in found} == {
        "successful": "false",
        "bookingReference": "",
        "errorMessage": "There is no class A<B&C",
    }
    cancelled = portal.get(f"{BASE}/cancel/X", headers={"Accept": accept})
    assert etree.fromstring(cancelled.data).tag == "cancellation"


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\U0001fffe"])
def test_what_no_xml_may_hold_is_left_out_of_the_answer(portal: FlaskClient, sign: str) -> None:
    query = {"courseClassId": f"A{sign}B", "bookingReference": f"R{sign}1"}
    for address, words in ((RESERVE, "no class AB"), (f"{BASE}/cancel", "no booking R1")):
        response = portal.get(address, query_string=query, headers={"Accept": "text/xml"})
        assert words in etree.fromstring(response.data).findtext("errorMessage", "")


@pytest.mark.parametrize(
    "address", [RESERVE, f"{BASE}/cancel", "/partners/trainingportal/x/cancel"]
)
def test_no_answer_may_be_stored(portal: FlaskClient, address: str) -> None:
    assert portal.get(address).headers["Cache-Control"] == "no-store"
