"""A delivery's states and the pace at which it is tried again. Not here: who is told what."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LEASE_MARGIN = timedelta(seconds=30)


class DeliveryState(StrEnum):
    """Where one event stands at one destination (product.md, *Words*)."""

    DUE = "due"
    IN_FLIGHT = "in_flight"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    SKIPPED = "skipped"


# As long as one of these stands, nothing later of its stream is told.
UNFINISHED = frozenset({DeliveryState.DUE, DeliveryState.IN_FLIGHT, DeliveryState.UNKNOWN})
# What staff may try again.
RETRYABLE = frozenset({DeliveryState.REFUSED, DeliveryState.UNKNOWN, DeliveryState.DEAD})


def may_be_retried(state: DeliveryState, *, attempt: int) -> bool:
    """Say whether staff may have it told again now: it stands still, or waits after a try."""
    return state in RETRYABLE or (state is DeliveryState.DUE and attempt > 0)


_M, _H = 60, 3600
# product.md, *Pace*: about 2 s … 4 h, then every 12 h for three days.
PACE: tuple[int, ...] = (2, 5, 15, _M, 5 * _M, 20 * _M, _H, 4 * _H, *([12 * _H] * 6))
# trainingportal.md 8: until a booking is known, 24 h in all.
BOOKING_PACE: tuple[int, ...] = (2, 5, 15, _M, 5 * _M, 15 * _M, *([_H] * 24))


@dataclass(eq=False)
class NotRetryable(Exception):
    """Staff asked to try again what is not standing still, or what a newer one has overtaken."""

    state: DeliveryState
    overtaken: bool = False

    def __str__(self) -> str:
        if self.overtaken:
            return "a newer one about the same was delivered, and this one would set it back"
        return f"a delivery that is {self.state.replace('_', ' ')} is not tried again"


def next_delay(
    attempt: int,
    *,
    jitter: float,
    retry_after: timedelta | None = None,
    pace: tuple[int, ...] = PACE,
) -> timedelta | None:
    """Return how long to wait after the ``attempt``-th try (1, 2, …), or None to give up.

    ``jitter`` in 0…1 lengthens the delay by up to a fifth, so that many do not come back at once;
    a ``retry_after`` the destination named is never undercut.
    """
    if attempt > len(pace):
        return None
    delay = timedelta(seconds=pace[attempt - 1] * (1 + 0.2 * jitter))
    return max(delay, retry_after) if retry_after else delay
