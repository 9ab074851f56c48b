"""Writers of a SQLite file take turns, and whoever ends in whatever way gives its turn up."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.store.database import Database, open_database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.db"


@pytest.fixture
def own(file: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{file}")
    with database.begin_rows() as connection:
        connection.execute(text("CREATE TABLE note (said TEXT)"))
    yield database
    database.close()


def is_taken(file: Path) -> bool:
    turn = os.open(f"{file}-turn", os.O_RDWR)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(turn)
    return False


def write_and_fail(own: Database) -> None:
    with own.begin_rows() as connection:
        connection.execute(text("INSERT INTO note VALUES ('never')"))
        raise ZeroDivisionError


def test_a_writer_has_the_turn_until_it_is_done(own: Database, file: Path) -> None:
    with own.begin_rows() as connection:
        connection.execute(text("INSERT INTO note VALUES ('one')"))
        assert is_taken(file)
    assert not is_taken(file)
    with own.begin() as session:
        session.execute(text("INSERT INTO note VALUES ('two')"))
        assert is_taken(file)
    assert not is_taken(file)


def test_a_writer_that_fails_gives_its_turn_up(own: Database, file: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(own)
    assert not is_taken(file)
    with own.read_rows() as connection:
        assert connection.execute(text("SELECT count(*) FROM note")).scalar_one() == 0


def test_a_writer_that_is_killed_gives_its_turn_up(own: Database, file: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with open_database(f"sqlite:///{file}").begin_rows() as connection:
            connection.execute(text("INSERT INTO note VALUES ('never')"))
            os.write(writing, b".")
            os.kill(os.getpid(), 9)
    assert os.read(reading, 1) == b"."
    os.waitpid(child, 0)
    assert not is_taken(file)
    with own.begin_rows() as connection:
        connection.execute(text("INSERT INTO note VALUES ('after')"))
        assert connection.execute(text("SELECT said FROM note")).scalars().all() == ["after"]


def test_a_reader_waits_for_nobody(own: Database, file: Path) -> None:
    with own.begin_rows() as connection:
        connection.execute(text("INSERT INTO note VALUES ('one')"))
        with own.read_rows() as reader:
            assert reader.execute(text("SELECT count(*) FROM note")).scalar_one() == 0
