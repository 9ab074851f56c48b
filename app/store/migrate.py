"""Bringing a database to the newest shape, and seeing whether it has it.

Not here: the migrations. Alembic is loaded where there is something to do: every process sees
whether there is, and to load it takes longer than all the rest of that.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect

from app.store.database import Database
from app.store.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).resolve().parents[2] / "migrations"
# Where Alembic keeps which shape the database has.
_VERSIONS = "alembic_version"
_NAME = re.compile(r'^(down_revision|revision) = "(\w+)"$', re.MULTILINE)


def config_for(connection: Connection) -> "Config":
    """Return Alembic's configuration for one open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Bring the database to the newest shape; one that has it is left as it is."""
    engine = database.engine.execution_options(coursedesk_writes=True)
    with engine.connect() as connection, _tables_may_be_replaced(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            # Two machines starting at once: the second waits, then finds nothing to do.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7261)")
        if not has_newest_shape(connection):
            from alembic import command

            command.upgrade(config_for(connection), "head")


@contextmanager
def _tables_may_be_replaced(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table that others refer to, as its own documents say: outside of BEGIN.

    No row is lost by that: what referred to the old table refers to the new one of its name.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    _pragma(connection, "foreign_keys=OFF")
    try:
        yield
    finally:
        _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, what: str) -> None:
    # By the driver: the connection of SQLAlchemy would begin a transaction first.
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {what}")
    cursor.close()


def has_tables(database: Database) -> bool:
    """Say whether the database was ever brought to any shape."""
    with database.engine.connect() as connection:
        return inspect(connection).has_table(_VERSIONS)


def is_current(database: Database) -> bool:
    """Say whether the database has the newest shape."""
    with database.engine.connect() as connection:
        return has_newest_shape(connection)


def drift(database: Database) -> list[Any]:
    """Return how the database's tables differ from the mapped classes; nothing is changed."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def has_newest_shape(connection: Connection) -> bool:
    """Say whether the database behind an open connection has the newest shape."""
    if not inspect(connection).has_table(_VERSIONS):
        return False
    current = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
    return set(current) == _newest()


@cache
def _newest() -> set[str]:
    """Return the newest revisions; they stand in files that do not change while we run."""
    said = [
        found
        for path in (_FOLDER / "versions").glob("*.py")
        for found in _NAME.findall(path.read_text(encoding="utf-8"))
    ]
    older = {name for kind, name in said if kind == "down_revision"}
    return {name for kind, name in said if kind == "revision"} - older
