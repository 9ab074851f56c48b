"""Reading changes nothing: no GET writes, save the two that Trainingportal makes."""

import pytest
from flask.testing import FlaskClient

from tests.architecture.endpoints import ENDPOINTS, WRITE_ON_GET
from tests.architecture.whole import Whole
from tests.watching import recording

READS = sorted(name for name in ENDPOINTS if name.startswith("GET ") and name not in WRITE_ON_GET)
# Pages that lead on: to the dashboard when signed in, from an order to what staff see of it, and
# back to an order of which there is nothing to give up.
LEAD_ON = {
    "GET /staff/sign-in",
    "GET /staff/orders/<reference>",
    "GET /orders/<reference>/back",
    "GET /orders/<reference>/cancel",
    "GET /orders/<reference>/leave",
    "GET /orders/<reference>/places/<place>/leave",
}
RESERVE = {
    "studentFirstName": "Ada",
    "studentLastName": "Lovelace",
    "studentEmailAddress": "ada@example.org",
    "studentBirthDate": "1990-12-10",
}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_writes_nothing(whole: Whole, staff: FlaskClient, name: str, method: str) -> None:
    with recording() as recorder:
        answer = staff.open(
            whole.address(name),
            method=method,
            query_string={"token": whole.token, "key": whole.token},
            headers=whole.shown(name),
        )
        answer.get_data()
    assert answer.status_code == (303 if name in LEAD_ON else 200)
    assert not answer.headers.get("Location", "").startswith("/staff/sign-in")
    assert recorder.writes == []


def test_the_named_exceptions_write(whole: Whole) -> None:
    client = whole.app.test_client()
    reserve = whole.address("GET /partners/trainingportal/<key>/reserve")
    given = {**RESERVE, "courseClassExternalId": whole.values["code"]}
    with recording() as recorder:
        answer = client.get(reserve, query_string=given).get_json()
    assert recorder.writes
    cancel = whole.address(
        "GET /partners/trainingportal/<key>/cancel/<reference>",
        reference=answer["bookingReference"],
    )
    with recording() as recorder:
        client.get(cancel)
    assert recorder.writes


@pytest.mark.parametrize("name", sorted(WRITE_ON_GET))
def test_a_head_never_writes(whole: Whole, name: str) -> None:
    with recording() as recorder:
        answer = whole.app.test_client().head(whole.address(name), query_string=RESERVE)
    assert answer.status_code == 405
    assert recorder.writes == []
