"""A database that is away for a while."""

from collections.abc import Hashable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from app.domain.contract import Sessions


class AwayAtFirst:
    """A database that cannot be reached the first times it is asked."""

    def __init__(self, there: Sessions, *, times: int) -> None:
        self._there = there
        self._left = times
        self._lock = Lock()

    @property
    def back(self) -> bool:
        """Whether it can be reached now."""
        return self._left == 0

    def begin(self) -> AbstractContextManager[Any]:
        """Open a session that writes, when it can be reached."""
        self._reach()
        return self._there.begin()

    def read(self) -> AbstractContextManager[Any]:
        """Open a session that reads, when it can be reached."""
        self._reach()
        return self._there.read()

    def begin_rows(self) -> AbstractContextManager[Any]:
        """Open a connection that writes, when it can be reached."""
        self._reach()
        return self._there.begin_rows()

    def read_rows(self) -> AbstractContextManager[Any]:
        """Open a connection that reads, when it can be reached."""
        self._reach()
        return self._there.read_rows()

    def mark(self) -> Hashable:
        """Return the mark, when it can be reached."""
        self._reach()
        return self._there.mark()

    def _reach(self) -> None:
        with self._lock:
            if self._left:
                self._left -= 1
                raise ConnectionRefusedError("the database is away")
