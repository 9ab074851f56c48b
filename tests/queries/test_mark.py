"""A mark is the same exactly as long as nothing is written, whoever writes."""

from sqlalchemy import update

from app.queries.mark import database_mark
from app.store.database import Database, open_database, transaction
from app.store.program import Program
from tests.catalogue_world import add_program
from tests.fixtures.ports import wait_until


def test_the_mark_stays_while_nothing_is_written(sessions: Database) -> None:
    # PostgreSQL's snapshots are those of the whole server, on which other tests may write.
    wait_until(lambda: database_mark(sessions) == database_mark(sessions), what="the same mark")


def test_the_mark_changes_with_our_own_writes(sessions: Database) -> None:
    before = database_mark(sessions)
    add_program(sessions)
    assert database_mark(sessions) != before


def test_the_mark_changes_with_the_writes_of_others(sessions: Database, database_url: str) -> None:
    before = database_mark(sessions)
    elsewhere = open_database(database_url)
    add_program(elsewhere)
    elsewhere.close()
    assert database_mark(sessions) != before


def test_the_mark_changes_when_a_write_begun_before_is_committed(sessions: Database) -> None:
    add_program(sessions)
    with transaction(sessions) as session:
        session.execute(update(Program).values(title="Another"))
        during = database_mark(sessions)
    assert database_mark(sessions) != during
