"""Accept offer: whoever was offered places that cost nothing takes them.

Not here: an offer that has to be paid for (open_checkout: the payment accepts it).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.registration import SEATED, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.order import find_order, lock_order
from app.store.registration import registrations_of
from app.store.settlement import confirm_order
from app.store.waiting import find_entry


class Accepted(StrEnum):
    """How it ended; ``too_late``: the offer lapsed, was declined, or never was."""

    CONFIRMED = "confirmed"
    ALREADY = "already"
    PAYABLE = "payable"
    TOO_LATE = "too_late"


def accept_offer(
    sessions: Sessions,
    *,
    reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Accepted:
    """Confirm the places of an order that were offered and cost nothing; twice does no more."""
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        ended = _accept(session, announcer, reference, now=now)
    wake(announcer.destinations)
    return ended


def _accept(session: Session, announcer: Announcer, reference: str, *, now: datetime) -> Accepted:
    order = find_order(session, reference)
    if order is None:
        return Accepted.TOO_LATE
    order = lock_order(session, order.id)
    places = registrations_of(session, order.id)
    states = {each.state for each in places}
    if RegistrationState.HELD not in states:
        return Accepted.ALREADY if states & SEATED else Accepted.TOO_LATE
    if order.total_minor:
        return Accepted.PAYABLE
    if find_entry(session, order.id) is None:
        # Held for nothing, and not offered: Trainingportal's, which confirms it.
        return Accepted.TOO_LATE
    if order.hold_until is None or order.hold_until <= now:
        return Accepted.TOO_LATE
    if any(each.course_class.why_closed(now) for each in places):
        # Cancelled, or begun earlier than was said: its places are on their way to end.
        return Accepted.TOO_LATE
    confirm_order(session, announcer, order=order, registrations=places, now=now)
    return Accepted.CONFIRMED
