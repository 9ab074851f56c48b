"""What an order is as a whole, told from its registrations. Not here: prices, payments."""

from collections.abc import Collection
from enum import StrEnum

from app.domain.registration import RegistrationState
from app.domain.said import Said, sentence

MAX_PARTICIPANTS = 20


class OrderState(StrEnum):
    """The one plain word a page says (product.md, *Public surface*)."""

    CONFIRMED = "confirmed"
    WAITING_FOR_PAYMENT = "waiting for payment"
    ON_WAITING_LIST = "on the waiting list"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_WORDS = {
    OrderState.CONFIRMED: sentence("confirmed"),
    OrderState.WAITING_FOR_PAYMENT: sentence("waiting for payment"),
    OrderState.ON_WAITING_LIST: sentence("on the waiting list"),
    OrderState.CANCELLED: sentence("cancelled"),
    OrderState.EXPIRED: sentence("expired"),
}


def say_state(state: OrderState) -> Said:
    """Return the state's word, which is the state itself in English."""
    return _WORDS[state]


_S = RegistrationState
_FIRST_FOUND = (
    (_S.HELD, OrderState.WAITING_FOR_PAYMENT),
    (_S.CONFIRMED, OrderState.CONFIRMED),
    (_S.COMPLETED, OrderState.CONFIRMED),
    (_S.NO_SHOW, OrderState.CONFIRMED),
    (_S.FAILED, OrderState.CONFIRMED),
    (_S.WAITLISTED, OrderState.ON_WAITING_LIST),
    (_S.EXPIRED, OrderState.EXPIRED),
)


def order_state(registrations: Collection[RegistrationState]) -> OrderState:
    """Return the order's state: the liveliest of its registrations speaks for it."""
    for state, word in _FIRST_FOUND:
        if state in registrations:
            return word
    return OrderState.CANCELLED
