"""Bringing a database to the newest shape, and seeing whether it has it.

Not here: the migrations.
"""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.store.database import Database
from app.store.tables import METADATA

_FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def config_for(connection: Connection) -> Config:
    """Return Alembic's configuration for one open connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Bring the database to the newest shape; one that has it is left as it is."""
    with database.engine.execution_options(coursedesk_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two machines starting at once: the second waits, then finds nothing to do.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7261)")
        if not has_newest_shape(connection):
            command.upgrade(config_for(connection), "head")


def is_current(database: Database) -> bool:
    """Say whether the database has the newest shape."""
    with database.engine.connect() as connection:
        return has_newest_shape(connection)


def drift(database: Database) -> list[Any]:
    """Return how the database's tables differ from the mapped classes; nothing is changed."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def has_newest_shape(connection: Connection) -> bool:
    """Say whether the database behind an open connection has the newest shape."""
    current = MigrationContext.configure(connection).get_current_heads()
    return set(current) == _newest()


@cache
def _newest() -> frozenset[str]:
    """Return the newest revisions; they stand in files that do not change while we run."""
    return frozenset(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
