"""The mail inbox as a mail service: who is not there, and what is reported of a letter."""

import smtplib
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from app.sandbox.iso.signature import is_signed
from app.sandbox.server import Sandbox
from tests.fixtures.ports import free_port
from tests.sandbox import callers
from tests.sandbox.test_mail import inbox, letter, send

SECRET = "mail-bounce-sandbox"
KINDS = ["permanent", "temporary", "complaint"]


@pytest.fixture
def sandbox(httpserver: HTTPServer) -> Iterator[Sandbox]:
    """Give a sandbox that takes the test's own server for the product."""
    with Sandbox(product_url=httpserver.url_for("/").rstrip("/")) as running:
        yield running


def test_nobody_is_not_there_at_any_domain(sandbox: Sandbox, http: httpx.Client) -> None:
    with (
        smtplib.SMTP("127.0.0.1", sandbox.mail_port, timeout=5) as server,
        pytest.raises(smtplib.SMTPRecipientsRefused) as refused,
    ):
        server.send_message(letter(), to_addrs=["Nobody@example.org"])
    assert refused.value.recipients == {"Nobody@example.org": (550, b"5.1.1 No such user here")}
    assert inbox(http) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_reported_signed_for_whom_it_went_to(
    httpserver: HTTPServer, sandbox: Sandbox, http: httpx.Client, kind: str
) -> None:
    httpserver.expect_request("/webhooks/mail", method="POST").respond_with_json(
        {"result": "stopped"}
    )
    send(sandbox)
    said = report(http, kind)
    assert said["status"] == 200
    (call,) = [request for request, _ in httpserver.log]
    given = call.get_json()
    assert (given["address"], given["kind"]) == ("noor@example.org", kind)
    assert given["message_id"]
    assert is_signed(
        call.get_data(),
        SECRET,
        signature=call.headers["X-Webhook-Signature"],
        timestamp=call.headers["X-Webhook-Timestamp"],
        now=time.time(),
    )
    page = http.get("/mail/1").text
    assert f"{kind}: 200" in page


def test_the_button_leads_back_to_the_letter(
    httpserver: HTTPServer, sandbox: Sandbox, http: httpx.Client
) -> None:
    httpserver.expect_request("/webhooks/mail").respond_with_json({})
    send(sandbox)
    answer = http.post("/control/mail/report", data={"number": "1", "kind": "complaint"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/mail/1")


def test_a_product_that_is_away_is_said() -> None:
    with (
        Sandbox(product_url=f"http://127.0.0.1:{free_port()}") as sandbox,
        callers.client(sandbox.url) as http,
    ):
        send(sandbox)
        assert report(http, "permanent")["words"].startswith("no answer")


@pytest.mark.parametrize(
    "wish", [{"number": "9", "kind": "permanent"}, {"number": "1", "kind": "lost"}, {}]
)
def test_what_cannot_be_reported_is_refused(
    sandbox: Sandbox, http: httpx.Client, wish: dict[str, str]
) -> None:
    send(sandbox)
    assert http.post("/control/mail/report", json=wish).status_code == 400


def report(http: httpx.Client, kind: str) -> dict[str, Any]:
    """Report the first letter."""
    said: dict[str, Any] = http.post(
        "/control/mail/report", json={"number": "1", "kind": kind}
    ).json()
    return said
