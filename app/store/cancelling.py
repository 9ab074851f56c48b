"""Giving up one confirmed place of an order. Not here: orders that wait for money (settlement.py).

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.event import EventKind
from app.domain.registration import SEATED, Channel, RegistrationState
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.registration import Registration
from app.store.seat import release_seats


def cancel_place(
    session: Session,
    announcer: Announcer,
    *,
    order: Order,
    registrations: Sequence[Registration],
    registration: Registration,
    reason: str,
    channel: Channel,
    now: datetime,
) -> None:
    """Cancel a confirmed registration, give its seat back and say so.

    ``channel`` is the way by which it was cancelled. With the order's last place the order is
    cancelled, so its buyer is told.

    Raises:
        IllegalMove: it is not confirmed.
    """
    registration.move(RegistrationState.CANCELLED, reason=reason)
    course_class = registration.course_class
    release_seats(
        session,
        course_class,
        order_id=order.id,
        seats=1,
        reason="cancelled",
        channel=channel,
        now=now,
        taken_by=order.channel,
    )
    facts = {"reason": reason}
    announcer.announce(
        EventKind.REGISTRATION_CANCELLED,
        course_class,
        order=order,
        registration=registration,
        facts=facts,
    )
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    if not any(each.state in SEATED for each in registrations):
        facts = {"reason": reason, "channel": order.channel.value}
        announcer.announce(EventKind.ORDER_CANCELLED, course_class, order=order, facts=facts)
