"""Turns at writing a SQLite file: one writer at a time, each let in as the one before is done.

SQLite's own waiting looks again after 1, 2, 5, … up to 100 milliseconds, so that under load the
file mostly waits for sleepers. Nothing relies on these turns: who writes without one still waits as
SQLite does. PostgreSQL queues its writers itself. Not here: transactions.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

from sqlalchemy import Engine

# A file of its own: closing the database's would give up SQLite's locks on it.
SUFFIX = "-turn"


def turns_of(engine: Engine) -> Callable[[], AbstractContextManager[None]]:
    """Return what a writer waits in for its turn and has it meanwhile."""
    if engine.dialect.name != "sqlite" or engine.url.database is None:
        return nullcontext
    return partial(_turn, f"{engine.url.database}{SUFFIX}")


@contextmanager
def _turn(path: str) -> Iterator[None]:
    # Whoever is killed has its file closed, and so gives its turn up.
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
