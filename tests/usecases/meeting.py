"""Two deeds that meet in the database: the second begins just before the first writes."""

from collections.abc import Callable
from threading import Thread
from typing import Any

from sqlalchemy import event

from app.store.database import Database


def meeting(
    sessions: Database, first: Callable[[], object], other: Callable[[], object], *, at: str
) -> list[object]:
    """Do both, the other before the first one's statement that begins so; return their ends."""
    ends: list[object] = []

    def act(deed: Callable[[], object]) -> None:
        try:
            ends.append(deed())
        except ValueError as error:
            ends.append(error)

    second = Thread(target=act, args=(other,))

    def meanwhile(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(at) and second.ident is None:
            second.start()
            # On SQLite it waits for this one, whatever this one does.
            second.join(0 if connection.dialect.name == "sqlite" else None)

    event.listen(sessions.engine, "before_cursor_execute", meanwhile)
    act(first)
    second.join()
    event.remove(sessions.engine, "before_cursor_execute", meanwhile)
    return ends
