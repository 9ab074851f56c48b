"""Telling the buyer of money that went back. Not here: sending it, who is told of what else."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.event import CAUSE, EventKind
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.payment import Refund
from app.store.registration import Registration, newest_of, registrations_of, speaker_of


def _about(places: Sequence[Registration], refund: Refund) -> Registration:
    """Return the place that it is for as it is now; else one that the order has now.

    Of places renewed or moved the ended ones are not.
    """
    mine = next((each.position for each in places if each.id == refund.registration_id), None)
    for each in newest_of(places):
        if each.position == mine:
            return each
    return speaker_of(places)


def tell_of_money_back(
    session: Session, announcer: Announcer, order: Order, refund: Refund
) -> None:
    """Have the buyer written to; works inside the caller's transaction."""
    about = _about(registrations_of(session, order.id), refund)
    announcer.announce(
        EventKind.ORDER_MONEY_RETURNED,
        about.course_class,
        order=order,
        facts={
            "amount_minor": refund.amount_minor,
            "currency": refund.currency,
            "reason": refund.reason,
            CAUSE: refund.cause,
        },
    )
