"""An order that there never was, for trying a letter: everything in it is made up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.event import (
    ClassFacts,
    CostFacts,
    Event,
    EventKind,
    Fact,
    MeetingFacts,
    OrderFacts,
    RegistrationFacts,
    VenueFacts,
)
from app.domain.line_kind import LineKind
from app.domain.mail_text import TO_PARTICIPANTS, About
from app.domain.mailed_code import ASKING
from app.domain.money import Money
from app.domain.money_of_end import ComesBack, MoneyOfEnd, Way
from app.domain.registration import RegistrationState
from app.domain.tax import UNTAXED

CODE = "123456"
_K, _R = EventKind, RegistrationState
_PRICE, _PART, _NOTHING = Money(400_00, "EUR"), Money(150_00, "EUR"), Money(0, "EUR")
_REFERENCE, _PLACE = "CD-22222-22222", "R-22222-22222"
_IN, _LASTS, _PAYABLE = timedelta(days=30), timedelta(hours=7), timedelta(days=2)
_STATES: Mapping[EventKind, RegistrationState] = {
    _K.ORDER_HELD: _R.HELD,
    _K.ORDER_OFFERED: _R.HELD,
    _K.ORDER_WAITLISTED: _R.WAITLISTED,
    _K.ORDER_EXPIRED: _R.EXPIRED,
    _K.ORDER_OFFER_LAPSED: _R.EXPIRED,
    _K.ORDER_CANCELLED: _R.CANCELLED,
    _K.ORDER_LEFT_LINE: _R.CANCELLED,
    _K.ORDER_PLACE_LEFT_LINE: _R.CANCELLED,
    _K.ORDER_PLACE_CANCELLED: _R.CANCELLED,
    _K.ORDER_MONEY_RETURNED: _R.CANCELLED,
    _K.ORDER_MONEY_CAME_BACK: _R.CANCELLED,
    _K.ORDER_VOUCHER_GIVEN: _R.CANCELLED,
    _K.PARTICIPANT_CLASS_CANCELLED: _R.CANCELLED,
    _K.PARTICIPANT_PLACE_CANCELLED: _R.CANCELLED,
    _K.REGISTRATION_COMPLETED: _R.COMPLETED,
}
# Before anything was paid, or where nothing had been.
_UNPAID = frozenset(
    {
        *(_K.ORDER_HELD, _K.ORDER_OFFERED, _K.ORDER_WAITLISTED, _K.ORDER_EXPIRED),
        *(_K.ORDER_OFFER_LAPSED, _K.ORDER_LEFT_LINE, _K.ORDER_PLACE_LEFT_LINE),
    }
)
_STILL_OWED = frozenset({_K.ORDER_PAYMENT_RECEIVED, _K.ORDER_PAYMENT_DUE, _K.ORDER_OWED_CHANGED})
_WITH_REASON: Mapping[EventKind, str] = {
    _K.ORDER_CLASS_CHANGED: "the place",
    _K.PARTICIPANT_CLASS_CHANGED: "the place",
    _K.ORDER_ANSWERS_CHANGED: "Diet",
    _K.PARTICIPANT_CLASS_CANCELLED: "The class was cancelled",
}
_OF_MOMENT = frozenset({_K.ORDER_CLASS_NEAR, _K.PARTICIPANT_CLASS_NEAR})
_OF_MONEY = frozenset(
    {
        _K.ORDER_PAYMENT_RECEIVED,
        _K.ORDER_MONEY_RETURNED,
        _K.ORDER_MONEY_CAME_BACK,
        _K.ORDER_VOUCHER_GIVEN,
    }
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an example takes place: its time zone, and the moment at which it is written."""

    zone: str
    now: datetime


def example_event(about: About, *, to: str, setting: Setting) -> Event:
    """Return an event of the kind, of one place of one order; ``to`` is who gets its letter."""
    of_participant = about.kind in TO_PARTICIPANTS
    course_class = _class(about, setting)
    # Whoever takes part gets a letter of their own where somebody else registered them.
    place = _place(about.kind, to if of_participant else "ada@example.org", now=setting.now)
    return Event(
        uid="example",
        kind=about.kind,
        at=setting.now,
        facts=_facts(about.kind, course_class, now=setting.now),
        about_class=course_class,
        registration=place,
        order=_order(about, place, "buyer@example.org" if of_participant else to, setting.now),
    )


def _facts(kind: EventKind, course_class: ClassFacts, *, now: datetime) -> Mapping[str, Fact]:
    facts: dict[str, Fact] = {}
    if kind in _OF_MOMENT:
        facts["starts_at"] = course_class.starts_at.isoformat()
    if kind in _WITH_REASON:
        facts["reason"] = _WITH_REASON[kind]
    if kind in _OF_MONEY:
        facts |= {"amount_minor": _PART.minor, "currency": _PART.currency}
    if kind is _K.ORDER_VOUCHER_GIVEN:
        facts |= {"voucher": "V-22222-22222", "until": (now + 12 * _IN).isoformat()}
    if kind is _K.ORDER_CODE_ASKED:
        facts |= {ASKING: "example", "until": (now + timedelta(minutes=15)).isoformat()}
    return facts


def _class(about: About, setting: Setting) -> ClassFacts:
    day = (setting.now + _IN).astimezone(ZoneInfo(setting.zone))
    starts = day.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)
    return ClassFacts(
        code="EX-1",
        program_code=about.program,
        title=about.title or "Example course",
        type="",
        timezone=setting.zone,
        capacity=12,
        free=3,
        starts_at=starts,
        ends_at=starts + _LASTS,
        meetings=(MeetingFacts(starts, starts + _LASTS),),
        enrollment_deadline=None,
        cancellation_deadline=None,
        venue=VenueFacts("example", "Example Hall", "Example Street 1", "", "Exampleton", "", ""),
        price=_PRICE,
        cancelled=about.kind is _K.PARTICIPANT_CLASS_CANCELLED,
    )


def _place(kind: EventKind, email: str, *, now: datetime) -> RegistrationFacts:
    completed = kind is _K.REGISTRATION_COMPLETED
    return RegistrationFacts(
        reference=_PLACE,
        state=_STATES.get(kind, _R.CONFIRMED),
        name="Ada Example",
        email=email,
        phone="",
        answers={},
        person_code="",
        member=False,
        class_code="EX-1",
        result_on=now.date() if completed else None,
        certificate="C-22222-22222" if completed else "",
    )


def _order(about: About, place: RegistrationFacts, email: str, now: datetime) -> OrderFacts:
    return OrderFacts(
        reference=_REFERENCE,
        name="Ada Example",
        email=email,
        total=_PRICE,
        hold_until=now + _PAYABLE if place.state is _R.HELD else None,
        registrations=(place,),
        costs=(CostFacts(LineKind.PLACE, "Standard", 1, _PRICE, UNTAXED, _PRICE),),
        language=about.language,
        **_money(about.kind, now=now),
    )


def _money(kind: EventKind, *, now: datetime) -> dict[str, Any]:
    """Return what is paid and owed, and what goes back where all of it does."""
    if kind in _STILL_OWED:
        return {"paid": _PART, "owed": _PRICE - _PART, "due_at": now + _PAYABLE}
    if kind in _UNPAID:
        return {"paid": _NOTHING, "owed": _NOTHING}
    if kind in (_K.ORDER_CANCELLED, _K.ORDER_PLACE_CANCELLED):
        back = MoneyOfEnd(_PRICE, _NOTHING, (ComesBack(_PRICE, Way.SENT),))
        return {"paid": _PRICE, "owed": _NOTHING, "money": back}
    return {"paid": _PRICE, "owed": _NOTHING}
