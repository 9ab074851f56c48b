"""Telling the buyer of money that went back. Not here: sending it, who is told of what else."""

from sqlalchemy.orm import Session

from app.domain.event import CAUSE, EventKind
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.payment import Refund
from app.store.registration import registrations_of, speaker_of


def tell_of_money_back(
    session: Session, announcer: Announcer, order: Order, refund: Refund
) -> None:
    """Have the buyer written to; works inside the caller's transaction."""
    announcer.announce(
        EventKind.ORDER_MONEY_RETURNED,
        speaker_of(registrations_of(session, order.id)).course_class,
        order=order,
        facts={
            "amount_minor": refund.amount_minor,
            "currency": refund.currency,
            "reason": refund.reason,
            CAUSE: refund.cause,
        },
    )
