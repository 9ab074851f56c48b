"""Leave with one: of a group that waits for seats one waits no more; the others keep their place.

Not here: all of them (leave_line.py).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.registration import RegistrationState
from app.domain.waiting import LEFT
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.leaving import leave_line_with
from app.store.registration import lock_place


def leave_with_one(
    sessions: Sessions,
    *,
    order_reference: str,
    reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Take a place of that order out of the line and tell its buyer; False: it does not wait there.

    The last one takes the order out of the line.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        found = lock_place(session, reference)
        if found is None or found[0].reference != order_reference:
            return False
        order, places, place = found
        if place.state is not RegistrationState.WAITLISTED:
            return False
        leave_line_with(
            session, announcer, order=order, registrations=places, leaving=[place], reason=LEFT
        )
    wake(announcer.destinations)
    return True
