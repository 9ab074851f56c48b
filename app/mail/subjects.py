"""What the letters' subjects say. Not here: what is in them (messages.py)."""

from collections.abc import Mapping

from app.domain.event import HANDED_OVER, Event, EventKind
from app.domain.payment_plan import Plan
from app.domain.said import marked
from app.domain.waiting import DECLINED

# Nothing personal: a subject is seen on locked screens and in logs of mail servers.
SUBJECTS: Mapping[EventKind, str] = {
    EventKind.ORDER_HELD: marked("Your place is held: {title}"),
    EventKind.ORDER_CONFIRMED: marked("Confirmed: {title}"),
    EventKind.REGISTRATION_CONFIRMED: marked("You have a place: {title}"),
    EventKind.ORDER_CANCELLED: marked("Cancelled: {title}"),
    EventKind.ORDER_EXPIRED: marked("Your place was not paid in time: {title}"),
    EventKind.ORDER_WAITLISTED: marked("On the waiting list: {title}"),
    EventKind.ORDER_OFFERED: marked("A place is free for you: {title}"),
    EventKind.ORDER_OFFER_LAPSED: marked("Your offer has lapsed: {title}"),
    EventKind.ORDER_LEFT_LINE: marked("No longer on the waiting list: {title}"),
    EventKind.ORDER_PLACE_LEFT_LINE: marked("One less on the waiting list: {title}"),
    EventKind.ORDER_MONEY_RETURNED: marked("Money on its way back: {title}"),
    EventKind.ORDER_MONEY_CAME_BACK: marked("Your money came back to us: {title}"),
    EventKind.ORDER_PAYMENT_RECEIVED: marked("We received your payment: {title}"),
    EventKind.ORDER_PAYMENT_DUE: marked("To be paid: {title}"),
    EventKind.ORDER_OWED_CHANGED: marked("What you owe has changed: {title}"),
    EventKind.ORDER_ANSWERS_ASKED: marked("Please answer: {title}"),
    EventKind.ORDER_ANSWERS_CHANGED: marked("Your answers were changed: {title}"),
    EventKind.ORDER_ADDRESS_CHANGED: marked("We write to you here from now on: {title}"),
    EventKind.ORDER_VOUCHER_GIVEN: marked("Your voucher: {title}"),
    EventKind.ORDER_CODE_ASKED: marked("Your code: {title}"),
    EventKind.ORDER_PLACE_CANCELLED: marked("A place was cancelled: {title}"),
    EventKind.ORDER_CLASS_CHANGED: marked("Changed: {title}"),
    EventKind.ORDER_CLASS_NEAR: marked("It begins soon: {title}"),
    EventKind.PARTICIPANT_ADDRESS_CHANGED: marked("We write to you here from now on: {title}"),
    EventKind.PARTICIPANT_CLASS_CHANGED: marked("Changed: {title}"),
    EventKind.PARTICIPANT_CLASS_NEAR: marked("It begins soon: {title}"),
    EventKind.PARTICIPANT_CLASS_CANCELLED: marked("Cancelled: {title}"),
    EventKind.PARTICIPANT_PLACE_CANCELLED: marked("Your place was cancelled: {title}"),
    EventKind.REGISTRATION_COMPLETED: marked("Your certificate: {title}"),
}
# Of a place that ended here and goes on in another class.
_MOVED = marked("Moved: {title}")
_HANDED_OVER = marked("Handed over: {title}")
_OFFERED_TO_SEVERAL = marked("There are places for all of you: {title}")
_DECLINED = marked("You declined the offer: {title}")
_SEVERAL_HELD = marked("Your places are held: {title}")
# Of what is held and paid by an invoice, which is with the letter.
_BY_INVOICE = marked("Your place is held, to be paid by invoice: {title}")
_SEVERAL_BY_INVOICE = marked("Your places are held, to be paid by invoice: {title}")


def subject_of(event: Event) -> str:
    """Return the subject of an event's letter; ``{title}`` stands for the class's."""
    if event.facts.get("moved_to"):
        return _MOVED
    if event.facts.get(HANDED_OVER):
        return _HANDED_OVER
    if event.kind is EventKind.ORDER_OFFERED and _is_for_several(event):
        return _OFFERED_TO_SEVERAL
    if event.kind is EventKind.ORDER_HELD:
        return _held(event)
    return _DECLINED if is_declined(event) else SUBJECTS[event.kind]


def _held(event: Event) -> str:
    several = _is_for_several(event)
    if event.order is not None and event.order.plan is Plan.INVOICE:
        return _SEVERAL_BY_INVOICE if several else _BY_INVOICE
    return _SEVERAL_HELD if several else SUBJECTS[event.kind]


def _is_for_several(event: Event) -> bool:
    return event.order is not None and len(event.order.registrations) > 1


def is_declined(event: Event) -> bool:
    """Say whether it is the news that its buyer declined an offer."""
    return event.facts.get("reason") == DECLINED
