"""How many calls a second a partner gets from this process. Not here: calling."""

import threading
import time


class Pace:
    """Spreads calls evenly; threads share it and wait their turn.

    Args:
        rate: calls a second (connector.md S10, trainingportal.md S19, iso.md S16).
        burst: how many may go out at once after a rest.
    """

    def __init__(self, rate: float, *, burst: int = 1) -> None:
        self._gap = 1 / rate
        self._rest = (burst - 1) * self._gap
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Return when it is this caller's turn."""
        with self._lock:
            now = time.monotonic()
            # What was not used of the burst counts as turns that have passed already.
            turn = max(now - self._rest, self._next)
            self._next = turn + self._gap
        if turn > now:
            time.sleep(turn - now)
