"""The watching client fails a test that deserves it: its own negative controls."""

import logging

import pytest
from flask import Flask
from sqlalchemy import text

from app.store.database import Database, reading, transaction
from tests.markup import parse_strictly
from tests.watching import WatchingClient

GOOD = "<!doctype html><html lang=en><head><title>x</title></head><body>{}</body></html>"


@pytest.fixture
def app(sessions: Database) -> Flask:
    app = Flask("watched")
    app.test_client_class = WatchingClient

    @app.get("/reads")
    def reads() -> str:
        with reading(sessions) as session:
            session.execute(text("SELECT 1"))
            session.execute(text("SELECT 2"))
        return GOOD.format("<p>good")

    @app.route("/writes", methods=["GET", "POST"])
    def writes() -> str:
        with transaction(sessions) as session:
            session.execute(text("DELETE FROM draft"))
        return GOOD.format("<p>good")

    @app.get("/leaves-open")
    def leaves_open() -> str:
        app.extensions["kept"] = connection = sessions.engine.connect()
        connection.execute(text("SELECT 1"))
        return GOOD.format("<p>good")

    @app.get("/broken")
    def broken() -> str:
        return GOOD.format("<p><b>bad</p>")

    @app.get("/tells")
    def tells() -> str:
        logging.getLogger("x").warning("ada@example.org came by")
        return GOOD.format("<p>good")

    @app.get("/prints")
    def prints() -> str:
        print("Ada Lovelace came by")
        return GOOD.format("<p>good")

    return app


@pytest.fixture
def client(app: Flask) -> WatchingClient:
    client = app.test_client()
    assert isinstance(client, WatchingClient)
    return client


def test_statements_are_counted_without_their_frame(client: WatchingClient) -> None:
    assert client.get("/reads").statements == ("SELECT 1", "SELECT 2")


def test_a_get_that_writes_fails(client: WatchingClient) -> None:
    with pytest.raises(AssertionError, match="GET /writes writes"):
        client.get("/writes")


def test_a_post_may_write(client: WatchingClient) -> None:
    assert client.post("/writes").status_code == 200


def test_a_transaction_left_open_fails(client: WatchingClient, app: Flask) -> None:
    with pytest.raises(AssertionError, match="left a transaction open"):
        client.get("/leaves-open")
    app.extensions["kept"].close()


def test_broken_markup_fails(client: WatchingClient) -> None:
    with pytest.raises(AssertionError, match="broken markup"):
        client.get("/broken")


@pytest.mark.parametrize("address", ["/tells", "/prints"])
def test_a_log_with_somebody_in_it_fails(client: WatchingClient, address: str) -> None:
    client.private = ("ada@example.org", "Ada Lovelace")
    with pytest.raises(AssertionError, match="something private"):
        client.get(address)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<p id=a><p id=a>", "2 times"),
        ("<img src=x>", "without alt"),
        ("<label for=lost>x</label>", "names nothing"),
        ("<p style='color:red'>", "forbids"),
        ("<button onclick='x()'>x</button>", "forbids"),
        ("<script>x()</script>", "inline"),
    ],
)
def test_what_a_parser_lets_pass_is_complained_of_too(body: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        parse_strictly(GOOD.format(body).encode())
