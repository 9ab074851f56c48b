"""Fixtures every test may ask for; each set of them has a module in `tests/fixtures`."""

import pytest
from hypothesis import settings

from app import logs
from tests.fixtures.addresses import compile_once
from tests.fixtures.certificates import read_once

# How long an example takes says how busy the machine is, not whether the claim is true.
settings.register_profile("coursedesk", deadline=None)
settings.load_profile("coursedesk")
compile_once()
read_once()

pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.rubbish",
    "tests.fixtures.selection",
    "tests.fixtures.queue",
    "tests.fixtures.browser",
]


@pytest.fixture(scope="session", autouse=True)
def product_logs() -> None:
    """Log as the product does, so that what a test sees of the log is what would be there."""
    logs.set_up("test")


@pytest.fixture(scope="session")
def base_url() -> None:
    """Leave pages without a base address: each test starts a product of its own.

    Here and not with the browser, because the plugin's own fixture, written in a way that pytest
    warns of, gives way to a conftest only.
    """
