"""Claims about the addresses for whoever runs the machine."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store.database import Database, open_database
from app.web import health
from app.web.health import count_requests
from tests.fakes.partner import FakePartner
from tests.worlds import ANA, Desk, add_class, register_once

STRANGER = {"REMOTE_ADDR": "203.0.113.7"}


class FakeQueue:
    """A queue that is up or down."""

    def __init__(self) -> None:
        self.up = True

    def answers(self) -> bool:
        """Say what the test set."""
        return self.up

    def waiting(self) -> int | None:
        """Say that nothing waits, or nothing at all."""
        return 0 if self.up else None


def client_of(
    desk: Desk, queue: FakeQueue, *, token: str | None = None, proxies: int = 0
) -> FlaskClient:
    """Return a browser on an app that has nothing but health."""
    app = Flask("healthy")
    count_requests(app)
    app.register_blueprint(
        health.build(desk.parts, queue=queue, token=token, trusted_proxies=proxies)
    )
    return app.test_client()


@pytest.fixture
def desk(sessions: Database) -> Desk:
    return Desk(sessions, partners={"iso": FakePartner()})


def test_alive_asks_nothing_of_anybody() -> None:
    nowhere = Desk(open_database("postgresql+psycopg://127.0.0.1:1/none"))
    assert client_of(nowhere, FakeQueue()).get("/healthz").json == {"status": "alive"}


def test_ready_tells_the_backlog_by_destination(desk: Desk) -> None:
    add_class(desk.sessions)
    register_once(desk)
    desk.later(seconds=90)
    answer = client_of(desk, FakeQueue()).get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "ready"
    assert answer.json["backlog"] == {"iso": {"due": 1, "oldest_seconds": 90}}
    assert answer.json["partners"] == {
        "iso": "on",
        "connector": "off",
        "trainingportal": "off",
        "mail": "off",
    }


def test_without_a_queue_the_desk_is_degraded_and_still_serves(desk: Desk) -> None:
    queue = FakeQueue()
    queue.up = False
    answer = client_of(desk, queue).get("/readyz")
    assert (answer.status_code, (answer.json or {})["status"]) == (200, "degraded")


def test_without_a_database_it_is_not_ready() -> None:
    nowhere = Desk(open_database("postgresql+psycopg://127.0.0.1:1/none"))
    answer = client_of(nowhere, FakeQueue()).get("/readyz")
    assert (answer.status_code, (answer.json or {})["status"]) == (503, "not ready")


def test_before_the_migrations_it_is_not_ready(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    answer = client_of(Desk(database), FakeQueue()).get("/readyz")
    assert answer.status_code == 503
    assert (answer.json or {})["database"] == {"reachable": True, "migrated": False}
    database.close()


def test_the_numbers_count_requests_and_deliveries_and_name_nobody(desk: Desk) -> None:
    add_class(desk.sessions)
    register_once(desk)
    client = client_of(desk, FakeQueue())
    client.get("/healthz")
    numbers = client.get("/metrics").text
    assert 'coursedesk_deliveries{destination="iso",state="due"} 1.0' in numbers
    assert 'endpoint="health.healthz"' in numbers
    assert "coursedesk_queue_up 1.0" in numbers
    assert ANA.email not in numbers
    assert ANA.name not in numbers


def test_methods_that_somebody_made_up_do_not_each_get_a_number(desk: Desk) -> None:
    client = client_of(desk, FakeQueue())
    for method in ("BREW", "WHEN"):
        client.open("/healthz", method=method)
    numbers = client.get("/metrics").text
    assert 'method="other"' in numbers
    assert "BREW" not in numbers
    assert "WHEN" not in numbers


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        (None, "", 404),
        ("secret", "", 404),
        ("secret", "Bearer wrong", 404),
        ("secret", "Bearer secret", 200),
    ],
)
def test_a_stranger_reads_the_numbers_only_with_the_token(
    desk: Desk, token: str | None, header: str, status: int
) -> None:
    client = client_of(desk, FakeQueue(), token=token)
    answer = client.get("/metrics", headers={"Authorization": header}, environ_base=STRANGER)
    assert answer.status_code == status


def test_through_a_proxy_nobody_is_this_machine(desk: Desk) -> None:
    client = client_of(desk, FakeQueue())
    answer = client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("proxies", "address", "header", "named"),
    [
        (0, "127.0.0.1", "X-Forwarded-For", False),
        (0, "::1", "X-Forwarded-Proto", False),
        (0, "127.0.0.1", "X-Real-IP", False),
        (1, "127.0.0.1", "X-Forwarded-For", True),
        (0, "203.0.113.7", "X-Forwarded-For", True),
        (0, "127.0.0.1", "X-Request-ID", True),
    ],
)
def test_asked_through_a_proxy_of_this_machine_that_is_not_trusted_it_says_so(
    desk: Desk, proxies: int, address: str, header: str, named: bool
) -> None:
    client = client_of(desk, FakeQueue(), proxies=proxies)
    for page in ("/healthz", "/readyz"):
        answer = client.get(
            page, headers={header: "203.0.113.9"}, environ_base={"REMOTE_ADDR": address}
        )
        assert answer.status_code == 200
        assert ("TRUSTED_PROXIES is 0" in (answer.json or {}).get("proxy", "")) is not named
