"""A mark is the same exactly as long as nothing is written, whoever writes."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from app.store.database import Database, open_database, transaction
from app.store.program import Program
from tests.catalogue_world import add_program
from tests.fixtures.ports import wait_until


def test_the_mark_stays_while_nothing_is_written(sessions: Database) -> None:
    # PostgreSQL's snapshots are those of the whole server, on which other tests may write.
    wait_until(lambda: sessions.mark() == sessions.mark(), what="the same mark")


def test_the_mark_changes_with_our_own_writes(sessions: Database) -> None:
    before = sessions.mark()
    add_program(sessions)
    assert sessions.mark() != before


def test_the_mark_changes_with_the_writes_of_others(sessions: Database, database_url: str) -> None:
    before = sessions.mark()
    elsewhere = open_database(database_url)
    add_program(elsewhere)
    elsewhere.close()
    assert sessions.mark() != before


def test_the_mark_changes_when_a_write_begun_before_is_committed(sessions: Database) -> None:
    add_program(sessions)
    with transaction(sessions) as session:
        session.execute(update(Program).values(title="Another"))
        during = sessions.mark()
    assert sessions.mark() != during


def test_the_mark_after_a_break_is_another_one(sessions: Database) -> None:
    before = sessions.mark()
    sessions.close()
    add_program(sessions)
    sessions.close()
    assert sessions.mark() != before


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_connections_that_are_gone_are_forgotten_together(
    sessions: Database, database_url: str
) -> None:
    with sessions.read_rows(), sessions.read_rows(), sessions.read_rows():
        pass
    elsewhere = open_database(database_url)
    wait_until(lambda: _ended(elsewhere), what="the end of the connections")
    elsewhere.close()
    with pytest.raises(OperationalError):
        sessions.mark()
    # As above: others may write on the same server in between.
    wait_until(lambda: sessions.mark() == sessions.mark(), what="the same mark")


def _ended(database: Database) -> bool:
    """End everybody else's connections, and say whether there are none."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with database.engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) {others}")
        return not connection.exec_driver_sql(f"SELECT count(*) {others}").scalar()
