"""What tests of the API may ask for: a desk, and an integrator's program that is signed in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.store.database import Database
from tests.api.caller import Caller
from tests.usecases.shop import Shop
from tests.watching import WatchingClient
from tests.web.visitor import open_site


@pytest.fixture
def shop(sessions: Database) -> Shop:
    """Return a desk that tells two partners and the mail, with one gateway."""
    return Shop(sessions)


@pytest.fixture
def site(shop: Shop, tmp_path: Path) -> WatchingClient:
    """Return a client of the real application around the desk."""
    return open_site(shop, tmp_path)


@pytest.fixture
def calls(shop: Shop, site: WatchingClient) -> Callable[..., Caller]:
    """Return what makes another client with these scopes, signed in."""

    def admit(*scopes: str, name: str = "another") -> Caller:
        caller = Caller(site, shop, *scopes, name=name)
        caller.sign_in()
        return caller

    return admit


@pytest.fixture
def iso(calls: Callable[..., Caller]) -> Caller:
    """Return a client that may read and write, signed in."""
    return calls(name="iso")
