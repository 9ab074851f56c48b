"""The keeper: exchanges are handed over and written down a moment later, many at a time.

A call is never held up by it, and never fails with it. What is handed over in the last second
before a process is killed may be lost; a process that ends in order writes it down first.
"""

import atexit
from collections.abc import Callable, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from app import logs
from app.domain.archive import Sealing
from app.domain.contract import Sessions
from app.domain.exchange import Exchange
from app.jobs.turned_away import TurnedAway
from app.usecases.keep_exchanges import keep_exchanges

WRITE_EVERY = 1.0
MOST_AT_ONCE = 200
# What waits may take some memory while the database is away; then the newest are dropped.
MOST_WAITING = 2000


class Keeper:
    """Keeps exchanges; ``archive`` of the parts. Threads share it; it may be made before a fork.

    Args:
        secrets: ours, which are never kept, wherever in a body they stand.
        clock: says when the minute of what was not let in is over.
    """

    def __init__(
        self,
        sessions: Sessions,
        *,
        seal: Sealing,
        secrets: Sequence[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._sessions = sessions
        self._seal = seal
        self._clock = clock
        self._turned_away = TurnedAway()
        # A longer one may hold a shorter one.
        self._secrets = tuple(sorted(set(secrets), key=len, reverse=True))
        self._waiting: SimpleQueue[Exchange] = SimpleQueue()
        self._writing = Lock()
        self._starting = Lock()
        self._writer: Thread | None = None
        self._closed = Event()

    def keep(self, exchange: Exchange) -> None:
        """Have it written down soon; never waits, never fails."""
        if not exchange.let_in and not self._turned_away.is_kept(exchange):
            # Their number is written down when the minute is over.
            self._start()
            return
        if self._waiting.qsize() >= MOST_WAITING:
            logs.log().warning("exchange dropped", partner=exchange.partner)
            return
        self._waiting.put(exchange)
        self._start()

    def flush(self) -> None:
        """Write down what waits; a fault is logged and what was in hand is lost."""
        self._hand_over(self._turned_away.over(self._clock()))
        with self._writing:
            while batch := self._take():
                try:
                    keep_exchanges(self._sessions, batch, seal=self._seal, secrets=self._secrets)
                except Exception:  # noqa: BLE001 -- an edge: keeping must not fail the call
                    logs.log().error("exchanges lost", number=len(batch), exc_info=True)

    def close(self) -> None:
        """Write down what waits and who was not let in; nothing more is written by itself."""
        self._closed.set()
        if self._writer is not None:
            self._writer.join()
            atexit.unregister(self.close)
        self._hand_over(self._turned_away.ended())
        self.flush()

    def open(self, sealed: bytes) -> bytes | None:
        """Return a body as it was kept, or None where no key of ours fits."""
        return self._seal.open(sealed)

    def _hand_over(self, summed: Sequence[Exchange]) -> None:
        for exchange in summed:
            self._waiting.put(exchange)

    def _take(self) -> list[Exchange]:
        batch: list[Exchange] = []
        while len(batch) < MOST_AT_ONCE:
            try:
                batch.append(self._waiting.get_nowait())
            except Empty:
                break
        return batch

    def _start(self) -> None:
        if self._writer is None:
            with self._starting:
                if self._writer is None:
                    self._writer = Thread(target=self._write, name="keeper", daemon=True)
                    self._writer.start()
                    atexit.register(self.close)

    def _write(self) -> None:
        while not self._closed.wait(WRITE_EVERY):
            self.flush()
