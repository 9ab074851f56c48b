"""Trainingportal's acceptance checks and silences about the way in (trainingportal.md 12, 13)."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.course_class import ClassState
from app.domain.registration import RegistrationState
from app.partners.trainingportal.inbound import trainingportal_blueprint
from app.queries.outbox import find_ended_holds
from app.store.course_class import lock_class
from app.store.database import transaction
from tests.fakes.partner import CLASSES, FakePartner
from tests.partners.inbound_world import (
    BASE,
    KEY,
    RESERVE,
    STUDENT,
    client_of,
    desk,
    portal,
    registrations,
    reserve,
)
from tests.worlds import CLASS, Desk, add_class, seats

__all__ = ["desk", "portal"]


def test_check_2_a_reservation_with_only_the_class_works(desk: Desk, portal: FlaskClient) -> None:
    assert reserve(portal)["successful"] == "true"
    assert seats(desk.sessions, CLASS).taken == 1


def test_check_2_full_cancelled_unknown_and_closed_are_refused_with_a_reason(
    desk: Desk, portal: FlaskClient
) -> None:
    add_class(desk.sessions, "FULL", capacity=0)
    add_class(desk.sessions, "OFF", state=ClassState.CANCELLED)
    add_class(desk.sessions, "LATE", deadline=date(2031, 1, 9))
    answers = {
        code: reserve(portal, courseClassExternalId=code)
        for code in ("FULL", "OFF", "LATE", "NOWHERE")
    }
    assert {each["successful"] for each in answers.values()} == {"false"}
    assert {each["bookingReference"] for each in answers.values()} == {""}
    assert {code: each["errorMessage"] for code, each in answers.items()} == {
        "FULL": "No free seats on FULL",
        "OFF": "This class has been cancelled",
        "LATE": "The deadline for registering has passed",
        "NOWHERE": "There is no class NOWHERE",
    }
    assert registrations(desk) == []


def test_check_3_two_identical_reservations_give_one_registration_and_one_reference(
    desk: Desk, portal: FlaskClient
) -> None:
    first, second = reserve(portal, **STUDENT), reserve(portal, **STUDENT)
    assert first == second
    assert len(registrations(desk)) == 1
    assert seats(desk.sessions, CLASS).taken == 1


def test_T8_two_people_who_share_an_address_are_two(desk: Desk, portal: FlaskClient) -> None:
    first = reserve(portal, **STUDENT)
    sister = STUDENT | {"studentFirstName": "Astrid", "studentBirthDate": "1992-01-02"}
    assert reserve(portal, **sister)["bookingReference"] != first["bookingReference"]
    assert len(registrations(desk)) == 2


def test_S3_S4_the_day_of_the_deadline_is_in_where_the_class_is(
    desk: Desk, portal: FlaskClient
) -> None:
    desk.now = desk.now.replace(month=3, day=1, hour=22, minute=59)
    assert reserve(portal)["successful"] == "true"
    desk.later(minutes=1)
    assert reserve(portal)["successful"] == "false", "midnight in Oslo"


def test_S8_the_name_that_was_agreed_is_a_setting(desk: Desk) -> None:
    app = Flask(__name__)
    app.register_blueprint(trainingportal_blueprint(desk.parts, key=KEY, class_name="klasse"))
    client = app.test_client()
    assert client.get(RESERVE, query_string={"klasse": CLASS}).get_json()["successful"] == "true"
    assert reserve(client)["successful"] == "true", "and the usual ones still are understood"
    assert client.get(RESERVE).get_json()["errorMessage"] == "klasse is missing"


def test_S11_how_long_an_unknown_booking_holds_its_seat_is_a_setting(desk: Desk) -> None:
    app = Flask(__name__)
    blueprint = trainingportal_blueprint(desk.parts, key=KEY, hold=timedelta(hours=2))
    app.register_blueprint(blueprint)
    reserve(app.test_client())
    assert find_ended_holds(desk.sessions, now=desk.later(minutes=119)) == []
    assert len(find_ended_holds(desk.sessions, now=desk.later(minutes=1))) == 1


def test_S12_every_reservation_and_cancellation_has_our_own_figure_told(desk: Desk) -> None:
    heard = FakePartner("trainingportal", CLASSES)
    desk.partners["trainingportal"] = heard
    client = client_of(desk)
    reference = reserve(client)["bookingReference"]
    client.get(f"{BASE}/cancel/{reference}")
    assert desk.woken.count("trainingportal") == 2


def test_S13_no_call_goes_out_while_a_reservation_is_answered(desk: Desk) -> None:
    partner = FakePartner("trainingportal", CLASSES)
    desk.partners["trainingportal"] = partner
    reserve(client_of(desk))
    assert partner.told == []


def test_S14_the_last_seat_is_given_once(desk: Desk, portal: FlaskClient) -> None:
    answers = [reserve(portal)["successful"] for _ in range(5)]
    assert answers == ["true", "true", "false", "false", "false"]
    assert (seats(desk.sessions, CLASS).taken, seats(desk.sessions, CLASS).agree) == (2, True)


@pytest.mark.parametrize(("accept", "kind"), [("", "json"), ("application/xml", "xml")])
def test_S10_the_answer_is_json_and_xml_only_where_that_is_asked_for(
    portal: FlaskClient, accept: str, kind: str
) -> None:
    response = portal.get(RESERVE, headers={"Accept": accept})
    assert response.mimetype == f"application/{kind}"


def test_S15_a_class_may_refuse_late_cancellations(desk: Desk, portal: FlaskClient) -> None:
    reference = reserve(portal)["bookingReference"]
    with transaction(desk.sessions) as session:
        row = lock_class(session, CLASS)
        assert row
        row.refuses_late = True
    desk.now = desk.now.replace(month=2, day=20, hour=12)
    again = reserve(portal)["bookingReference"]
    assert portal.get(f"{BASE}/cancel/{again}").get_json()["cancelled"] == "true", "in time"
    desk.later(days=1)
    assert portal.get(f"{BASE}/cancel/{reference}").get_json() == {
        "cancelled": "false",
        "errorMessage": "Bookings of this class could be cancelled until 2031-02-20",
    }
    assert registrations(desk)[0].state is RegistrationState.HELD


def test_S15_a_late_cancellation_is_marked_for_whoever_writes_the_invoice(
    desk: Desk, portal: FlaskClient
) -> None:
    reference = reserve(portal)["bookingReference"]
    desk.now = desk.now.replace(month=2, day=21)
    portal.get(f"{BASE}/cancel/{reference}")
    assert registrations(desk)[0].state_reason == "cancelled at the partner, late"


def test_S16_a_repeated_cancellation_is_true_and_an_unknown_one_false(
    desk: Desk, portal: FlaskClient
) -> None:
    address = f"{BASE}/cancel?enrollmentReference={reserve(portal)['bookingReference']}"
    assert [portal.get(address).get_json()["cancelled"] for _ in range(3)] == ["true"] * 3
    assert portal.get(f"{BASE}/cancel?bookingReference=R-X").get_json()["cancelled"] == "false"
    assert seats(desk.sessions, CLASS).agree


@pytest.mark.parametrize(
    "query",
    [
        "courseClassExternalId=%FF%FE",
        "courseClassExternalId=%C3%28",
        "courseClassExternalId=" + "x" * 100_000,
        "courseClassExternalId[]=1",
        "courseClassExternalId=%00",
        "=&&&;;;==",
        "&".join(f"p{n}=1" for n in range(5000)),
    ],
)
def test_a_query_without_sense_is_answered_with_the_flag(
    desk: Desk, portal: FlaskClient, query: str
) -> None:
    response = portal.get(f"{RESERVE}?{query}")
    assert response.status_code == 200
    assert response.get_json()["successful"] == "false"
    assert response.get_json()["errorMessage"]
    assert registrations(desk) == []


def test_a_parameter_said_twice_counts_once(desk: Desk, portal: FlaskClient) -> None:
    query = f"courseClassExternalId={CLASS}&courseClassExternalId=OTHER&externalId=THIRD"
    assert portal.get(f"{RESERVE}?{query}").get_json()["successful"] == "true"
    assert len(registrations(desk)) == 1
