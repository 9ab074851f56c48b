"""A crowd: real processes that all start at once, each doing its share with several threads.

They are forked from a server that has loaded the product once and done nothing with it. What a
member of the crowd does is a function that it imports by name; its last words come back over a
queue. A negative control is another such function, which takes a guard away first: in that process
alone.
"""

import multiprocessing
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from app.store.database import Database, open_database

PROCESSES = 4
THREADS = 8
WITHIN = 120.0

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.races.warm"])

Deed = Callable[[Database, str], str]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one share ended: its words, or the fault it died of."""

    words: str
    fault: str = ""


def crowd(url: str, deed: Deed, shares: Sequence[str]) -> list[Ended]:
    """Do every share at once, dealt out over the processes, and return how each ended.

    Args:
        url: the database.
        deed: does one share; it must be importable by name.
        shares: one text each, for instance a draft's token.
    """
    barrier = _context.Barrier(PROCESSES)
    words: Queue[list[Ended]] = _context.Queue()
    members = [
        _context.Process(
            target=_member, args=(url, deed, list(shares[n::PROCESSES]), barrier, words)
        )
        for n in range(PROCESSES)
    ]
    for member in members:
        member.start()
    try:
        return [ended for _ in members for ended in words.get(timeout=WITHIN)]
    finally:
        for member in members:
            member.join(timeout=10)
            member.kill()


def _member(
    url: str, deed: Deed, shares: list[str], barrier: Barrier, words: "Queue[list[Ended]]"
) -> None:
    database = open_database(url, pool_size=THREADS)

    def one(share: str) -> Ended:
        try:
            return Ended(deed(database, share))
        except Exception:  # noqa: BLE001 -- the test shows it
            return Ended("fault", traceback.format_exc(limit=-3))

    with ThreadPoolExecutor(THREADS) as pool:
        barrier.wait(timeout=WITHIN)
        ended = list(pool.map(one, shares))
    words.put(ended)
    words.close()
    words.join_thread()
    database.close()
