"""The sandbox's clock: real time plus what a person has wound it on by."""

import threading
import time


class Clock:
    """Seconds since 1970 UTC, movable forwards so that expiries can be played through."""

    def __init__(self, ahead: int = 0) -> None:
        self._lock = threading.Lock()
        self._ahead = ahead

    def now(self) -> int:
        """Return whole seconds since 1970 UTC."""
        with self._lock:
            return int(time.time()) + self._ahead

    def advance(self, seconds: int) -> int:
        """Wind the clock on and return the new time; negative seconds raise ValueError."""
        if seconds < 0:
            raise ValueError("the clock only goes forwards")
        with self._lock:
            self._ahead += seconds
        return self.now()

    @property
    def ahead(self) -> int:
        """Seconds the clock is ahead of real time."""
        return self._ahead
