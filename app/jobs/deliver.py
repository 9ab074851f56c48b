"""Draining: every due delivery of one destination, several streams at a time, until none is left.

Not here: in which order, and whether the destination is to be left alone (``feed``).
"""

import random
from threading import Event, Lock, Thread

from app import logs
from app.domain.contract import Partner
from app.jobs.feed import Feed
from app.jobs.watched import Watched
from app.parts import Parts
from app.queries.outbox import DueDelivery
from app.usecases.confirm_booking import confirm_booking
from app.usecases.deliver import deliver

# So many are told at the same time by one process: while a partner thinks, others are told.
TOGETHER = 8


def jitter() -> float:
    """Return how far, from 0 to 1, a delay is lengthened, so that many do not come back at once."""
    return random.random()  # noqa: S311 -- it keeps nothing secret


def drain_destination(
    parts: Parts, destination: str, *, stop: Event, together: int = TOGETHER
) -> int:
    """Deliver until nothing is due or ``stop`` is set; return how many were tried.

    Of each stream one at a time, in order; up to ``together`` streams at once. A fault in one
    delivery is logged and leaves its lease to lapse; the others go on.
    """
    partner = parts.partners.get(destination)
    if partner is None:
        return 0
    try:
        return _Crew(parts, partner, Feed(parts, destination, stop=stop), most=together).work()
    finally:
        # Whoever ends after this leaves nothing unwritten.
        parts.archive.flush()


class _Crew:
    """Hands that work from one feed; another joins in while there is more, up to ``most``."""

    def __init__(self, parts: Parts, partner: Partner, feed: Feed, *, most: int) -> None:
        self._parts = parts
        self._feed = feed
        self._partner = Watched(partner, told=feed.overhear, booked=feed.overhear)
        self._most = most
        self._lock = Lock()
        self._hands = 1
        self._tried = 0
        self._threads: list[Thread] = []

    def work(self) -> int:
        """Work until the feed is empty and every hand is; return how many were tried."""
        self._work()
        while self._threads:
            self._threads.pop().join()
        return self._tried

    def _work(self) -> None:
        while (due := self._feed.next()) is not None:
            self._call_help()
            if not self._partner.admit():
                # Others tell as much as it may be told; the sweep looks again.
                self._feed.ended(due)
                break
            ended = _do(self._parts, self._partner, due)
            if ended:
                self._feed.ended(due)
            with self._lock:
                self._tried += 1
        with self._lock:
            self._hands -= 1

    def _call_help(self) -> None:
        with self._lock:
            if not self._feed.more or self._hands >= self._most:
                return
            self._hands += 1
        thread = Thread(target=self._work, name=f"deliver-{self._partner.name}")
        thread.start()
        # Only now, or it might be waited for before it began. Whoever waits waits for this hand
        # as well, so it is there in time.
        self._threads.append(thread)


def _do(parts: Parts, partner: Watched, due: DueDelivery) -> bool:
    """Do one and say whether it came to an end here, for now or for good.

    The one catch at this edge, because a fault in one must not stop the others.
    """
    with logs.following(due.request_id or None, delivery=due.id):
        try:
            state = _ask(parts, partner, due) if due.booking else _tell(parts, partner, due)
        except Exception:  # noqa: BLE001 -- an edge: one must not stop the rest
            logs.log().error("delivery fault", exc_info=True)
            return False
        # Without a state another worker had it in hand, and says so itself.
        if state is not None:
            logs.log().info("delivery", destination=partner.name, state=state)
        return state is not None


def _tell(parts: Parts, partner: Partner, due: DueDelivery) -> str | None:
    return deliver(
        parts.sessions,
        delivery_id=due.id,
        partner=partner,
        clock=parts.clock,
        jitter=jitter(),
        offer_lasts=parts.offer_lasts,
    )


def _ask(parts: Parts, partner: Watched, due: DueDelivery) -> str | None:
    return confirm_booking(
        parts.sessions,
        delivery_id=due.id,
        desk=partner,
        time_out=partner.time_out,
        partners=parts.partners,
        wake=parts.wake,
        clock=parts.clock,
        jitter=jitter(),
    )
