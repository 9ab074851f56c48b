"""Claims about keeping exchanges: a call is neither held up by it nor failed with it."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import structlog

from app.jobs import keeper as keeping
from app.jobs.keeper import Keeper
from app.store.database import Database
from app.usecases.keep_exchanges import KEPT, forget_exchanges
from tests.exchanges import SAID, SEAL, add_exchange, kept
from tests.fixtures.ports import wait_until
from tests.worlds import NOW


def test_what_is_handed_over_is_written_down_redacted_and_sealed(sessions: Database) -> None:
    keeper = Keeper(sessions, seal=SEAL, secrets=["Ana", "Ana Lind"])
    keeper.keep(SAID)
    keeper.flush()
    (row,) = kept(sessions)
    assert (row.partner, row.status, row.key) == ("iso", 200, "key-1")
    assert b"confirmed" not in row.sent
    sent, received = keeper.open(row.sent), keeper.open(row.received)
    assert sent is not None
    assert received is not None
    assert b"confirmed" in sent
    assert b"Ana" not in sent
    assert b"Lind" not in sent
    assert b"abc" not in received


def test_nobody_has_to_ask_for_it(sessions: Database) -> None:
    keeper = Keeper(sessions, seal=SEAL, secrets=[])
    for _ in range(3):
        keeper.keep(SAID)
    wait_until(lambda: len(kept(sessions)) == 3, within=10, what="three exchanges")


class NoDatabase:
    """Sessions of a database that is away."""

    def begin_rows(self) -> AbstractContextManager[Any]:
        raise ConnectionError("away")


def test_a_database_that_is_away_fails_nobody() -> None:
    keeper = Keeper(NoDatabase(), seal=SEAL, secrets=[])  # type: ignore[arg-type]  # all it needs
    with structlog.testing.capture_logs() as lines:
        keeper.keep(SAID)
        keeper.flush()
    assert [line["event"] for line in lines] == ["exchanges lost"]


def test_what_waits_has_an_end() -> None:
    keeper = Keeper(NoDatabase(), seal=SEAL, secrets=[])  # type: ignore[arg-type]  # as above
    with keeper._writing, structlog.testing.capture_logs() as lines:
        for _ in range(keeping.MOST_WAITING + 5):
            keeper.keep(SAID)
    assert [line["event"] for line in lines] == ["exchange dropped"] * 5


def test_after_thirty_days_it_is_forgotten(sessions: Database) -> None:
    add_exchange(sessions, at=NOW - KEPT - timedelta(seconds=1))
    young = add_exchange(sessions, at=NOW - KEPT + timedelta(seconds=1))
    assert forget_exchanges(sessions, now=NOW) == 1
    assert [row.id for row in kept(sessions)] == [young]
