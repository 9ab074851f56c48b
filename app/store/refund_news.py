"""Telling the buyer of money that went back, or came back to us. Not here: sending it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.event import CAUSE, EventKind
from app.domain.money_sent import (
    How,
    fact_of_returned,
    facts_of_sent,
    how_it_went,
    returned_of,
)
from app.domain.payment import LEFT_US, RefundState
from app.store.announcer import Announcer
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.registration import Registration, newest_of, registrations_of, speaker_of

# A part that was tried so often keeps the letter of the other parts waiting no more.
_WAITED_FOR = 3


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
    session: Session,
    announcer: Announcer,
    order: Order,
    *refunds: Refund,
    how: How | None = None,
    note: str = "",
) -> None:
    """Have the buyer written to of one sum, that is one refund or the parts of it.

    ``how`` it went where that is not as the payment's gateway says, ``note`` how in words. Works
    inside the caller's transaction.
    """
    first = refunds[0]
    returned = {
        returned_of(facts) for facts in _told(session, order, EventKind.ORDER_MONEY_CAME_BACK)
    }
    announcer.announce(
        EventKind.ORDER_MONEY_RETURNED,
        _about(registrations_of(session, order.id), first).course_class,
        order=order,
        facts={
            "amount_minor": sum(each.amount_minor for each in refunds),
            "currency": first.currency,
            "reason": first.reason,
            # Papers of each part have a cause of their own.
            CAUSE: " ".join(each.cause for each in refunds),
            **facts_of_sent(
                [each.amount_minor for each in refunds],
                how=how or how_it_went(session.get_one(Payment, first.payment_id).gateway),
                again=any(each.id in returned for each in refunds),
                note=note,
            ),
        },
    )


def tell_of_parts_back(
    session: Session, announcer: Announcer, order: Order, refund: Refund
) -> None:
    """Have the buyer written to once every part of a sum went that was to go with this one.

    A sum is sent back in parts where it was paid in parts; one that cannot be sent just now is
    told of by itself later. Works inside the caller's transaction.
    """
    parts = session.scalars(
        select(Refund)
        .join(Refund.payment)
        .where(
            Payment.order_id == order.id,
            Refund.created_at == refund.created_at,
            Refund.reason == refund.reason,
            Refund.currency == refund.currency,
            Refund.registration_id.is_not_distinct_from(refund.registration_id),
        )
        .order_by(Refund.id)
    ).all()
    if any(each.state is RefundState.DUE and each.attempt < _WAITED_FOR for each in parts):
        return
    told = {
        cause
        for facts in _told(session, order, EventKind.ORDER_MONEY_RETURNED)
        for cause in str(facts.get(CAUSE)).split()
    }
    went = [each for each in parts if each.state in LEFT_US and each.cause not in told]
    if went:
        tell_of_money_back(session, announcer, order, *went)


def _told(session: Session, order: Order, kind: EventKind) -> Sequence[dict[str, object]]:
    return session.scalars(
        select(EventRow.facts).where(EventRow.order_id == order.id, EventRow.kind == kind)
    ).all()


def tell_of_money_returned(
    session: Session, announcer: Announcer, order: Order, refund: Refund
) -> None:
    """Have the buyer written to of money that their bank sent back to us.

    Works inside the caller's transaction.
    """
    announcer.announce(
        EventKind.ORDER_MONEY_CAME_BACK,
        _about(registrations_of(session, order.id), refund).course_class,
        order=order,
        facts={
            "amount_minor": refund.amount_minor,
            "currency": refund.currency,
            **fact_of_returned(refund.id),
        },
    )
