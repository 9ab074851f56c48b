"""Events as destinations are told them, with one thing changed. Not here: rows they come from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.event import (
    ClassFacts,
    Event,
    EventKind,
    Fact,
    LeadSourceFacts,
    MeetingFacts,
    OrderFacts,
    RegistrationFacts,
    VenueFacts,
)
from app.domain.money import Money
from app.domain.registration import RegistrationState

# Nothing of this may come up in a log.
PRIVATE = (
    "Ingrid", "Solheim", "ingrid@example.org", "4790000001", "vegetarian", "Per Vik",
    "per@example.org",
)  # fmt: skip
STARTS = datetime(2031, 3, 10, 8, tzinfo=UTC)
QUAY = VenueFacts(
    code="quay",
    name="Quay Hall",
    line1="Quay 4",
    line2="",
    city="Bergen",
    postal_code="5003",
    country="NO",
)
CLASS = ClassFacts(
    code="FA-2031-07",
    program_code="FIRST-AID",
    title="First aid",
    type="safety",
    timezone="Europe/Oslo",
    capacity=12,
    free=11,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(days=1, hours=7),
    meetings=(
        MeetingFacts(STARTS, STARTS + timedelta(hours=7)),
        MeetingFacts(STARTS + timedelta(days=1), STARTS + timedelta(days=1, hours=7)),
    ),
    enrollment_deadline=date(2031, 3, 1),
    cancellation_deadline=date(2031, 2, 20),
    venue=QUAY,
    price=Money(420_000, "NOK"),
    cancelled=False,
)
OPEN_DAY = LeadSourceFacts(code="open-day", name="Open Day", active=True)
REGISTRATION = RegistrationFacts(
    reference="R-23456-789AB",
    state=RegistrationState.HELD,
    name="Ingrid Solheim",
    email="ingrid@example.org",
    phone="+4790000001",
    answers={"diet": "vegetarian", "days": ["mon", "tue"], "first": True, "years": 3},
    person_code="person-90412",
    member=False,
    class_code="FA-2031-07",
)
ORDER = OrderFacts(
    reference="CD-23456-789AB",
    name="Per Vik",
    email="per@example.org",
    total=Money(420_000, "NOK"),
    paid=Money(0, "NOK"),
    hold_until=STARTS - timedelta(days=30),
    registrations=(REGISTRATION,),
)


def event(
    kind: EventKind,
    *,
    known: Mapping[str, str] | None = None,
    facts: Mapping[str, Fact] | None = None,
    course_class: Mapping[str, Any] | None = None,
    registration: Mapping[str, Any] | None = None,
    order: Mapping[str, Any] | None = None,
) -> Event:
    """Return an event of the kind; the mappings change fields of what it is about."""
    return Event(
        uid="0d3c9f52-5d1f-4a41-a1c1-0d2b7c1e9a10",
        kind=kind,
        at=datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC),
        facts=facts or {},
        about_class=replace(CLASS, **(course_class or {})),
        registration=replace(REGISTRATION, **(registration or {})),
        order=replace(ORDER, **(order or {})),
        known=known or {},
    )
