"""Acting as ISO: editing programs, sending events; and hearing the product's own."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from app.sandbox.server import Sandbox
from tests.sandbox import callers

PROGRAM = {
    "id": "prg-500",
    "name": "Summer Week",
    "startDate": "2031-08-04",
    "endDate": "2031-08-08",
    "timezone": "Europe/Oslo",
    "venueName": "Fjord House",
    "amount": "1250.50",
    "currency": "NOK",
    "capacity": "30",
    "available": "12",
}


@pytest.fixture
def http(httpserver: HTTPServer) -> Iterator[httpx.Client]:
    """Give a client of a sandbox that takes the test's own server for the product."""
    running = Sandbox(product_url=httpserver.url_for("/").rstrip("/"))
    running.start()
    with callers.client(running.url) as opened:
        yield opened
    running.stop()


def held(http: httpx.Client, kind: str) -> list[dict[str, Any]]:
    """Return what ISO holds of a kind."""
    found: list[dict[str, Any]] = http.get("/control/holdings").json()["iso"][kind]
    return found


def test_a_program_is_added_changed_and_removed_by_hand(http: httpx.Client) -> None:
    assert http.post("/control/iso/programs", json=PROGRAM).status_code == 200
    added = next(each for each in held(http, "programs") if each["id"] == "prg-500")
    assert added["pricing"] == {"currency": "NOK", "amount": 1250.5}
    assert added["availability"]["available"] == 12
    assert added["venue"]["name"] == "Fjord House"
    http.post("/control/iso/programs", data={"id": "prg-500", "amount": "900", "panel": "iso"})
    changed = next(each for each in held(http, "programs") if each["id"] == "prg-500")
    assert (changed["pricing"]["amount"], changed["name"]) == (900, "Summer Week")
    http.post("/control/iso/programs/remove", data={"id": "prg-500", "panel": "iso"})
    assert "prg-500" not in [each["id"] for each in held(http, "programs")]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"id": ""}, "id"),
        ({"name": ""}, "name"),
        ({"startDate": ""}, "startDate"),
        ({"amount": "much"}, "amount"),
        ({"capacity": "-1"}, "capacity"),
    ],
)
def test_a_program_that_lacks_something_is_not_kept(
    http: httpx.Client, changed: dict[str, str], named: str
) -> None:
    answer = http.post("/control/iso/programs", json=PROGRAM | changed)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{named}: ")
    assert len(held(http, "programs")) == 3


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("registration.cancelled", "/webhooks/registration"),
        ("payment.completed", "/webhooks/payment"),
        ("refund.completed", "/webhooks/payment"),
        ("status.changed", "/webhooks/status"),
    ],
)
def test_an_event_is_sent_signed_to_the_path_of_its_family(
    http: httpx.Client, httpserver: HTTPServer, event: str, path: str
) -> None:
    httpserver.expect_request(path, method="POST").respond_with_json({"received": True})
    wanted = {"event": event, "registrationId": "reg-1", "amount": "180", "currency": "EUR"}
    answer = http.post("/control/iso/webhook", json=wanted)
    assert answer.json()["status"] == 200
    (asked, _) = httpserver.log[0]
    body = asked.get_data()
    said = json.loads(body)
    assert (said["event"], said["data"]) == (
        event,
        {"registrationId": "reg-1", "amount": 180, "currency": "EUR"},
    )
    timestamp = asked.headers["X-Webhook-Timestamp"]
    assert abs(int(timestamp) - time.time()) < 60
    assert asked.headers["X-Webhook-Signature"] == signature(
        body, "iso-webhook-sandbox", int(timestamp)
    )


def signature(body: bytes, secret: str, timestamp: int) -> str:
    """Sign by hand."""
    whole = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), whole, hashlib.sha256).hexdigest()


def test_an_event_is_sent_twice_late_badly_signed_or_unsigned(
    http: httpx.Client, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/webhooks/registration").respond_with_data("no", status=401)
    for manner in ("twice", "late", "badly signed", "unsigned"):
        wanted = {"event": "registration.created", "manner": manner, "id": f"evt-{manner}"}
        http.post("/control/iso/webhook", json=wanted)
    asked = [request for request, _ in httpserver.log]
    assert len(asked) == 5
    assert asked[0].get_data() == asked[1].get_data()
    assert int(asked[2].headers["X-Webhook-Timestamp"]) < time.time() - 500
    stamp = int(asked[3].headers["X-Webhook-Timestamp"])
    good = signature(asked[3].get_data(), "iso-webhook-sandbox", stamp)
    assert asked[3].headers["X-Webhook-Signature"] != good
    assert "X-Webhook-Signature" not in asked[4].headers
    page = http.get("/").text
    assert "registration.created, unsigned" in page
    assert "401" in page


def test_a_product_that_is_away_is_no_fault_of_the_page(http: httpx.Client) -> None:
    running = Sandbox(product_url="http://127.0.0.1:9")
    running.start()
    with callers.client(running.url) as away:
        answer = away.post("/control/iso/webhook", json={"event": "a.b"}).json()
    running.stop()
    assert answer["status"] == 0


@pytest.mark.parametrize("wrong", [{}, {"event": "a.b", "manner": "loudly"}])
def test_an_event_that_cannot_be_sent_is_refused(http: httpx.Client, wrong: dict[str, str]) -> None:
    assert http.post("/control/iso/webhook", json=wrong).status_code == 400


def hear(http: httpx.Client, event: Any, *, secret: str = "webhook-sandbox", ago: int = 0) -> int:
    """Send ISO an event as the product does and return the status."""
    body = json.dumps(event).encode()
    stamp = int(time.time()) - ago
    headers = {
        "Content-Type": "application/json",
        "X-Webhook-Timestamp": str(stamp),
        "X-Webhook-Signature": f"v1=00 {signature(body, secret, stamp)}",
    }
    return http.post("/iso/events", content=body, headers=headers).status_code


EVENT = {"id": "e-1", "event": "registration.created", "occurredAt": "now", "data": {"a": 1}}


def test_the_products_event_is_kept_once_and_shown(http: httpx.Client) -> None:
    assert [hear(http, EVENT), hear(http, EVENT)] == [200, 200]
    (kept,) = held(http, "events")
    assert kept["times"] == 2
    assert "heard 2 times" in http.get("/").text


def test_an_event_that_is_not_signed_as_agreed_is_refused(http: httpx.Client) -> None:
    assert hear(http, EVENT, secret="another") == 401
    assert hear(http, EVENT, ago=400) == 401
    assert http.post("/iso/events", json=EVENT).status_code == 401
    assert held(http, "events") == []


@pytest.mark.parametrize("event", [[], {}, EVENT | {"id": ""}, EVENT | {"data": None}])
def test_an_event_without_its_envelope_is_refused(http: httpx.Client, event: Any) -> None:
    assert hear(http, event) == 400


def test_a_token_can_end_before_its_time(http: httpx.Client) -> None:
    http.post("/control/dials/iso", json={"token_uses": 2})
    form = {"grant_type": "client_credentials", "client_id": "coursedesk"}
    form["client_secret"] = "iso-sandbox-secret"
    token = http.post("/iso/oauth/token", data=form).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    asked = [http.get("/iso/api/v1/programs", headers=headers).status_code for _ in range(3)]
    assert asked == [200, 200, 401]
