"""Acting as the Connector: its adapter calls the product's own addresses."""

from collections.abc import Iterator

import httpx
import pytest
from lxml import etree
from pytest_httpserver import HTTPServer

from app.sandbox.server import Sandbox
from tests.sandbox import callers

BASE = "/partners/connector"
LEO = {"firstname": "Leo", "lastname": "Marsh", "leadSource": "open-day", "nonsense": "x"}


@pytest.fixture
def http(httpserver: HTTPServer) -> Iterator[httpx.Client]:
    """Give a client of a sandbox that takes the test's own server for the product."""
    running = Sandbox(product_url=httpserver.url_for("/").rstrip("/"))
    running.start()
    with callers.client(running.url) as opened:
        yield opened
    running.stop()


def heard(httpserver: HTTPServer, method: str, path: str) -> None:
    """Let the product answer to a save."""
    answering = httpserver.expect_request(f"{BASE}/{path}", method=method)
    answering.respond_with_data("<response><uuid>P-1</uuid></response>")


def test_a_lead_is_pushed_in_xml_with_the_token(http: httpx.Client, httpserver: HTTPServer) -> None:
    heard(httpserver, "POST", "people")
    answer = http.post("/control/connector/push", json=LEO).json()
    asked, _ = httpserver.log[0]
    assert asked.headers["Authorization"] == "Bearer connector-inbound-sandbox"
    assert asked.headers["Content-Type"] == "application/xml; charset=UTF-8"
    top = etree.fromstring(asked.data)
    assert [each.tag for each in top] == ["userInfo", "leadInfo"]
    assert top.findtext("userInfo/userType") == "PROSPECT"
    assert top.findtext("leadInfo/leadSource") == "open-day"
    assert answer == {"status": 200, "answer": "<response><uuid>P-1</uuid></response>"}
    assert "POST /people" in http.get("/").text


def test_a_known_person_is_put_and_json_is_json(http: httpx.Client, httpserver: HTTPServer) -> None:
    heard(httpserver, "PUT", "people/P-1")
    http.post("/control/connector/push", json=LEO | {"id": "P-1", "format": "json"})
    asked, _ = httpserver.log[0]
    assert asked.get_json()["userInfo"]["firstname"] == "Leo"
    assert "nonsense" not in asked.get_json()["userInfo"]


def test_a_lead_source_is_created_changed_and_looked_up(
    http: httpx.Client, httpserver: HTTPServer
) -> None:
    heard(httpserver, "POST", "lead-sources")
    heard(httpserver, "PUT", "lead-sources/fair")
    heard(httpserver, "GET", "lead-sources")
    heard(httpserver, "GET", "staff")
    http.post("/control/connector/sources", data={"name": "Fair"})
    http.post("/control/connector/sources", json={"id": "fair", "active": "false"})
    for what in ("staff", "lead-sources"):
        http.post("/control/connector/look", json={"what": what})
    assert [f"{asked.method} {asked.path}" for asked, _ in httpserver.log] == [
        f"POST {BASE}/lead-sources",
        f"PUT {BASE}/lead-sources/fair",
        f"GET {BASE}/staff",
        f"GET {BASE}/lead-sources",
    ]
    assert b"<name>Fair</name>" in httpserver.log[0][0].data


def test_a_product_that_is_away_is_said_to_be(http: httpx.Client, httpserver: HTTPServer) -> None:
    httpserver.stop()
    answer = http.post("/control/connector/push", json=LEO).json()
    httpserver.start()
    assert answer["status"] == 0
    assert answer["answer"].startswith("no answer")
