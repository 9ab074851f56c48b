"""Leave line: an order that waits for seats is given up, by its buyer, by staff, or with its class.

Not here: declining an offer (release_hold: seats are held then).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.registration import RegistrationState
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.leaving import leave_line_with
from app.store.order import find_order, lock_order
from app.store.registration import registrations_of


def leave_line(
    sessions: Sessions,
    *,
    reference: str,
    reason: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Take the order out of the line and tell its buyer; False where it does not wait (any more).

    ``reason`` is told to them.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order = find_order(session, reference)
        if order is None:
            return False
        order = lock_order(session, order.id)
        places = registrations_of(session, order.id)
        leaving = [each for each in places if each.state is RegistrationState.WAITLISTED]
        if not leaving:
            return False
        leave_line_with(
            session, announcer, order=order, registrations=places, leaving=leaving, reason=reason
        )
    wake(announcer.destinations)
    return True
