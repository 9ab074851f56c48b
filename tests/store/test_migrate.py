"""Claims about migrations: from nothing to the mapped classes, on both databases, without drift."""

from sqlalchemy import inspect

from app.store.database import open_database
from app.store.migrate import drift, is_current, upgrade
from app.store.tables import METADATA


def test_an_empty_database_becomes_the_mapped_classes(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    assert not is_current(database)
    upgrade(database)
    assert is_current(database)
    assert drift(database) == []
    tables = set(inspect(database.engine).get_table_names())
    assert set(METADATA.tables) <= tables
    database.close()


def test_upgrading_again_changes_nothing(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    upgrade(database)
    upgrade(database)
    assert drift(database) == []
    database.close()


def test_a_missing_column_is_seen_as_drift(bare_database_url: str) -> None:
    database = open_database(bare_database_url)
    upgrade(database)
    with database.engine.execution_options(coursedesk_writes=True).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE orders DROP COLUMN company")
    assert drift(database) != []
    database.close()
