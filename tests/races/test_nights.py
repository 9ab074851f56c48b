"""However many workers look whether the night has come, one of them reads the partner back."""

from pathlib import Path

import pytest

from app.store.database import Database
from tests.races.crowd import crowd
from tests.races.nights import look, read_tonight, read_tonight_without_the_guard
from tests.worlds import NOW

pytestmark = pytest.mark.races

WORKERS = 16


@pytest.fixture
def path(database: Database, tmp_path: Path) -> Path:
    """Have the partner seen the day before, and return the file that its readings are noted in."""
    path = tmp_path / "readings"
    path.touch()
    look(database, NOW, path)
    return path


def test_many_workers_read_a_partner_back_once_a_night(
    database: Database, database_url: str, path: Path
) -> None:
    ended = crowd(database_url, read_tonight, [f"{number} {path}" for number in range(WORKERS)])
    assert [each.fault for each in ended if each.fault] == []
    assert path.read_text().splitlines() == ["read"]


def test_without_the_condition_the_same_workers_read_it_many_times(
    database: Database, database_url: str, path: Path
) -> None:
    shares = [f"{number} {path}" for number in range(WORKERS)]
    crowd(database_url, read_tonight_without_the_guard, shares)
    assert len(path.read_text().splitlines()) > 1
