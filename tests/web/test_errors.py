"""Every error has a page that says what to do, with the right status; programs get an envelope."""

import json
from pathlib import Path

import pytest
from flask import Flask, abort
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import TooManyRequests

from tests.watching import WatchingClient, words_of
from tests.web.visitor import open_site
from tests.worlds import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TITLES = {
    400: "We could not read that",
    403: "You cannot see this page",
    404: "We cannot find that page",
    405: "This page cannot be used that way",
    413: "That was too much at once",
    429: "Too many tries at once",
    500: "Something went wrong on our side",
    409: "We could not read that",
    503: "Something went wrong on our side",
}


@pytest.fixture
def client(desk: Desk, tmp_path: Path) -> WatchingClient:
    client = open_site(desk, tmp_path)
    _add_troubles(client.application)
    return client


def _add_troubles(app: Flask) -> None:
    def fail(status: int) -> str:
        abort(status)

    def break_down() -> str:
        raise RuntimeError("no room for ada@example.org")

    def too_many() -> str:
        raise TooManyRequests(retry_after=60)

    def stale() -> str:
        raise CSRFError("The CSRF token has expired.")

    app.add_url_rule("/fails/<int:status>", "fails", fail)
    app.add_url_rule("/api/v1/fails/<int:status>", "api_fails", fail)
    app.add_url_rule("/breaks", "breaks", break_down)
    app.add_url_rule("/webhooks/breaks", "webhook_breaks", break_down)
    app.add_url_rule("/too-many", "too_many", too_many)
    app.add_url_rule("/stale", "stale", stale)


@pytest.mark.parametrize(("status", "title"), TITLES.items())
def test_an_error_has_its_page_and_its_status(
    client: WatchingClient, status: int, title: str
) -> None:
    response = client.get(f"/fails/{status}")
    assert response.status_code == status
    assert words_of(response.one("h1")) == title
    assert response.link("See all programs") == "/programs"
    assert response.headers["Content-Security-Policy"]


def test_only_what_is_not_found_comes_with_a_search(client: WatchingClient) -> None:
    assert len(client.get("/fails/404").all("form")) == 1
    assert client.get("/fails/403").all("form") == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "INVALID_REQUEST"), (404, "NOT_FOUND"), (429, "RATE_LIMITED"), (500, "INTERNAL_ERROR")],
)
def test_a_program_gets_the_envelope(client: WatchingClient, status: int, code: str) -> None:
    response = client.get(f"/api/v1/fails/{status}")
    assert response.status_code == status
    error = json.loads(response.get_data())["error"]
    assert error["code"] == code
    assert error["message"]
    assert error["details"] == {"field": "", "reason": error["message"]}


def test_a_program_gets_the_envelope_where_there_is_nothing(client: WatchingClient) -> None:
    response = client.get("/api/v1/nowhere")
    assert (response.status_code, response.mimetype) == (404, "application/json")


def test_the_wrong_method_is_told_with_the_right_ones(client: WatchingClient) -> None:
    response = client.post("/programs")
    assert response.status_code in (400, 405)
    assert client.open("/programs", method="DELETE").status_code in (400, 405)


def test_how_long_to_wait_is_passed_on(client: WatchingClient) -> None:
    assert client.get("/too-many").headers["Retry-After"] == "60"


def test_a_form_that_was_open_too_long_says_so(client: WatchingClient) -> None:
    response = client.get("/stale")
    assert response.status_code == 400
    assert "This form had been open for too long" in response.words


@pytest.mark.parametrize("address", ["/breaks", "/webhooks/breaks"])
def test_what_nobody_foresaw_is_told_to_the_log_once_and_to_nobody_else(
    client: WatchingClient, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    client.private = ("ada@example.org",)
    response = client.get(address)
    assert response.status_code == 500
    assert b"ada@example.org" not in response.get_data()
    assert response.logged.count("unexpected") == 1
