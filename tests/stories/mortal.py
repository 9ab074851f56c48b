"""Sessions of a process that may be killed: at the end of a transaction, before it or after it.

What is killed before its commit leaves nothing, what is killed after it leaves the rows and does
nothing more: that is all a process killed with -9 leaves in a database (tests/crashes kill real
ones, at every step; here they die thousands of times).
"""

from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.store.database import Database


class Killed(BaseException):
    """The process is no more; no edge may catch it."""


class Mortal:
    """Sessions of a database, of which one is the last."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._left = 0
        self._committed = False

    def die(self, at: int, *, committed: bool) -> None:
        """Have the process die at the end of its next, second, third … transaction."""
        self._left, self._committed = at, committed

    def live(self) -> None:
        """Start again."""
        self._left = 0

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a session that commits, unless the process dies before."""
        with self._database.begin() as session:
            yield session
            last = self._is_last()
            if last and not self._committed:
                raise Killed
        if last:
            raise Killed

    @contextmanager
    def begin_rows(self) -> Iterator[Connection]:
        """Open a connection that commits, unless the process dies before."""
        with self._database.begin_rows() as connection:
            yield connection
            last = self._is_last()
            if last and not self._committed:
                raise Killed
        if last:
            raise Killed

    def read(self) -> AbstractContextManager[Session]:
        """Open a session that only reads."""
        return self._database.read()

    def read_rows(self) -> AbstractContextManager[Connection]:
        """Open a connection that only reads."""
        return self._database.read_rows()

    def mark(self) -> Hashable:
        """Return what stays equal while nothing is written."""
        return self._database.mark()

    def _is_last(self) -> bool:
        if not self._left:
            return False
        self._left -= 1
        return not self._left
