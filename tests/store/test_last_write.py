"""Whoever reads what was written since the last horizon misses nothing, whoever commits when."""

import pytest
from sqlalchemy import bindparam, select, update

from app.store.database import Database, reading_rows, transaction
from app.store.last_write import Horizon
from app.store.program import Program
from tests.catalogue_world import add_program

_WRITTEN = select(Program.code, Program.title, Horizon("program").label("horizon")).where(
    Program.last_write >= bindparam("seen")
)


def written_since(sessions: Database, seen: int) -> tuple[dict[str, str], int]:
    """Return the titles of what was written since, by code, and the next horizon."""
    with reading_rows(sessions) as connection:
        rows = connection.execute(_WRITTEN, {"seen": seen}).all()
    return {row.code: row.title for row in rows}, max((row.horizon for row in rows), default=seen)


def rename(sessions: Database, code: str, title: str) -> None:
    with transaction(sessions) as session:
        session.execute(update(Program).where(Program.code == code).values(title=title))


def test_what_is_new_or_changed_is_read_again_and_only_that(sessions: Database) -> None:
    add_program(sessions, "A", title="A")
    add_program(sessions, "B", title="B")
    all_of_it, seen = written_since(sessions, 0)
    assert all_of_it == {"A": "A", "B": "B"}
    rename(sessions, "B", "Another")
    add_program(sessions, "C", title="C")
    changed, seen = written_since(sessions, seen)
    assert changed.items() >= {"B": "Another", "C": "C"}.items()
    with transaction(sessions) as session:
        session.scalars(select(Program).where(Program.code == "A")).one().title = "Renamed"
    assert written_since(sessions, seen)[0]["A"] == "Renamed"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_seen_does_not_come_again_where_writers_take_turns(sessions: Database) -> None:
    add_program(sessions, "A", title="A")
    add_program(sessions, "B", title="B")
    _, seen = written_since(sessions, 0)
    assert written_since(sessions, seen) == ({}, seen)
    rename(sessions, "A", "Another")
    assert written_since(sessions, seen)[0] == {"A": "Another"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_began_first_and_commits_last_is_not_missed(sessions: Database) -> None:
    add_program(sessions, "SLOW", title="Slow")
    add_program(sessions, "QUICK", title="Quick")
    _, seen = written_since(sessions, 0)
    with transaction(sessions) as session:
        session.execute(update(Program).where(Program.code == "SLOW").values(title="At last"))
        rename(sessions, "QUICK", "At once")
        between, seen = written_since(sessions, seen)
        with reading_rows(sessions) as connection:
            quick = connection.scalar(select(Program.last_write).where(Program.code == "QUICK"))
    assert between["QUICK"] == "At once"
    assert between.get("SLOW", "Slow") == "Slow"
    assert written_since(sessions, seen)[0]["SLOW"] == "At last"
    # Whoever went by the highest number that was seen would never read it.
    assert quick is not None
    assert "SLOW" not in written_since(sessions, quick + 1)[0]
