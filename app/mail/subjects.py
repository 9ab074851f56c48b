"""What the letters' subjects say. Not here: what is in them (messages.py)."""

from collections.abc import Mapping

from app.domain.event import HANDED_OVER, Event, EventKind
from app.domain.payment_plan import Plan
from app.domain.waiting import DECLINED

# Nothing personal: a subject is seen on locked screens and in logs of mail servers.
SUBJECTS: Mapping[EventKind, str] = {
    EventKind.ORDER_HELD: "Your place is held: {title}",
    EventKind.ORDER_CONFIRMED: "Confirmed: {title}",
    EventKind.REGISTRATION_CONFIRMED: "You have a place: {title}",
    EventKind.ORDER_CANCELLED: "Cancelled: {title}",
    EventKind.ORDER_EXPIRED: "Your place was not paid in time: {title}",
    EventKind.ORDER_WAITLISTED: "On the waiting list: {title}",
    EventKind.ORDER_OFFERED: "A place is free for you: {title}",
    EventKind.ORDER_OFFER_LAPSED: "Your offer has lapsed: {title}",
    EventKind.ORDER_LEFT_LINE: "No longer on the waiting list: {title}",
    EventKind.ORDER_PLACE_LEFT_LINE: "One less on the waiting list: {title}",
    EventKind.ORDER_MONEY_RETURNED: "Money on its way back: {title}",
    EventKind.ORDER_MONEY_CAME_BACK: "Your money came back to us: {title}",
    EventKind.ORDER_PAYMENT_RECEIVED: "We received your payment: {title}",
    EventKind.ORDER_PAYMENT_DUE: "To be paid: {title}",
    EventKind.ORDER_OWED_CHANGED: "What you owe has changed: {title}",
    EventKind.ORDER_ANSWERS_ASKED: "Please answer: {title}",
    EventKind.ORDER_ANSWERS_CHANGED: "Your answers were changed: {title}",
    EventKind.ORDER_VOUCHER_GIVEN: "Your voucher: {title}",
    EventKind.ORDER_CODE_ASKED: "Your code: {title}",
    EventKind.ORDER_PLACE_CANCELLED: "A place was cancelled: {title}",
    EventKind.ORDER_CLASS_CHANGED: "Changed: {title}",
    EventKind.ORDER_CLASS_NEAR: "It begins soon: {title}",
    EventKind.PARTICIPANT_CLASS_CHANGED: "Changed: {title}",
    EventKind.PARTICIPANT_CLASS_NEAR: "It begins soon: {title}",
    EventKind.PARTICIPANT_CLASS_CANCELLED: "Cancelled: {title}",
    EventKind.PARTICIPANT_PLACE_CANCELLED: "Your place was cancelled: {title}",
    EventKind.REGISTRATION_COMPLETED: "Your certificate: {title}",
}
# Of a place that ended here and goes on in another class.
_MOVED = "Moved: {title}"
_HANDED_OVER = "Handed over: {title}"
_OFFERED_TO_SEVERAL = "There are places for all of you: {title}"
_DECLINED = "You declined the offer: {title}"
# Of what is held and paid by an invoice, which is with the letter.
_BY_INVOICE = "{held}, to be paid by invoice: {{title}}"
_HELD, _SEVERAL_HELD = "Your place is held", "Your places are held"


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
    held = _SEVERAL_HELD if _is_for_several(event) else _HELD
    if event.order is not None and event.order.plan is Plan.INVOICE:
        return _BY_INVOICE.format(held=held)
    return f"{held}: {{title}}"


def _is_for_several(event: Event) -> bool:
    return event.order is not None and len(event.order.registrations) > 1


def is_declined(event: Event) -> bool:
    """Say whether it is the news that its buyer declined an offer."""
    return event.facts.get("reason") == DECLINED
