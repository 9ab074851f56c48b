"""The shelf: documents that survive a restart, kept together or not at all."""

import sqlite3
from pathlib import Path

import pytest

from app.sandbox.shelf import Shelf


def test_documents_keep_their_order_and_survive_a_restart(tmp_path: Path) -> None:
    shelf = Shelf(str(tmp_path / "state.db"))
    for key in ("b", "a", "c"):
        shelf.put("things", key, {"key": key})
    shelf.put("things", "b", {"key": "b", "changed": True})
    shelf.close()
    again = Shelf(str(tmp_path / "state.db"))
    assert [each["key"] for each in again.all("things")] == ["b", "a", "c"]
    again.close()


def test_what_is_written_together_is_kept_together_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    shelf = Shelf(str(path))
    other = sqlite3.connect(path)
    with shelf.together():
        shelf.put("things", "a", {})
        with shelf.together():
            shelf.put("things", "b", {})
        assert other.execute("SELECT count(*) FROM shelf").fetchone() == (0,)
    assert other.execute("SELECT count(*) FROM shelf").fetchone() == (2,)
    with pytest.raises(KeyError):
        _broken_off(shelf)
    assert len(shelf.all("things")) == 2
    other.close()
    shelf.close()


def _broken_off(shelf: Shelf) -> None:
    with shelf.together():
        shelf.delete("things", "a")
        raise KeyError
