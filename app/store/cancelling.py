"""Giving up one confirmed place of an order. Not here: orders that wait for money (settlement.py).

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.event import EventKind
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import SEATED, RegistrationState
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.payment import Payment, Refund, payments_of
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
    now: datetime,
) -> None:
    """Cancel a confirmed registration, give its seat back and say so.

    With the order's last place the order is cancelled, so its buyer is told.

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
        channel=order.channel,
        now=now,
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


def propose_refund(
    session: Session, *, order: Order, amount_minor: int, reason: str, now: datetime
) -> bool:
    """Open a refund that a person decides on (iso.md S10); False where nothing was paid for it.

    Of the newest payment that has so much left; what goes back already is not counted twice.
    """
    for payment in reversed(payments_of(session, order.id)):
        left = _left(session, payment)
        if amount_minor and left and payment.received_currency == order.currency:
            session.add(
                Refund(
                    uid=str(uuid4()),
                    payment=payment,
                    amount_minor=min(amount_minor, left),
                    currency=order.currency,
                    reason=reason,
                    state=RefundState.ASKED,
                    words="Nothing is sent back before somebody decides so",
                    due_at=now,
                    created_at=now,
                )
            )
            return True
    return False


def _left(session: Session, payment: Payment) -> int:
    if payment.state is not PaymentState.PAID:
        return 0
    back = session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
            Refund.payment_id == payment.id
        )
    )
    return max((payment.received_minor or 0) - int(back or 0), 0)
