"""A claim about two clicks that meet in the database: they have one effect and one answer."""

from threading import Thread
from typing import Any

from sqlalchemy import event

from app.domain.course_class import ClassFull
from app.store.database import Database
from app.usecases.register import register
from tests.worlds import HOLD, NOW, add_class, add_draft, seats


def test_a_second_click_for_the_last_seat_finds_the_first_ones_order(sessions: Database) -> None:
    add_class(sessions, prices=(), capacity=1)
    add_draft(sessions, currency="")
    ends: list[str] = []

    def click() -> None:
        try:
            made = register(sessions, draft_token="draft-1", partners={}, now=NOW, hold=HOLD)
        except ClassFull as full:
            ends.append(str(full))
        else:
            ends.append(made.reference)

    second = Thread(target=click)

    def meanwhile(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        """Let the other click through once this one has seen that there is no order yet."""
        if statement.startswith("INSERT INTO person") and second.ident is None:
            second.start()
            # On SQLite it waits for this one, whatever this one does.
            second.join(0 if connection.dialect.name == "sqlite" else None)

    event.listen(sessions.engine, "before_cursor_execute", meanwhile)
    click()
    second.join()
    assert len(ends) == 2
    assert len(set(ends)) == 1
    assert seats(sessions).taken == 1
