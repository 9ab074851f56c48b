"""Meddling: what partners hold is changed, withdrawn and added by hand, for reconciling to find."""

from typing import Any

import httpx
import pytest

from app.sandbox.server import Sandbox
from tests.sandbox.callers import Connector, Trainingportal, person

USERS, STAFF, SOURCES = "connector/users", "connector/staff", "connector/lead_sources"
CLASSES, BOOKINGS = "trainingportal/classes", "trainingportal/bookings"


@pytest.fixture(autouse=True)
def held(http: httpx.Client) -> None:
    """Have one thing of each kind held."""
    Connector(http).save("/user", person("p-1"))
    staff = person("staff-1", userType="STAFF", email="kim@example.org")
    Connector(http).save("/staff", staff)
    Trainingportal(http).add()
    booking = {"reference": "R-1", "class": "FA-1", "studentFirstName": "Ada"}
    http.post("/control/trainingportal/bookings", json=booking)


def holding(http: httpx.Client, kind: str) -> list[dict[str, Any]]:
    """Return what is held of a kind."""
    partner, _, name = kind.partition("/")
    found: list[dict[str, Any]] = http.get("/control/holdings").json()[partner][name]
    return found


def change(http: httpx.Client, kind: str, number: str, field: str, value: str) -> httpx.Response:
    """Change one field by hand."""
    wanted = {"kind": kind, "number": number, "field": field, "value": value}
    return http.post("/control/change", json=wanted)


@pytest.mark.parametrize(
    ("kind", "number", "field", "value", "kept"),
    [
        (USERS, "p-1", "firstname", "Somebody", "Somebody"),
        (USERS, "p-1", "lastname", "", ""),
        (STAFF, "staff-1", "userStatus", "INACTIVE", "INACTIVE"),
        (CLASSES, "FA-1", "availableSeats", "99", 99),
        (CLASSES, "FA-1", "cancelled", "true", True),
        (CLASSES, "FA-1", "startDate", "2031-04-01", "2031-04-01"),
        (BOOKINGS, "R-1", "externalCourseClassId", "FA-2", "FA-2"),
    ],
)
def test_one_field_is_changed_and_the_rest_stays(
    http: httpx.Client, kind: str, number: str, field: str, value: str, kept: object
) -> None:
    (before,) = holding(http, kind)
    assert change(http, kind, number, field, value).status_code == 200
    (after,) = holding(http, kind)
    assert after[field] == kept
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"changedAt"} == {field}


def test_part_of_a_booking_is_changed(http: httpx.Client) -> None:
    change(http, BOOKINGS, "R-1", "student.email", "else@example.org")
    (booking,) = holding(http, BOOKINGS)
    assert (booking["student"]["email"], booking["student"]["firstName"]) == (
        "else@example.org",
        "Ada",
    )


@pytest.mark.parametrize(
    ("kind", "number"),
    [(USERS, "p-1"), (STAFF, "staff-1"), (CLASSES, "FA-1"), (BOOKINGS, "R-1")],
)
def test_a_thing_is_withdrawn(http: httpx.Client, kind: str, number: str) -> None:
    http.post("/control/withdraw", json={"kind": kind, "number": number})
    assert holding(http, kind) == []
    again = http.post("/control/withdraw", json={"kind": kind, "number": number})
    assert again.status_code == 400


def test_a_class_is_shown_that_nobody_told_of(http: httpx.Client) -> None:
    shown = {
        "course": "OTHER",
        "number": "X-1",
        "startDate": "2031-05-01",
        "endDate": "2031-05-02",
    }
    assert http.post("/control/trainingportal/classes", json=shown).status_code == 200
    assert [each["externalId"] for each in holding(http, CLASSES)] == ["FA-1", "X-1"]
    (told,) = Trainingportal(http).call("/courses/get/OTHER/courseClasses/get").json()
    assert (told["externalId"], told["endDate"]) == ("X-1", "2031-05-02")
    assert http.post("/control/trainingportal/classes", json=shown).status_code == 400


@pytest.mark.parametrize(
    ("kind", "number", "field", "value"),
    [
        ("stripe/charges", "c", "amount", "1"),
        (USERS, "p-9", "firstname", "x"),
        (USERS, "p-1", "uuid", "x"),
        (USERS, "p-1", "userType", "KING"),
        (SOURCES, "open-day", "active", "maybe"),
        (CLASSES, "FA-1", "availableSeats", "many"),
        (CLASSES, "FA-1", "startDate", "soon"),
        (CLASSES, "FA-1", "cancelled", "perhaps"),
    ],
)
def test_nonsense_changes_nothing(
    http: httpx.Client, kind: str, number: str, field: str, value: str
) -> None:
    before = http.get("/control/holdings").json()
    assert change(http, kind, number, field, value).status_code == 400
    assert http.get("/control/holdings").json() == before


def test_the_page_offers_it(http: httpx.Client, sandbox: Sandbox) -> None:
    page = http.get("/").text
    assert "Withdraw p-1" in page
    assert "Withdraw FA-1" in page
    form = {"kind": USERS, "number": "p-1", "field": "lastname", "value": "Else"}
    done = http.post("/control/change", data={**form, "panel": "connector"})
    assert (done.status_code, done.headers["location"]) == (303, "/#connector")
    assert holding(http, USERS)[0]["lastname"] == "Else"
