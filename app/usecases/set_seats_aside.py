"""Set seats aside: staff keep seats of a class for a channel, or return them to the pool."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.registration import Channel
from app.store.announcer import announcing
from app.store.course_class import lock_class
from app.store.database import transaction
from app.store.seat import resize

REASON_LIMIT = 200


@dataclass(eq=False)
class ReasonMissing(Exception):
    """Seats are set aside, and returned, with a reason or not at all."""

    def __str__(self) -> str:
        return "Say why the seats are set aside or returned"


def set_seats_aside(
    sessions: Sessions,
    *,
    class_code: str,
    aside: Mapping[Channel, int],
    reason: str,
    by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Have so many seats set aside for these channels, and say whether there is such a class.

    What a channel has taken of its own already counts; one that is not named keeps what it has.
    ``by`` is whose decision it was: the ledger keeps it with the reason. Partners are told what is
    free now.

    Raises:
        ReasonMissing: no reason was given.
        TooFewSeats: so many are not free; nothing was done.
    """
    why = " ".join(reason.split())[:REASON_LIMIT]
    if not why:
        raise ReasonMissing
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        row = lock_class(session, class_code)
        if row is None:
            return False
        before = row.seats
        after = before.resized(capacity=row.capacity, aside={**before.aside, **aside})
        if after != before:
            resize(session, row, after, reason="set by staff", now=now, note=f"{why} ({by})")
            announcer.announce(EventKind.CLASS_SEATS_CHANGED, row)
    wake(announcer.destinations)
    return True
