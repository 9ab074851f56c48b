"""What tests of the pages for people may ask for: a desk, and somebody at its site."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sandbox.server import Sandbox
from app.store.database import Database
from tests.fakes.account import FakeAccount
from tests.fakes.gateway import FakeGateway
from tests.fakes.partner import CLASSES, ORDERS, AskingPartner, FakePartner
from tests.fixtures.outside import running_sandbox, sandbox
from tests.usecases.shop import Shop
from tests.web.at_sandbox import Story, sandbox_that_tells_nobody, story_at
from tests.web.marked_reader import MarkedReader
from tests.web.serving import serving
from tests.web.staffroom import add_members
from tests.web.visitor import ADA, Visitor, open_site
from tests.worlds import Desk, add_class

__all__ = ["running_sandbox", "sandbox"]


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
            "iso": AskingPartner(),
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


@pytest.fixture
def site(desk: Desk, tmp_path: Path) -> Iterator[str]:
    """Serve the real application around the desk's parts and return its address."""
    with serving(desk, tmp_path) as address:
        yield address


@pytest.fixture(scope="module")
def quiet_sandbox() -> Iterator[Sandbox]:
    """Give a running sandbox whose Stripe tells nobody."""
    with sandbox_that_tells_nobody() as running:
        yield running


@pytest.fixture
def story(sessions: Database, quiet_sandbox: Sandbox, tmp_path: Path) -> Iterator[Story]:
    """Give a desk whose money is taken at that sandbox, and a bookkeeper at its pages."""
    with story_at(quiet_sandbox, sessions, tmp_path) as told:
        yield told


@pytest.fixture
def marked(sessions: Database, tmp_path: Path) -> MarkedReader:
    """Return somebody at a shop's site who reads what is marked in brackets."""
    return MarkedReader(Shop(sessions), tmp_path)
