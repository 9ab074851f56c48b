"""Leave line: an order that waits for seats is given up, by its buyer, by staff, or with its class.

Not here: declining an offer (release_hold: seats are held then).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.course_class import Closed
from app.domain.reason import TOO_LARGE, OwnReason, say_reason
from app.domain.registration import RegistrationState
from app.domain.waiting import ENDED
from app.store.announcer import announcing
from app.store.course_class import CourseClass
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
    return _leave(
        sessions,
        reference,
        lambda _class, _size: reason,
        partners,
        wake,
        now=now,
        request_id=request_id,
    )


def end_waiting(
    sessions: Sessions,
    *,
    reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> bool:
    """Take an order that waits for what cannot come any more out of the line, and tell why.

    False where it does not wait, or waits on: whether the class is closed, or too small, is asked
    here again, because staff may have changed it since the order was found.
    """

    def why(course_class: CourseClass, size: int) -> str | None:
        closed = course_class.why_closed(now)
        if closed is None:
            return TOO_LARGE if size > course_class.capacity else None
        if closed is Closed.CANCELLED:
            return say_reason(OwnReason.CLASS_CANCELLED, course_class.cancel_reason)
        return ENDED[closed]

    return _leave(sessions, reference, why, partners, wake, now=now)


def _leave(
    sessions: Sessions,
    reference: str,
    why: Callable[[CourseClass, int], str | None],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    *,
    now: datetime,
    request_id: str = "",
) -> bool:
    """Take the order out where there is a reason to, asked once the order is locked."""
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
        reason = why(leaving[0].course_class, len(leaving)) if leaving else None
        if reason is None:
            return False
        leave_line_with(
            session, announcer, order=order, registrations=places, leaving=leaving, reason=reason
        )
    wake(announcer.destinations)
    return True
