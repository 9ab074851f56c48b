"""How many calls a second a partner gets, from all processes together. Not here: calling."""

import threading
import time
from typing import Protocol

# Whoever would wait longer for the first call of a telling leaves it to those who wait already.
LONGEST_LINE = 5.0
_HOWEVER_LONG = 3600.0


class Turn(Protocol):
    """Gives turns at a steady rate (``jobs.tally``)."""

    def __call__(self, what: str, *, gap: float, rest: float, ahead: float) -> float | None:
        """Take the next turn unless it is further ahead, and return the seconds until then.

        None: nobody counts for all processes; count on your own.
        """


def alone(what: str, *, gap: float, rest: float, ahead: float) -> None:
    """Have each process count on its own."""


class Pace:
    """Spreads calls evenly; threads and processes share it and wait their turn.

    Args:
        rate: calls a second (connector.md S10, trainingportal.md S19, iso.md S16).
        burst: how many may go out at once after a rest.
        partner: whose pace it is, for those who count together.
        turn: gives turns to all processes.
    """

    def __init__(
        self, rate: float, *, burst: int = 1, partner: str = "", turn: Turn = alone
    ) -> None:
        self._gap = 1 / rate
        self._rest = (burst - 1) * self._gap
        self._what = f"partner:{partner}"
        self._turn = turn
        self._lock = threading.Lock()
        self._next = 0.0
        self._mine = threading.local()

    def admit(self) -> bool:
        """Wait for the turn of this thread's next call; False, at once, where the line is long.

        So one waits with nothing in hand: a lease does not run, nor the time of a telling.
        """
        wait = self._take(ahead=LONGEST_LINE)
        if wait > LONGEST_LINE:
            return False
        _sleep(wait)
        self._mine.turn = True
        return True

    def wait(self) -> None:
        """Return when it is this caller's turn."""
        if getattr(self._mine, "turn", False):
            self._mine.turn = False
            return
        _sleep(self._take(ahead=_HOWEVER_LONG))

    def _take(self, *, ahead: float) -> float:
        wait = self._turn(self._what, gap=self._gap, rest=self._rest, ahead=ahead)
        return self._take_alone(ahead) if wait is None else wait

    def _take_alone(self, ahead: float) -> float:
        with self._lock:
            now = time.monotonic()
            # What was not used of the burst counts as turns that have passed already.
            turn = max(now - self._rest, self._next)
            if turn - now <= ahead:
                self._next = turn + self._gap
            return turn - now


def _sleep(seconds: float) -> None:
    if seconds > 0:
        time.sleep(seconds)
