"""A mark of the whole database: two equal marks, and nothing was written in between.

So what was read once need not be read again while the mark stays the same: exactly, not for some
seconds. Not here: what is kept, or for how long.

PostgreSQL's snapshot names every transaction that a reader sees or does not see yet, so equal
snapshots see equal rows. SQLite counts for each connection the commits of all others
(`data_version`); the one that is asked here never writes, so it counts every commit.

It is asked for with every page, so the driver is asked: SQLAlchemy's frame around a statement and
its rows would take several times as long as the question itself.
"""

from collections.abc import Hashable
from threading import Lock
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection

_SNAPSHOT = "SELECT pg_current_snapshot()::text"
_VERSION = "PRAGMA data_version"


class Marker:
    """Tells the mark of one database, in the process that asks first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._watching: PoolProxiedConnection | None = None
        self._opened = 0

    def mark(self) -> Hashable:
        """Return the mark as it is now; one statement."""
        if self._engine.dialect.name == "postgresql":
            return self._snapshot()
        with self._lock:
            if self._watching is None:
                self._watching = self._engine.raw_connection()
                # The pool has nothing more to do with it: it is nobody else's.
                self._watching.detach()
                self._opened += 1
            # Each connection counts for itself.
            return self._opened, _answer(self._watching, _VERSION)

    def close(self) -> None:
        """Close the connection, if there is one; the next mark is another one's."""
        with self._lock:
            if self._watching is not None:
                self._watching.close()
                self._watching = None

    def _snapshot(self) -> Hashable:
        connection = self._engine.raw_connection()
        try:
            return _answer(connection, _SNAPSHOT)
        except self._engine.dialect.loaded_dbapi.Error:
            # Asked in this way the engine sees what is wrong, and forgets what is gone.
            with self._engine.connect() as another:
                return str(another.exec_driver_sql(_SNAPSHOT).scalar_one())
        finally:
            connection.close()


def _answer(connection: PoolProxiedConnection, question: str) -> Hashable:
    driver: Any = connection.dbapi_connection
    row: tuple[Hashable] = driver.execute(question).fetchone()
    return row[0]
