"""What tests of crashes may ask for: a live desk with a class, somebody's order, their payment."""

import pytest

from tests.crashes.person import Person
from tests.jobs.conftest import live, running_sandbox, sandbox, start_worker
from tests.jobs.live import LiveDesk
from tests.worlds import add_class

__all__ = ["live", "running_sandbox", "sandbox", "start_worker"]


@pytest.fixture
def desk(live: LiveDesk) -> LiveDesk:
    """Return a desk with one class of twelve seats, on each database in turn."""
    add_class(live.database)
    return live


@pytest.fixture
def ana(desk: LiveDesk) -> Person:
    """Return somebody who has filled in the form and sent nothing yet."""
    return Person(desk)
