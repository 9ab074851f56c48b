"""Telling buyers of money that came. Not here: what it is taken for (settlement.py)."""

from collections.abc import Sequence

from app.domain.event import CAUSE, EventKind, Fact
from app.domain.money_of_end import fact_of_going_back
from app.domain.payment_plan import is_by_hand
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.payment import Payment
from app.store.registration import Registration, speaker_of


def tell_of_payment(
    announcer: Announcer,
    order: Order,
    registrations: Sequence[Registration],
    payment: Payment,
    **besides: Fact,
) -> None:
    """Tell the buyer of a payment that came; ``besides`` are further facts of it."""
    announcer.announce(
        EventKind.ORDER_PAYMENT_RECEIVED,
        speaker_of(registrations).course_class,
        order=order,
        # All that came, also what of it is too much.
        facts={
            "amount_minor": payment.received_minor or 0,
            "currency": order.currency,
            CAUSE: payment.cause,
            **besides,
        },
    )


def tell_of_going_back(
    announcer: Announcer, order: Order, registrations: Sequence[Registration], payment: Payment
) -> None:
    """Tell the buyer of a payment that goes back whole, where it waits for staff to send it.

    What a gateway sends back by itself is told of once it is on its way.
    """
    if is_by_hand(payment.gateway):
        facts = fact_of_going_back(payment.reason)
        tell_of_payment(announcer, order, registrations, payment, **facts)
