"""What tests of crashes may ask for: a live desk with a class, somebody's order, their payment.

And which points are killed at on which database: every point on SQLite; on PostgreSQL those around
a commit. There it is the server that has to notice who died and to undo what was open. At a call to
somebody outside, or at a wake, no transaction is open: the rows are those of the commit before.
"""

from pathlib import Path

import pytest

from tests.crashes.person import Person
from tests.jobs.conftest import live, running_sandbox, sandbox, start_worker
from tests.jobs.live import LiveDesk
from tests.worlds import add_class

__all__ = ["live", "running_sandbox", "sandbox", "start_worker"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the points at which it cannot matter which database it is, on PostgreSQL."""
    left_out = [item for item in items if HERE in item.path.parents and _says_the_same(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _says_the_same(item: pytest.Item) -> bool:
    given = getattr(getattr(item, "callspec", None), "params", {})
    point = given.get("point", "commit")
    return given.get("database_url") == "postgresql" and not point.startswith("commit")


@pytest.fixture
def desk(live: LiveDesk) -> LiveDesk:
    """Return a desk with one class of twelve seats, on each database in turn."""
    add_class(live.database)
    return live


@pytest.fixture
def ana(desk: LiveDesk) -> Person:
    """Return somebody who has filled in the form and sent nothing yet."""
    return Person(desk)
