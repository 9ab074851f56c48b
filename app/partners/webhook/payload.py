"""Our events in ISO's words (iso.md 5.6, S3). Nothing of a person and no card data goes out (S11).

Who wants to know more asks our API with the registration's id.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.event import FURTHER, Event, EventKind, RegistrationFacts
from app.domain.money import Money
from app.domain.registration import RegistrationState

NAMES: Mapping[EventKind, str] = {
    EventKind.REGISTRATION_WAITLISTED: "registration.created",
    EventKind.REGISTRATION_HELD: "registration.created",
    EventKind.REGISTRATION_CONFIRMED: "registration.confirmed",
    EventKind.REGISTRATION_CANCELLED: "registration.cancelled",
    EventKind.REGISTRATION_EXPIRED: "registration.cancelled",
    EventKind.REGISTRATION_ERASED: "registration.erased",
    EventKind.REGISTRATION_ANSWERS_CHANGED: "registration.updated",
    EventKind.REGISTRATION_CONSENT_CHANGED: "registration.updated",
    EventKind.REGISTRATION_ADDRESS_CHANGED: "registration.updated",
    EventKind.ORDER_CONFIRMED: "payment.completed",
    EventKind.ORDER_MONEY_RETURNED: "refund.completed",
}
_OFFERED = "registration.updated"
_OF_MONEY = (EventKind.ORDER_CONFIRMED, EventKind.ORDER_MONEY_RETURNED)
_STATUS: Mapping[EventKind, str] = {
    EventKind.REGISTRATION_WAITLISTED: "waitlisted",
    EventKind.REGISTRATION_HELD: "pending",
    EventKind.REGISTRATION_CONFIRMED: "confirmed",
    EventKind.REGISTRATION_CANCELLED: "cancelled",
    EventKind.REGISTRATION_EXPIRED: "cancelled",
}
# Of those who are changed, or what they say: how they stood then, as the event says.
_STOOD: Mapping[str, str] = {
    RegistrationState.WAITLISTED: "waitlisted",
    RegistrationState.HELD: "pending",
    RegistrationState.CONFIRMED: "confirmed",
    RegistrationState.COMPLETED: "completed",
    # As our API says it.
    RegistrationState.NO_SHOW: "confirmed",
    RegistrationState.FAILED: "confirmed",
    # What was agreed to can be taken back whatever became of the place.
    RegistrationState.CANCELLED: "cancelled",
    RegistrationState.EXPIRED: "cancelled",
}


def payload_of(event: Event) -> dict[str, Any] | None:
    """Return the envelope, or None where there is nothing to say: no money moved."""
    data = _money(event) if event.kind in _OF_MONEY else _registration(event)
    if data is None:
        return None
    return {
        "id": event.uid,
        "event": _name(event),
        "occurredAt": event.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": data,
    }


def _name(event: Event) -> str:
    # Whoever waited was created then, and is offered a place now.
    return _OFFERED if event.facts.get("offered_until") else NAMES[event.kind]


def _registration(event: Event) -> dict[str, Any] | None:
    registration = event.registration
    if registration is None:
        return None
    data = {
        "registrationId": registration.reference,
        # The number under which our API serves the class.
        "programId": event.course_class.code,
    }
    if event.kind is not EventKind.REGISTRATION_ERASED:
        data["status"] = _STATUS.get(event.kind) or _STOOD[str(event.facts["state"])]
    reason = event.facts.get("reason")
    return data | {"reason": reason} if reason else data


def _money(event: Event) -> dict[str, Any] | None:
    order = event.order
    amount = _amount(event)
    if order is None or amount is None or amount.minor == 0 or event.facts.get(FURTHER):
        return None
    return {
        "orderId": order.reference,
        **_about(order.registrations),
        # I14: major units, as ISO's own events have them; as text no digit is lost.
        "amount": f"{amount.major:f}",
        "currency": amount.currency,
    }


def _amount(event: Event) -> Money | None:
    if event.kind is EventKind.ORDER_CONFIRMED:
        return event.order.paid if event.order else None
    minor, currency = event.facts.get("amount_minor"), event.facts.get("currency")
    if isinstance(minor, int) and isinstance(currency, str):
        return Money(minor, currency)
    return None


def _about(registrations: tuple[RegistrationFacts, ...]) -> dict[str, Any]:
    references = [each.reference for each in registrations]
    if len(references) == 1:
        return {"registrationId": references[0]}
    return {"registrationIds": references}
