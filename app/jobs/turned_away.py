"""Calls that were not let in: of a partner's, the first few a minute are kept, the rest counted.

Anybody may knock, as often as they like, so what is kept of it has an end. Not here: what becomes
of a call that was let in, and who decides that (each partner's own guard).
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from app.domain.exchange import Exchange

MINUTE = timedelta(minutes=1)
# Enough to see who knocks and what is answered.
KEPT_A_MINUTE = 5


class TurnedAway:
    """Those of one process; its threads share it. A minute begins with a partner's first call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._since: dict[str, datetime] = {}
        self._seen: Counter[str] = Counter()
        self._last: dict[str, Exchange] = {}

    def is_kept(self, exchange: Exchange) -> bool:
        """Count one more that was not let in, and say whether it is among the first few."""
        partner = exchange.partner
        with self._lock:
            self._since.setdefault(partner, exchange.at)
            self._seen[partner] += 1
            if self._seen[partner] <= KEPT_A_MINUTE:
                return True
            self._last[partner] = exchange
            return False

    def over(self, now: datetime) -> list[Exchange]:
        """Return one exchange for each partner whose minute is over and not all of which was kept.

        It is the last of those that were not, and says how many they were.
        """
        with self._lock:
            # A clock that was set back ends the minute too, rather than stretching it.
            return self._end([who for who, at in self._since.items() if abs(now - at) >= MINUTE])

    def ended(self) -> list[Exchange]:
        """Return the same for every partner: the process ends, and its minutes with it."""
        with self._lock:
            return self._end(list(self._since))

    def _end(self, partners: list[str]) -> list[Exchange]:
        summed = []
        for partner in partners:
            del self._since[partner]
            missed = self._seen.pop(partner) - KEPT_A_MINUTE
            last = self._last.pop(partner, None)
            if last is not None:
                summed.append(replace(last, ending=f"last of {missed} more not let in"))
        return summed
