"""Connections to PostgreSQL: so many are opened and kept, and whoever finds none free waits."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, literal, select

from app.store.database import open_database, reading_rows

KEPT = 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_no_connection_comes_and_goes_however_many_ask_at_once(database_url: str) -> None:
    database = open_database(database_url, pool_size=KEPT)
    opened: list[object] = []
    event.listen(database.engine, "connect", lambda connection, _: opened.append(connection))

    def look(number: int) -> int:
        with reading_rows(database) as connection:
            return connection.execute(select(literal(number))).scalar_one()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(look, range(200))) == list(range(200))
    database.close()
    assert len(opened) <= KEPT
