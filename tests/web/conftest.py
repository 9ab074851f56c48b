"""What tests of the pages for people may ask for: a desk, and somebody at its site."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from app.store.database import Database
from tests.fakes.account import FakeAccount
from tests.fakes.gateway import FakeGateway
from tests.fakes.partner import CLASSES, ORDERS, FakePartner
from tests.web.staffroom import add_members
from tests.web.visitor import ADA, Visitor, open_site
from tests.worlds import Desk, add_class


@pytest.fixture
def gateway() -> FakeGateway:
    """Return the gateway of the desk."""
    return FakeGateway()


@pytest.fixture
def desk(sessions: Database, gateway: FakeGateway) -> Desk:
    """Return a desk that tells two partners and the mail, with one gateway."""
    return Desk(
        sessions,
        partners={
            "iso": FakePartner(),
            "trainingportal": FakePartner("trainingportal", CLASSES, merges=True, per="class"),
            "mail": FakePartner("mail", ORDERS, listing=False, per="order"),
        },
        gateways={"stripe": gateway},
    )


@pytest.fixture
def ada(desk: Desk, tmp_path: Path) -> Visitor:
    """Return somebody at the site; her name, address and number may come up in no log."""
    client = open_site(desk, tmp_path)
    client.private = (ADA["name"], ADA["email"], "22123456", "22 12 34 56")
    return Visitor(client)


@pytest.fixture
def account(desk: Desk) -> FakeAccount:
    """Give the desk a gateway whose account can be read, a class, and a staff."""
    account = FakeAccount(clock=desk.clock)
    desk.gateways["stripe"] = account
    add_class(desk.sessions)
    add_members(desk)
    return account


class Quiet(WSGIRequestHandler):
    """A server that writes no line of its own for each request: it would hold tokens."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def site(desk: Desk, tmp_path: Path) -> Iterator[str]:
    """Serve the real application around the desk's parts and return its address."""
    app = open_site(desk, tmp_path).application
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
