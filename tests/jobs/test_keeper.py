"""Claims about keeping exchanges: a call is neither held up by it nor failed with it."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog

from app.domain.exchange import Direction
from app.jobs import keeper as keeping
from app.jobs.keeper import Keeper
from app.jobs.turned_away import KEPT_A_MINUTE, MINUTE, TurnedAway
from app.store.database import Database
from app.usecases.keep_exchanges import KEPT, forget_exchanges
from tests.exchanges import SAID, SEAL, add_exchange, kept
from tests.fixtures.ports import wait_until
from tests.worlds import NOW


def test_what_is_handed_over_is_written_down_redacted_and_sealed(sessions: Database) -> None:
    keeper = Keeper(sessions, seal=SEAL, secrets=["Ana", "Ana Lind"], clock=lambda: NOW)
    with closing(keeper):
        keeper.keep(SAID)
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
    keeper = Keeper(sessions, seal=SEAL, secrets=[], clock=lambda: NOW)
    with closing(keeper):
        for _ in range(3):
            keeper.keep(SAID)
        wait_until(lambda: len(kept(sessions)) == 3, within=10, what="three exchanges")


def test_who_closes_it_has_everything_written_down_and_is_alone(sessions: Database) -> None:
    others = set(threading.enumerate())
    keeper = Keeper(sessions, seal=SEAL, secrets=[], clock=lambda: NOW)
    for _ in range(KEPT_A_MINUTE + 2):
        keeper.keep(STRANGER)
    keeper.keep(SAID)
    keeper.close()
    assert len(kept(sessions)) == KEPT_A_MINUTE + 2
    assert "last of 2 more not let in" in {row.ending for row in kept(sessions)}
    assert set(threading.enumerate()) <= others


class NoDatabase:
    """Sessions of a database that is away."""

    def begin_rows(self) -> AbstractContextManager[Any]:
        raise ConnectionError("away")


@pytest.fixture
def homeless() -> Iterator[Keeper]:
    """Return a keeper whose database is away."""
    away: Any = NoDatabase()
    with closing(Keeper(away, seal=SEAL, secrets=[], clock=lambda: NOW)) as keeper:
        yield keeper


def test_a_database_that_is_away_fails_nobody(homeless: Keeper) -> None:
    with structlog.testing.capture_logs() as lines:
        homeless.keep(SAID)
        homeless.flush()
    assert [line["event"] for line in lines] == ["exchanges lost"]


def test_what_waits_has_an_end(homeless: Keeper) -> None:
    with homeless._writing, structlog.testing.capture_logs() as lines:
        for _ in range(keeping.MOST_WAITING + 5):
            homeless.keep(SAID)
    assert [line["event"] for line in lines] == ["exchange dropped"] * 5


def test_after_thirty_days_it_is_forgotten(sessions: Database) -> None:
    add_exchange(sessions, at=NOW - KEPT - timedelta(seconds=1))
    young = add_exchange(sessions, at=NOW - KEPT + timedelta(seconds=1))
    assert forget_exchanges(sessions, now=NOW) == 1
    assert [row.id for row in kept(sessions)] == [young]


STRANGER = replace(SAID, direction=Direction.IN, status=404, let_in=False, sent=b"", received=b"")


class Watch:
    """A clock that a test moves."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_of_calls_that_were_not_let_in_the_first_few_a_minute_are_kept(sessions: Database) -> None:
    watch = Watch()
    keeper = Keeper(sessions, seal=SEAL, secrets=[], clock=watch)
    for number in range(KEPT_A_MINUTE + 95):
        keeper.keep(replace(STRANGER, key=f"key-{number}"))
    keeper.keep(replace(STRANGER, partner="stripe"))
    keeper.keep(replace(SAID, direction=Direction.IN))
    keeper.flush()
    assert len(kept(sessions)) == KEPT_A_MINUTE + 2

    watch.now += MINUTE
    keeper.flush()
    *_, summed = kept(sessions)
    assert (summed.partner, summed.key, summed.status) == ("iso", f"key-{KEPT_A_MINUTE + 94}", 404)
    assert summed.ending == "last of 95 more not let in"
    keeper.flush()
    assert len(kept(sessions)) == KEPT_A_MINUTE + 3

    keeper.keep(replace(STRANGER, key="the next minute's"))
    keeper.close()
    assert kept(sessions)[-1].key == "the next minute's"


def test_what_was_not_let_in_crowds_nothing_else_out(homeless: Keeper) -> None:
    with homeless._writing, structlog.testing.capture_logs() as lines:
        for _ in range(keeping.MOST_WAITING + 5):
            homeless.keep(STRANGER)
        homeless.keep(SAID)
    assert lines == []


def test_a_clock_that_was_set_back_ends_the_minute() -> None:
    turned_away = TurnedAway()
    for _ in range(KEPT_A_MINUTE + 1):
        turned_away.is_kept(STRANGER)
    assert turned_away.over(NOW) == []
    assert len(turned_away.over(NOW - MINUTE)) == 1


def test_a_process_that_ends_says_how_many_it_turned_away() -> None:
    turned_away = TurnedAway()
    for _ in range(KEPT_A_MINUTE + 2):
        turned_away.is_kept(STRANGER)
    (summed,) = turned_away.ended()
    assert summed.ending == "last of 2 more not let in"
    assert turned_away.ended() == []
