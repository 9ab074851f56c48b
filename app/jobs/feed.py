"""What is handed out of one destination's outbox, and when it must wait: the breaker's gate.

Threads share a feed. What it has out are the oldest of their streams, so they may be told at the
same time; the claim decides, here and in every other process. Not here: telling.
"""

from collections import deque
from dataclasses import replace
from threading import Event, Lock
from typing import TypeVar

from app import logs
from app.domain.breaker import Standing, failed
from app.domain.contract import Unreachable, Withheld
from app.parts import Parts
from app.queries.outbox import DueDelivery, find_due_deliveries
from app.queries.standing import find_standing
from app.usecases.note_answer import note_answer
from app.usecases.try_destination import take_turn

A = TypeVar("A")


class Feed:
    """Hands out each due delivery of a destination once, until none is left or ``stop`` is set.

    While the destination is down only a probe is handed out, by one worker of all, once a minute.
    """

    def __init__(self, parts: Parts, destination: str, *, stop: Event) -> None:
        self._parts = parts
        self._destination = destination
        self._stop = stop
        self._lock = Lock()
        self._waiting: deque[DueDelivery] = deque()
        self._standing = Standing()
        # In somebody's hand here, or tried without an end: not to be handed out (again).
        self._out: set[int] = set()

    def next(self) -> DueDelivery | None:
        """Return the next one to be told, or None when there is nothing more for now."""
        with self._lock:
            if self._stop.is_set():
                return None
            if not self._waiting:
                self._look()
            if not self._waiting:
                return None
            due = self._waiting.popleft()
            self._out.add(due.id)
            return due

    @property
    def more(self) -> bool:
        """Whether another could be told meanwhile."""
        return bool(self._waiting)

    def ended(self, due: DueDelivery) -> None:
        """Take it back: it came to an end, whichever. What nobody takes back is not told again."""
        with self._lock:
            self._out.discard(due.id)

    def overhear(self, answer: A) -> A:
        """Keep count of the answer, and return it: spared where the destination itself is away."""
        if isinstance(answer, Withheld):
            # It was not asked anything.
            return answer
        if failed(answer) or self._standing.failures:
            was_open = self._standing.open
            standing = note_answer(
                self._parts.sessions,
                destination=self._destination,
                answer=answer,
                now=self._parts.clock(),
            )
            with self._lock:
                self._standing = standing
                if standing.open:
                    self._waiting.clear()
            if standing.open != was_open:
                logs.log().warning(
                    "destination",
                    destination=self._destination,
                    standing=standing.why or "as ever",
                )
        if isinstance(answer, Unreachable) and self._standing.open:
            return replace(answer, spared=True)
        return answer

    def _look(self) -> None:
        parts, name = self._parts, self._destination
        found = find_due_deliveries(parts.sessions, name, now=parts.clock())
        due = [each for each in found if each.id not in self._out]
        if not due:
            return
        self._standing = find_standing(parts.sessions, name)
        if not self._standing.open:
            self._waiting.extend(due)
        elif take_turn(parts.sessions, destination=name, now=parts.clock()):
            # A try that was spared is due again from then on: so the others have their turn, and
            # one thing that is refused for itself does not keep all the rest.
            self._waiting.append(min(due, key=lambda each: (each.due_at, each.id)))
