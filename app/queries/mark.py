"""A mark of the whole database: two equal marks, and nothing was written in between.

So what was read once need not be read again while the mark stays the same: exactly, not for some
seconds. Not here: what is kept, or for how long.

PostgreSQL's snapshot names every transaction that a reader sees or does not see yet, so equal
snapshots see equal rows. SQLite counts, for each connection, the commits of all others
(`data_version`) and the rows that it changed itself (`total_changes`); the connection is part of
the mark, because each counts for itself.
"""

from collections.abc import Hashable
from itertools import count

from sqlalchemy import Connection, text

from app.domain.contract import Sessions
from app.store.database import reading

_SNAPSHOT = text("SELECT pg_current_snapshot()::text")
_VERSION = text("SELECT data_version, total_changes() FROM pragma_data_version")
_numbers = count(1)


def database_mark(sessions: Sessions) -> Hashable:
    """Return the mark as it is now; one statement."""
    with reading(sessions) as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            return str(connection.scalar(_SNAPSHOT))
        return (_number(connection), *connection.execute(_VERSION).one())


def _number(connection: Connection) -> int:
    """Return the connection's number, its own for as long as it is open."""
    number: int = connection.info.setdefault("coursedesk_number", next(_numbers))
    return number
