"""Claims about reports of letters that came back: who is let in, what is read, what it leads to."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from flask import Flask
from pytest_httpserver import HTTPServer
from sqlalchemy import func, select

from app.domain.signature import sign
from app.mail.bounce_door import LARGEST_BODY, bounce_blueprint
from app.mail.bounce_report import ReportRefused, read_report
from app.queries.stops import find_stop
from app.sandbox.bounces import KINDS, Bouncer
from app.sandbox.server import Sandbox
from app.store.database import Database, reading
from app.store.stopped_address import Bounce
from tests.watching import WatchedResponse, WatchingClient
from tests.worlds import ANA, Desk, add_class, register_once

SECRETS = ("mail-secret", "mail-secret-older")
REPORT = {
    "address": ANA.email,
    "kind": "permanent",
    "at": "2031-01-10T11:59:00Z",
    "message_id": "<m-1@desk.example>",
    "reason": "550 5.1.1 No such user",
}


class Office:
    """A desk with somebody registered, its address for reports, and a mail service's pen."""

    def __init__(self, sessions: Database, secrets: tuple[str, ...] = SECRETS) -> None:
        self.desk = Desk(sessions)
        add_class(sessions, prices=(), deadline=None)
        register_once(self.desk)
        app = Flask(__name__)
        app.testing = True
        app.test_client_class = WatchingClient
        app.register_blueprint(bounce_blueprint(self.desk.parts, secrets=secrets))
        self.client = cast(WatchingClient, app.test_client())
        self.client.private = (ANA.email,)

    def send(
        self,
        report: object = REPORT,
        *,
        secret: str = SECRETS[0],
        late: float = 0,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> WatchedResponse:
        """Send a report, signed so many seconds ago."""
        body = report if isinstance(report, bytes) else json.dumps(report).encode()
        at = int((self.desk.now - timedelta(seconds=late)).timestamp())
        signed = {
            "X-Webhook-Timestamp": str(at),
            "X-Webhook-Signature": sign(body, secrets=[secret], timestamp=at),
        }
        shown = signed if headers is None else headers
        return self.client.post("/webhooks/mail", data=body, content_type=kind, headers=shown)

    @property
    def stopped(self) -> bool:
        """Whether nothing is sent to Ana any more."""
        return find_stop(self.desk.sessions, ANA.email) is not None

    def kept(self) -> int:
        """Return how many reports are kept."""
        with reading(self.desk.sessions) as session:
            return session.scalar(select(func.count(Bounce.id))) or 0


@pytest.fixture
def office(sessions: Database) -> Office:
    return Office(sessions)


@pytest.mark.parametrize(
    ("kind", "result", "stopped"),
    [("permanent", "stopped", True), ("complaint", "stopped", True), ("temporary", "noted", False)],
)
def test_a_signed_report_is_taken(office: Office, kind: str, result: str, stopped: bool) -> None:
    answer = office.send({**REPORT, "kind": kind})
    assert (answer.status_code, answer.json) == (200, {"result": result})
    assert office.stopped is stopped


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_a_report_in_signs_that_no_database_takes_is_taken_without_them(
    office: Office, sign: str
) -> None:
    answer = office.send({**REPORT, "reason": f"550 No such{sign} user"})
    assert (answer.status_code, answer.json) == (200, {"result": "stopped"})
    stop = find_stop(office.desk.sessions, ANA.email)
    assert stop is not None
    assert stop.words == "550 No such user"


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_sandboxs_inbox_reports_is_let_in(
    office: Office, sandbox: Sandbox, httpserver: HTTPServer, kind: str
) -> None:
    httpserver.expect_request("/webhooks/mail").respond_with_json({})
    url = httpserver.url_for("/").rstrip("/")
    bouncer = Bouncer(sandbox.shelf, sandbox.clock, product_url=url, secret=SECRETS[0])
    bouncer.report({"id": "1", "to": [ANA.email], "message_id": "<m-1@desk.example>"}, kind)
    ((sent, _),) = httpserver.log
    office.desk.now = datetime.now(UTC)
    answer = office.client.post(
        "/webhooks/mail", data=sent.get_data(), headers=dict(sent.headers.items())
    )
    assert answer.status_code == 200
    assert office.kept() == 1


def test_a_report_that_comes_again_is_known(office: Office) -> None:
    office.send()
    assert office.send().json == {"result": "known"}
    assert office.kept() == 1


def test_of_a_stranger_nothing_is_kept(office: Office) -> None:
    answer = office.send({**REPORT, "address": "stranger@example.org"})
    assert (answer.status_code, answer.json) == (200, {"result": "nobody"})
    assert office.kept() == 0


def test_the_older_secret_is_good_while_one_replaces_the_other(office: Office) -> None:
    assert office.send(secret=SECRETS[1]).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"secret": "another"},
        {"late": 301},
        {"late": -301},
        {"headers": {}},
        {"headers": {"X-Webhook-Timestamp": "x", "X-Webhook-Signature": "v1=00"}},
    ],
)
def test_what_is_not_signed_as_agreed_changes_nothing(office: Office, sent: dict[str, Any]) -> None:
    answer = office.send(**sent)
    assert answer.status_code == 401
    assert not office.stopped
    assert office.kept() == 0


def test_a_signature_is_of_that_very_body(office: Office) -> None:
    body = json.dumps(REPORT).encode()
    at = int(office.desk.now.timestamp())
    headers = {
        "X-Webhook-Timestamp": str(at),
        "X-Webhook-Signature": sign(body, secrets=SECRETS, timestamp=at),
    }
    changed = body.replace(b"permanent", b"complaint")
    assert office.send(changed, headers=headers).status_code == 401


def test_without_a_secret_nobody_is_let_in(sessions: Database) -> None:
    office = Office(sessions, secrets=())
    assert office.send(secret="").status_code == 401
    assert not office.stopped


def test_what_is_too_large_or_says_that_it_is_no_json_is_refused(office: Office) -> None:
    assert office.send(b"x" * (LARGEST_BODY + 1)).status_code == 413
    assert office.send(kind="text/plain").status_code == 415
    assert not office.stopped


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (b"{", "body"),
        (b"[" * 100_000, "body"),
        (b"\xff", "body"),
        ([REPORT], "body"),
        ({**REPORT, "address": None}, "address"),
        ({**REPORT, "address": "ana"}, "address"),
        ({**REPORT, "address": "@example.org"}, "address"),
        ({**REPORT, "address": "a@b@c"}, "address"),
        ({**REPORT, "address": "a b@example.org"}, "address"),
        ({**REPORT, "address": f"{'a' * 320}@example.org"}, "address"),
        ({**REPORT, "address": "ana\u0000@example.org"}, "address"),
        ({**REPORT, "kind": "refused"}, "kind"),
        ({**REPORT, "kind": ["permanent"]}, "kind"),
        ({**REPORT, "at": "2031-01-10T11:59:00"}, "at"),
        ({**REPORT, "at": "yesterday"}, "at"),
        ({**REPORT, "at": 5}, "at"),
        ({**REPORT, "at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({**REPORT, "message_id": ""}, "message_id"),
    ],
)
def test_what_is_no_report_is_named(report: object, field: str) -> None:
    body = report if isinstance(report, bytes) else json.dumps(report).encode()
    with pytest.raises(ReportRefused) as refused:
        read_report(body)
    assert str(refused.value).startswith(f"{field}: ")


def test_what_is_no_report_is_answered_with_the_field(office: Office) -> None:
    answer = office.send({**REPORT, "kind": "else"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert "kind" in answer.json["error"]["message"]
    assert office.kept() == 0


def test_words_may_be_left_out_and_fields_nobody_knows_are_passed_over() -> None:
    without = {name: value for name, value in REPORT.items() if name != "reason"}
    report = read_report(json.dumps({**without, "feedback_id": 7}).encode())
    assert report.words == "as the mail service reports"
    assert read_report(json.dumps({**REPORT, "reason": 7}).encode()).words == report.words
