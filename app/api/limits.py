"""How often a caller may call: so many a minute, so many at once, so many a second after that.

All processes count together. While they cannot, each counts on its own. Not here: what is counted.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from math import ceil
from threading import Lock
from typing import Protocol

from app.api.refused import CallRefused
from app.api.terms import Allowance

_MINUTE = 60
_MOST_CALLERS = 10_000
# In a minute, as at the site's forms.
WRONG_GUESSES = 30


class Count(Protocol):
    """Counts in the minute (``jobs.tally``)."""

    def __call__(self, what: str, *, more: int) -> int:
        """Count so many more, and return how many there are in this minute."""


class Turn(Protocol):
    """Gives turns at a steady rate (``jobs.tally``)."""

    def __call__(self, what: str, *, gap: float, rest: float) -> float | None:
        """Take one and return 0, or the seconds until there is one; None: count on your own."""


class Limiter:
    """Lets callers in, or says how long to wait; threads share it."""

    def __init__(
        self,
        allowance: Allowance,
        *,
        count: Count,
        turn: Turn,
        clock: Callable[[], float] = time.time,
        pulse: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allowance = allowance
        self._count = count
        self._turn = turn
        self._clock = clock
        self._pulse = pulse
        self._lock = Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def admit(self, caller: str) -> None:
        """Count one call of a caller.

        Raises:
            CallRefused: 429 with ``Retry-After``; too many at once, or in this minute.
        """
        gap = 1 / self._allowance.a_second
        rest = (self._allowance.burst - 1) * gap
        wait = self._turn(f"api:{caller}", gap=gap, rest=rest)
        if wait is None:
            wait = self._wait_for_burst(caller)
        if wait > 0:
            raise _too_many(wait)
        self.admit_a_minute(f"api:{caller}", self._allowance.a_minute)

    def admit_a_minute(self, what: str, most: int) -> None:
        """Count one more of something in this minute.

        Raises:
            CallRefused: 429 with ``Retry-After``, the rest of the minute.
        """
        if self._count(what, more=1) > most:
            raise _too_many(_MINUTE - self._clock() % _MINUTE)

    @contextmanager
    def guessing(self, what: str, *, wrong: type[Exception]) -> Iterator[None]:
        """Count what is done inside as a guess, unless it turns out not to be a ``wrong`` one.

        It is counted beforehand: many at once would all be let in.

        Raises:
            CallRefused: 429 with ``Retry-After``, the rest of the minute.
        """
        right = True
        try:
            self.admit_a_minute(what, WRONG_GUESSES)
            yield
        except wrong:
            right = False
            raise
        finally:
            if right:
                self._count(what, more=-1)

    def _wait_for_burst(self, caller: str) -> float:
        """Take one from the caller's bucket; return the seconds until there is one, or 0."""
        burst, rate = self._allowance.burst, self._allowance.a_second
        now = self._pulse()
        with self._lock:
            left, then = self._left.get(caller, (float(burst), now))
            left = min(burst, left + (now - then) * rate)
            taken = left >= 1
            if len(self._left) >= _MOST_CALLERS:
                # Callers that were let in are full again long before so many others have come.
                self._left.clear()
            self._left[caller] = (left - 1 if taken else left, now)
        return 0.0 if taken else (1 - left) / rate


def _too_many(wait: float) -> CallRefused:
    return CallRefused(
        HTTPStatus.TOO_MANY_REQUESTS,
        "Too many calls: wait as long as Retry-After says",
        headers={"Retry-After": str(max(1, ceil(wait)))},
    )
