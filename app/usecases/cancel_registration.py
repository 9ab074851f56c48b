"""Cancel registration: give up one confirmed place; what was paid for it is for staff to decide.

Not here: a place that is held and not paid (release_hold: its gateway is asked first).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import SEATED, Channel, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.order import Order, lock_order
from app.store.payment import Refund, payments_of
from app.store.registration import Registration, registrations_of
from app.store.seat import release_seats

# As staff and the buyer are told why money may go back.
REASON = "cancelled after it was paid"


class Given(StrEnum):
    """How it ended; ``unpaid``: nothing was done, the place is held and its gateway comes first."""

    CANCELLED = "cancelled"
    ALREADY = "already"
    UNPAID = "unpaid"


def cancel_registration(
    sessions: Sessions,
    *,
    reference: str,
    reason: str,
    channel: Channel,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Given:
    """Cancel a confirmed registration, give its seat back, and tell everyone.

    Where it was paid for, a refund is written down that waits for staff: it is not sent by itself
    (iso.md S10).

    Raises:
        IllegalMove: it ended in another way.
        sqlalchemy.exc.NoResultFound: there is no such registration.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        given = _cancel(session, announcer, reference, reason=reason, channel=channel, now=now)
    wake(announcer.destinations)
    return given


def _cancel(
    session: Session,
    announcer: Announcer,
    reference: str,
    *,
    reason: str,
    channel: Channel,
    now: datetime,
) -> Given:
    order_id = session.scalars(
        select(Registration.order_id).where(Registration.reference == reference)
    ).one()
    order = lock_order(session, order_id)
    places = registrations_of(session, order.id)
    place = next(each for each in places if each.reference == reference)
    if place.state in (RegistrationState.CANCELLED, RegistrationState.EXPIRED):
        return Given.ALREADY
    if place.state is RegistrationState.HELD:
        return Given.UNPAID
    place.move(RegistrationState.CANCELLED, reason=reason)
    _ask_for_refund(session, order, place, now=now)
    release_seats(
        session,
        place.course_class,
        order_id=order.id,
        seats=1,
        reason="cancelled",
        channel=channel,
        now=now,
    )
    last = not any(each.state in SEATED for each in places)
    _announce(announcer, order, place, reason=reason, kinds=_LAST if last else _ONE)
    return Given.CANCELLED


_ONE = (EventKind.REGISTRATION_CANCELLED,)
_LAST = (*_ONE, EventKind.ORDER_CANCELLED)


def _announce(
    announcer: Announcer,
    order: Order,
    place: Registration,
    *,
    reason: str,
    kinds: Iterable[EventKind],
) -> None:
    for kind in kinds:
        one = kind is EventKind.REGISTRATION_CANCELLED
        announcer.announce(
            kind,
            place.course_class,
            order=order,
            registration=place if one else None,
            facts={"reason": reason, "channel": order.channel.value},
        )
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, place.course_class)


def _ask_for_refund(session: Session, order: Order, place: Registration, *, now: datetime) -> None:
    """Write down what was paid for the place, for staff to send back or not."""
    amount = min(place.price_minor, order.paid_minor)
    paid = [
        each
        for each in payments_of(session, order.id)
        if each.state is PaymentState.PAID and each.received_currency == order.currency
    ]
    if amount == 0 or not paid:
        return
    session.add(
        Refund(
            uid=str(uuid4()),
            payment=paid[-1],
            amount_minor=amount,
            currency=order.currency,
            reason=REASON,
            state=RefundState.ASKED,
            due_at=now,
            created_at=now,
        )
    )
