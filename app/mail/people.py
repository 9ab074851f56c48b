"""Whom a letter to the buyer names. Not here: what else it says (messages.py)."""

from app.domain.event import Event, EventKind, OrderFacts
from app.domain.registration import RegistrationState

# Places that nobody has any more.
GONE = frozenset({RegistrationState.CANCELLED, RegistrationState.EXPIRED})
# Of these it is the news that places are gone.
_OF_AN_END = frozenset(
    {
        EventKind.ORDER_CANCELLED,
        EventKind.ORDER_EXPIRED,
        EventKind.ORDER_OFFER_LAPSED,
        EventKind.ORDER_LEFT_LINE,
    }
)
# These are of a whole order, whose places may be in several classes.
_OF_EVERY_CLASS = frozenset(
    {
        EventKind.ORDER_HELD,
        EventKind.ORDER_PAYMENT_DUE,
        EventKind.ORDER_PAYMENT_RECEIVED,
        EventKind.ORDER_OWED_CHANGED,
    }
)
# Of these who the one place was for.
_OF_ONE_PLACE = frozenset({EventKind.ORDER_PLACE_CANCELLED, EventKind.ORDER_PLACE_LEFT_LINE})


def participants(event: Event, order: OrderFacts) -> tuple[str, ...]:
    """Return the names it is about: of who lost a place, else of who has one in its class."""
    if event.kind in (EventKind.ORDER_MONEY_RETURNED, EventKind.ORDER_VOUCHER_GIVEN):
        return ()
    if event.kind in _OF_ONE_PLACE:
        return (event.registration.name,) if event.registration else ()
    if event.kind in _OF_AN_END:
        return tuple(each.name for each in order.registrations if each.state in GONE)
    code = event.course_class.code
    return tuple(
        each.name
        for each in order.registrations
        if each.state not in GONE and each.class_code == code
    )


def elsewhere(event: Event, order: OrderFacts) -> tuple[str, ...]:
    """Return who has a place in another class, where the news is of all that is ordered."""
    if event.kind not in _OF_EVERY_CLASS:
        return ()
    return tuple(
        f"{each.name}: {' '.join(each.class_title.split())} ({each.class_code})"
        for each in order.registrations
        if each.state not in GONE and each.class_code != event.course_class.code
    )
