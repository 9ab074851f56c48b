"""Claims about the migration that keys what stopped addresses stand under."""

from hashlib import sha256

from alembic import command
from sqlalchemy import text

from app.queries.stops import find_stop
from app.store.database import open_database
from app.store.migrate import config_for, upgrade

AT = "'2031-01-01 00:00:00'"


def test_a_stopped_address_of_before_is_stopped_and_nobody_can_guess_it(
    bare_database_url: str,
) -> None:
    database = open_database(bare_database_url, secrets=("the secret key",))
    writing = database.engine.execution_options(coursedesk_writes=True)
    plain = sha256(b"ana@example.org").hexdigest()
    with writing.begin() as connection:
        command.upgrade(config_for(connection), "0053")
        connection.exec_driver_sql(
            "INSERT INTO bounce (address_key, kind, message, at, noted_at) VALUES"
            f" ('{plain}', 'permanent', 'm-1', {AT}, {AT})"
        )
        connection.exec_driver_sql(
            "INSERT INTO stopped_address (address_key, masked, kind, words, since, taken_off_by)"
            f" VALUES ('{plain}', 'a…@example.org', 'permanent', '550 gone', {AT}, '')"
        )
    upgrade(database)
    stop = find_stop(database, "Ana@example.org")
    assert stop is not None
    assert stop.words == "550 gone"
    for table in ("bounce", "stopped_address"):
        with database.engine.connect() as connection:
            assert connection.scalar(text(f"SELECT address_key FROM {table}")) != plain
    database.close()
