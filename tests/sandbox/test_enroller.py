"""Acting as Trainingportal: asking the product for a seat, and giving one back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from app.sandbox.server import Sandbox
from tests.fixtures.ports import free_ports
from tests.sandbox import callers

KEY = "/partners/trainingportal/tp-inbound-sandbox"
RESERVE, CANCEL = f"{KEY}/reserve", f"{KEY}/cancel"
WANTED = {
    "class": "FA-1",
    "studentFirstName": "Ingrid",
    "studentEmail": "ingrid@example.org",
    "enrollerFirstName": "Per",
    "company": "Fjordlift AS",
    "comment": "Step-free, please",
    "purchaseOrderNumber": "PO-5581",
}


@pytest.fixture
def http(httpserver: HTTPServer) -> Iterator[httpx.Client]:
    """Give a client of a sandbox that takes the test's own server for the product."""
    with beside(httpserver.url_for("/").rstrip("/")) as opened:
        yield opened


@contextmanager
def beside(product_url: str) -> Iterator[httpx.Client]:
    """Have a client of a sandbox that takes that address for the product's."""
    running = Sandbox(product_url=product_url)
    running.start()
    with callers.client(running.url) as opened:
        yield opened
    running.stop()


def bookings(http: httpx.Client) -> list[dict[str, Any]]:
    """Return the bookings Trainingportal holds."""
    found: list[dict[str, Any]] = http.get("/control/holdings").json()["trainingportal"]["bookings"]
    return found


def reserved(httpserver: HTTPServer, answer: dict[str, Any]) -> None:
    """Let the product answer to a reservation."""
    httpserver.expect_request(RESERVE, method="GET").respond_with_json(answer)


def test_a_seat_is_asked_for_by_get_with_the_documents_names(
    http: httpx.Client, httpserver: HTTPServer
) -> None:
    reserved(httpserver, {"successful": "true", "bookingReference": "WR-1", "errorMessage": ""})
    answer = http.post("/control/trainingportal/reserve", json=WANTED).json()
    asked, _ = httpserver.log[0]
    assert asked.method == "GET"
    assert asked.args.to_dict() == {
        "courseClassExternalId": "FA-1",
        "studentFirstName": "Ingrid",
        "studentEmailAddress": "ingrid@example.org",
        "enrollerFirstName": "Per",
        "company": "Fjordlift AS",
    }
    assert (answer["status"], answer["booking"]["ourReference"]) == (200, "WR-1")


def test_a_reserved_booking_is_known_after_two_lookups_with_comment_and_order(
    http: httpx.Client, httpserver: HTTPServer
) -> None:
    reserved(httpserver, {"successful": "true", "bookingReference": "WR-1", "errorMessage": ""})
    http.post("/control/trainingportal/reserve", json=WANTED)
    trainingportal = callers.Trainingportal(http)
    shown = [trainingportal.call("/booking/get/WR-1").json() for _ in range(3)][-1]
    assert shown["commentOnEnrollment"] == "Step-free, please"
    assert shown["purchaseOrderNumber"] == "PO-5581"


@pytest.mark.parametrize(
    "answer",
    [
        {"successful": "false", "bookingReference": "", "errorMessage": "No free seats on FA-1"},
        {"successful": "true", "bookingReference": ""},
        {},
    ],
)
def test_a_refused_seat_makes_no_booking(
    http: httpx.Client, httpserver: HTTPServer, answer: dict[str, Any]
) -> None:
    reserved(httpserver, answer)
    told = http.post("/control/trainingportal/reserve", json={"class": "FA-1"}).json()
    assert (told["booking"], told["answer"]) == (None, answer)
    assert bookings(http) == []


@pytest.mark.parametrize("flag", [True, "TRUE", "true"])
def test_the_flag_is_understood_however_it_is_typed_t3(
    http: httpx.Client, httpserver: HTTPServer, flag: object
) -> None:
    reserved(httpserver, {"successful": flag, "bookingReference": "WR-1"})
    http.post("/control/trainingportal/reserve", json={"class": "FA-1"})
    assert len(bookings(http)) == 1


def test_an_answer_in_xml_is_understood(http: httpx.Client, httpserver: HTTPServer) -> None:
    httpserver.expect_request(RESERVE).respond_with_data(
        "<r><successful>true</successful><bookingReference>WR-1</bookingReference></r>",
        content_type="application/xml",
    )
    http.post("/control/trainingportal/reserve", json={"class": "FA-1"})
    assert [each["ourReference"] for each in bookings(http)] == ["WR-1"]


def test_an_answer_that_is_neither_is_said_to_be_so(
    http: httpx.Client, httpserver: HTTPServer
) -> None:
    httpserver.expect_request(RESERVE).respond_with_data("<html>", status=500)
    told = http.post("/control/trainingportal/reserve", json={"class": "FA-1"}).json()
    assert told["status"] == 500
    assert told["answer"] == {"errorMessage": "the answer is neither JSON nor XML"}


def test_the_same_reference_again_is_one_booking_t8(
    http: httpx.Client, httpserver: HTTPServer
) -> None:
    reserved(httpserver, {"successful": "true", "bookingReference": "WR-1"})
    for _ in range(2):
        http.post("/control/trainingportal/reserve", json={"class": "FA-1"})
    assert len(bookings(http)) == 1


@pytest.mark.parametrize("parameter", ["bookingReference", "enrollmentReference"])
def test_a_seat_is_given_back_by_either_name_t5(
    http: httpx.Client, httpserver: HTTPServer, parameter: str
) -> None:
    wanted = {"reference": "WR-1", "class": "FA-1"}
    http.post("/control/trainingportal/bookings", json=wanted)
    httpserver.expect_request(CANCEL, query_string={parameter: "WR-1"}).respond_with_json(
        {"cancelled": "true", "errorMessage": ""}
    )
    body = {"reference": "WR-1", "parameter": parameter}
    http.post("/control/trainingportal/cancel", json=body)
    assert bookings(http)[0]["cancelled"] is True


def test_a_cancellation_the_product_refuses_changes_nothing(
    http: httpx.Client, httpserver: HTTPServer
) -> None:
    http.post("/control/trainingportal/bookings", json={"reference": "WR-1", "class": "FA-1"})
    httpserver.expect_request(CANCEL).respond_with_json({"cancelled": "false"})
    http.post("/control/trainingportal/cancel", json={"reference": "WR-1"})
    assert bookings(http)[0]["cancelled"] is False


def test_a_product_that_is_down_is_told_as_no_answer() -> None:
    (nobody,) = free_ports(1)
    with beside(f"http://127.0.0.1:{nobody}") as http:
        told = http.post("/control/trainingportal/reserve", json={"class": "FA-1"}).json()
    assert told["status"] == 0
    assert told["answer"]["errorMessage"].startswith("no answer")


@pytest.mark.parametrize("verb", ["reserve", "cancel", "bookings", "courses"])
def test_what_is_needed_is_named(http: httpx.Client, verb: str) -> None:
    answer = http.post(f"/control/trainingportal/{verb}", json={})
    assert answer.status_code == 400
    assert "is required" in answer.json()["error"]
