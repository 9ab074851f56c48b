"""Telling the mail of an order, and reading the letter that came of it."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from app.domain.contract import Outcome, Told
from app.domain.event import EventKind
from app.domain.mail_text import OURS
from app.domain.money import Money
from app.domain.registration import RegistrationState
from app.mail.partner import Mail
from app.sandbox.server import Sandbox
from tests.fakes.events import STARTS, event
from tests.mail.letters import Came, inbox, mail_to

HELD = EventKind.ORDER_HELD
CONFIRMED = EventKind.ORDER_CONFIRMED
CANCELLED = EventKind.ORDER_CANCELLED
EXPIRED = EventKind.ORDER_EXPIRED
WAITLISTED = EventKind.ORDER_WAITLISTED
OFFERED = EventKind.ORDER_OFFERED
LAPSED = EventKind.ORDER_OFFER_LAPSED
LEFT = EventKind.ORDER_LEFT_LINE
RECEIVED = EventKind.ORDER_PAYMENT_RECEIVED
DUE = EventKind.ORDER_PAYMENT_DUE
OWED_CHANGED = EventKind.ORDER_OWED_CHANGED
ANSWERS_ASKED = EventKind.ORDER_ANSWERS_ASKED
ANSWERS_CHANGED = EventKind.ORDER_ANSWERS_CHANGED
RETURNED = EventKind.ORDER_MONEY_RETURNED
CAME_BACK = EventKind.ORDER_MONEY_CAME_BACK
VOUCHER = EventKind.ORDER_VOUCHER_GIVEN
CODE = EventKind.ORDER_CODE_ASKED
PARTICIPANT = EventKind.REGISTRATION_CONFIRMED
CLASS_CHANGED = EventKind.ORDER_CLASS_CHANGED
MOVED = EventKind.PARTICIPANT_CLASS_CHANGED
CALLED_OFF = EventKind.PARTICIPANT_CLASS_CANCELLED
PLACE_GONE = EventKind.ORDER_PLACE_CANCELLED
WAITS_NO_MORE = EventKind.ORDER_PLACE_LEFT_LINE
PLACE_LOST = EventKind.PARTICIPANT_PLACE_CANCELLED
COMPLETED = EventKind.REGISTRATION_COMPLETED
NEAR = EventKind.ORDER_CLASS_NEAR
YOURS_IS_NEAR = EventKind.PARTICIPANT_CLASS_NEAR
ADDRESS = EventKind.ORDER_ADDRESS_CHANGED
YOUR_ADDRESS = EventKind.PARTICIPANT_ADDRESS_CHANGED
MONEY_BACK = {"amount_minor": 420_000, "currency": "NOK", "reason": "paid twice"}
IN_STEAD = {**MONEY_BACK, "voucher": "V-23456-789AB", "until": "2034-01-09T12:00:00+00:00"}
ASKED = {"asking": "asking-1", "until": "2031-02-01T12:15:00+00:00"}
STATES = {
    HELD: RegistrationState.HELD,
    CONFIRMED: RegistrationState.CONFIRMED,
    CANCELLED: RegistrationState.CANCELLED,
    EXPIRED: RegistrationState.EXPIRED,
    WAITLISTED: RegistrationState.WAITLISTED,
    OFFERED: RegistrationState.HELD,
    LAPSED: RegistrationState.EXPIRED,
    LEFT: RegistrationState.CANCELLED,
    RETURNED: RegistrationState.EXPIRED,
    CAME_BACK: RegistrationState.CANCELLED,
    RECEIVED: RegistrationState.CONFIRMED,
    DUE: RegistrationState.CONFIRMED,
    OWED_CHANGED: RegistrationState.CONFIRMED,
    ANSWERS_ASKED: RegistrationState.CONFIRMED,
    ANSWERS_CHANGED: RegistrationState.CONFIRMED,
    VOUCHER: RegistrationState.CANCELLED,
    CODE: RegistrationState.CONFIRMED,
    PARTICIPANT: RegistrationState.CONFIRMED,
    CLASS_CHANGED: RegistrationState.CONFIRMED,
    MOVED: RegistrationState.CONFIRMED,
    CALLED_OFF: RegistrationState.CANCELLED,
    PLACE_GONE: RegistrationState.CANCELLED,
    WAITS_NO_MORE: RegistrationState.CANCELLED,
    PLACE_LOST: RegistrationState.CANCELLED,
    COMPLETED: RegistrationState.COMPLETED,
    NEAR: RegistrationState.CONFIRMED,
    YOURS_IS_NEAR: RegistrationState.CONFIRMED,
    ADDRESS: RegistrationState.CONFIRMED,
    YOUR_ADDRESS: RegistrationState.CONFIRMED,
}


def tell(sandbox: Sandbox, kind: EventKind, *, key: str = "key-1", **changed: Any) -> Outcome:
    """Tell the mail of an order with one participant, as it stands after such an event."""
    texts = changed.pop("texts", lambda about: OURS)
    return told_with(mail_to(sandbox.mail_port, texts=texts), kind, key=key, **changed)


def told_with(mail: Mail, kind: EventKind, *, key: str = "key-1", **changed: Any) -> Outcome:
    """Tell one mail or another of such an event."""
    place = {"state": STATES[kind], **changed.pop("registration", {})}
    if kind is COMPLETED:
        place = {"result_on": date(2031, 3, 11), "certificate": "C-22222-33333", **place}
    order = {"registrations": (_place(**place),), **changed.pop("order", {})}
    if kind in (RETURNED, CAME_BACK, RECEIVED):
        changed = {"facts": MONEY_BACK, **changed}
    if kind is DUE:
        order = {
            "owed": Money(120_000, "NOK"),
            "due_at": datetime(2031, 2, 1, 23, tzinfo=UTC),
            **order,
        }
    if kind is CODE:
        changed = {"facts": ASKED, **changed}
    if kind in (NEAR, YOURS_IS_NEAR):
        changed = {"facts": {"starts_at": STARTS.isoformat()}, **changed}
    if kind is VOUCHER:
        changed = {"facts": IN_STEAD, **changed}
    what = event(kind, registration=place, order=order, **changed)
    return mail.tell(what, key=key)


def _place(**changed: Any) -> Any:
    return event(HELD, registration=changed).registration


def letter(sandbox: Sandbox, kind: EventKind, **changed: Any) -> Came:
    """Tell the mail, and return the one letter that came of it."""
    outcome = tell(sandbox, kind, **changed)
    assert isinstance(outcome, Told), outcome
    (came,) = inbox(sandbox)
    return came


def entries(came: Came) -> Sequence[Any]:
    """Return the entries of the calendar file."""
    assert came.calendar is not None
    return Calendar.from_ical(came.calendar.get_content()).walk("VEVENT")


def flat(text: str) -> str:
    """Return the words of a letter with single spaces."""
    return " ".join(re.sub(r"<style>.*</style>|<[^>]+>", " ", text, flags=re.DOTALL).split())


def says(came: Came, *words: str) -> None:
    """Assert that both parts of a letter say it."""
    for said in (flat(came.part("plain")), flat(came.part("html"))):
        assert not [each for each in words if each not in said], said


def says_not(came: Came, *words: str) -> None:
    """Assert that neither part of a letter says it."""
    for said in (flat(came.part("plain")), flat(came.part("html"))):
        assert not [each for each in words if each in said], said
