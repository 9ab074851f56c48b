"""Counting within the minute, and turns at a steady rate, for all processes together.

Not here: what is counted or waited for, and why.
"""

import time
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.jobs.queue import away, connect

if TYPE_CHECKING:
    from redis import Redis
    from redis.commands.core import Script

# While Redis is away, nobody waits for it more often than this (in seconds).
AGAIN_AFTER = 5.0
_KEPT = 120
# In microseconds of Redis's own clock, which all processes share. A turn that is too far ahead is
# not taken. Numbers are written with all their digits: Lua's own way would round them.
_TURN = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local gap, rest = tonumber(ARGV[1]), tonumber(ARGV[2])
local turn = math.max(now - rest, tonumber(redis.call('GET', KEYS[1]) or 0))
if turn - now > tonumber(ARGV[3]) then return turn - now end
local kept = math.ceil((turn + gap + rest - now) / 1000) + 1
redis.call('SET', KEYS[1], string.format('%.0f', turn + gap), 'PX', kept)
return math.max(turn - now, 0)
"""


class Tally:
    """Counts and gives turns in Redis; while that is away, this process counts on its own.

    Threads share it.

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
        """Count so many more, and return how many there are in this minute.

        What is taken back once the next minute has begun leaves that one at nothing, never less.
        """
        minute = int(self._clock() // 60)
        if time.monotonic() >= self._again_at:
            try:
                return self._together(f"coursedesk:tally:{what}:{minute}", more)
            except away():
                self._again_at = time.monotonic() + AGAIN_AFTER
        return self._alone(what, more, minute)

    def turn(self, what: str, *, gap: float, rest: float, ahead: float = 0) -> float | None:
        """Take the next turn at something, and return the seconds until it comes.

        Where that is further ahead than wanted it is not taken. None while Redis is away: then
        whoever asks counts on its own.

        Args:
            what: whose turns they are.
            gap: seconds from one turn to the next.
            rest: seconds' worth of turns that may be saved up and taken at once.
            ahead: seconds; by default only a turn that has come is taken.
        """
        if time.monotonic() < self._again_at:
            return None
        given = [round(seconds * 1e6) for seconds in (gap, rest, ahead)]
        try:
            left: Any = self._turns(keys=[f"coursedesk:turn:{what}"], args=given)
        except away():
            self._again_at = time.monotonic() + AGAIN_AFTER
            return None
        return int(left) / 1e6

    def _together(self, key: str, more: int) -> int:
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.incrby(key, more)
        pipeline.expire(key, _KEPT)
        counted = int(pipeline.execute()[0])
        if counted >= 0:
            return counted
        self._redis.incrby(key, -counted)
        return 0

    def _alone(self, what: str, more: int, minute: int) -> int:
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._own.clear()
            self._own[what] = max(0, self._own[what] + more)
            return self._own[what]

    @cached_property
    def _redis(self) -> "Redis":
        return connect(self._url)

    @cached_property
    def _turns(self) -> "Script":
        return self._redis.register_script(_TURN)
