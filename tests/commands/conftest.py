"""What is put right after a command that ran in the tests' own process."""

from collections.abc import Iterator

import pytest

from app import logs


@pytest.fixture(autouse=True)
def the_log_of_tests_again() -> Iterator[None]:
    """Have whatever is tested next in this process log as tests do: a command says less."""
    yield
    logs.set_up("test")
