"""Counting within the minute, for all processes together. Not here: what is counted, and why."""

import time
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from app.jobs.queue import away, connect

if TYPE_CHECKING:
    from redis import Redis

# While Redis is away, nobody waits for it more often than this (in seconds).
AGAIN_AFTER = 5.0
_KEPT = 120


class Tally:
    """Counts in Redis; while that is away, this process counts on its own. Threads share it.

    Args:
        url: the Redis or Valkey address of the settings.
        clock: seconds since 1970; a minute is one of the clock's.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.time) -> None:
        self._url = url
        self._clock = clock
        self._again_at = 0.0
        self._lock = Lock()
        self._minute = 0
        self._own: Counter[str] = Counter()

    def count(self, what: str, *, more: int) -> int:
        """Count so many more, and return how many there are in this minute."""
        minute = int(self._clock() // 60)
        if time.monotonic() >= self._again_at:
            try:
                return self._together(f"coursedesk:tally:{what}:{minute}", more)
            except away():
                self._again_at = time.monotonic() + AGAIN_AFTER
        return self._alone(what, more, minute)

    def _together(self, key: str, more: int) -> int:
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.incrby(key, more)
        pipeline.expire(key, _KEPT)
        return int(pipeline.execute()[0])

    def _alone(self, what: str, more: int, minute: int) -> int:
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._own.clear()
            self._own[what] += more
            return self._own[what]

    @cached_property
    def _redis(self) -> "Redis":
        return connect(self._url)
