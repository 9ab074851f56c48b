"""What the sandbox was told, kept by collection and key in one SQLite file.

Here: documents as JSON, safe for the threads of one process. Not here: what any document means.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Document = dict[str, Any]


class Shelf:
    """Documents by collection and key, oldest first, that survive a restart of the sandbox.

    Args:
        path: the SQLite file, or ``:memory:``.

    ``lock`` is re-entrant: hold it around a read that decides a write.
    """

    def __init__(self, path: str = ":memory:") -> None:
        self.lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS shelf ("
            "place INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, "
            "key TEXT NOT NULL, document TEXT NOT NULL, UNIQUE (collection, key))"
        )

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold the lock and keep all that is written inside at once, or nothing if it raises.

        One inside another is part of the outer one.
        """
        with self.lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def put(self, collection: str, key: str, document: Document) -> None:
        """Keep a copy of the document; a known key keeps its place in the order."""
        with self.lock:
            self._db.execute(
                "INSERT INTO shelf (collection, key, document) VALUES (?, ?, ?) "
                "ON CONFLICT (collection, key) DO UPDATE SET document = excluded.document",
                (collection, key, json.dumps(document)),
            )

    def get(self, collection: str, key: str) -> Document | None:
        """Return a copy of the document, or None."""
        with self.lock:
            row = self._db.execute(
                "SELECT document FROM shelf WHERE collection = ? AND key = ?", (collection, key)
            ).fetchone()
        return None if row is None else json.loads(row[0])

    def all(self, collection: str) -> list[Document]:
        """Return copies of every document of the collection, oldest first."""
        with self.lock:
            rows = self._db.execute(
                "SELECT document FROM shelf WHERE collection = ? ORDER BY place", (collection,)
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def append(self, collection: str, document: Document) -> None:
        """Keep a copy of the document at the end of the collection, under a key of its own."""
        with self.lock:
            self._db.execute(
                "INSERT INTO shelf (collection, key, document) VALUES (?, "
                "(SELECT COALESCE(MAX(place), 0) + 1 FROM shelf), ?)",
                (collection, json.dumps(document)),
            )

    def latest(self, collection: str, count: int) -> list[Document]:
        """Return copies of the newest documents of the collection, newest first."""
        with self.lock:
            rows = self._db.execute(
                "SELECT document FROM shelf WHERE collection = ? ORDER BY place DESC LIMIT ?",
                (collection, count),
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def count(self, collection: str) -> int:
        """Return how many documents the collection holds."""
        with self.lock:
            row = self._db.execute(
                "SELECT COUNT(*) FROM shelf WHERE collection = ?", (collection,)
            ).fetchone()
        return int(row[0])

    def delete(self, collection: str, key: str) -> None:
        """Forget the document; an unknown key is no error."""
        with self.lock:
            self._db.execute(
                "DELETE FROM shelf WHERE collection = ? AND key = ?", (collection, key)
            )

    def empty(self) -> None:
        """Forget everything."""
        with self.lock:
            self._db.execute("DELETE FROM shelf")

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self._db.close()
