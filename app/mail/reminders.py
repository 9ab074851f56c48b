"""When a reminder of a class is of no use any more. Not here: what it says (messages.py)."""

from datetime import datetime

from app.domain.event import Event, EventKind
from app.domain.registration import RegistrationState

_OF_ORDER, _OF_PLACE = EventKind.ORDER_CLASS_NEAR, EventKind.PARTICIPANT_CLASS_NEAR


def needless_reminder(event: Event, *, now: datetime) -> str:
    """Return why nobody needs the reminder that an event is, or nothing; times are UTC."""
    if event.kind not in (_OF_ORDER, _OF_PLACE):
        return ""
    course_class = event.course_class
    if course_class.cancelled:
        return "the class was cancelled meanwhile"
    if course_class.starts_at.isoformat() != event.facts.get("starts_at"):
        return "the class was moved meanwhile: another mail says when it is"
    if now >= course_class.starts_at:
        return "the class has begun meanwhile"
    return "" if _is_expected(event) else "the place was given back meanwhile"


def _is_expected(event: Event) -> bool:
    """Say whether somebody who is written to has a place in the class still."""
    own = [event.registration] if event.kind is _OF_PLACE else []
    if event.order is not None and event.kind is _OF_ORDER:
        own = list(event.order.registrations)
    code = event.course_class.code
    return any(
        place is not None
        and place.class_code == code
        and place.state is RegistrationState.CONFIRMED
        for place in own
    )
