"""A sandbox on free ports that forgets everything before each test, and clients of it."""

from collections.abc import Iterator

import httpx
import pytest

from app.sandbox.server import Sandbox
from tests.sandbox import callers


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """Give a running sandbox; its clock may be ahead already."""
    with Sandbox() as started:
        yield started


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """Give a running sandbox that was told nothing yet and works."""
    running.world.reset()
    return running


@pytest.fixture
def http(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Give a client of the sandbox."""
    with callers.client(sandbox.url) as opened:
        yield opened


@pytest.fixture
def iso(http: httpx.Client) -> callers.Iso:
    """Give a client of ISO."""
    return callers.Iso(http)


@pytest.fixture
def connector(http: httpx.Client) -> callers.Connector:
    """Give a client of the Connector."""
    return callers.Connector(http)


@pytest.fixture
def trainingportal(http: httpx.Client) -> callers.Trainingportal:
    """Give a client of Trainingportal."""
    return callers.Trainingportal(http)
