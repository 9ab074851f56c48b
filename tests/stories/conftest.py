"""What stories are told with: a desk that is emptied before each, and what it logs."""

from collections.abc import Callable, Iterator

import pytest
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from app.logs import Line
from tests.fixtures.databases import empty
from tests.jobs.conftest import live, running_sandbox, sandbox
from tests.jobs.live import LiveDesk
from tests.stories.story import Story

__all__ = ["live", "running_sandbox", "sandbox"]


@pytest.fixture
def said() -> Iterator[list[Line]]:
    """Return what the product logs from now on, errors with where they happened."""
    with capture_logs(processors=[format_exc_info]) as lines:
        yield lines


@pytest.fixture
def story(live: LiveDesk, said: list[Line]) -> Callable[[], Story]:
    """Return what begins a story anew."""

    def begin() -> Story:
        # What the last story said with partners belongs to it.
        live.parts.archive.flush()
        empty(live.database)
        live.sandbox.world.reset()
        said.clear()
        return Story(live, said)

    return begin
