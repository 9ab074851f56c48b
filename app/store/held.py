"""What we hold of the things that a partner was told, or told us, for comparing.

Here: people, staff, lead sources and bookings. Not here: classes (held_classes.py).
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.delivery import DeliveryState
from app.domain.reconcile import Ours, Thing
from app.domain.registration import Channel, RegistrationState
from app.domain.stream import lead_source_stream, staff_stream
from app.store.course_class import CourseClass
from app.store.delivery import Delivery, Knowledge
from app.store.held_classes import classes_at, programs_at
from app.store.lead_source import LeadSource
from app.store.person import Person
from app.store.registration import Registration
from app.store.staff import Staff

_PERSON, _BOOKING, _SOURCE, _STAFF = "person:", "booking:", "lead_source:", "staff:"


def ours_at(
    session: Session, destination: str, things: Collection[Thing], *, now: datetime
) -> Sequence[Ours]:
    """Return what the destination should hold of these things, by what it took."""
    found: list[Ours] = []
    if Thing.LEAD_SOURCE in things:
        found += _sources(session, destination)
    if Thing.STAFF in things:
        found += _staff(session, destination)
    if Thing.PERSON in things:
        found += _people(session, destination)
    if Thing.BOOKING in things:
        found += _bookings(session, destination)
    if Thing.CLASS in things:
        found += classes_at(session, destination, now=now)
    if Thing.PROGRAM in things:
        found += programs_at(session, destination, now=now)
    return found


def _people(session: Session, destination: str) -> list[Ours]:
    took = select(Delivery.stream).where(
        Delivery.destination == destination, Delivery.state == DeliveryState.DELIVERED
    )
    people = session.scalars(
        select(Person).where((_PERSON + Person.code).in_(took)).order_by(Person.id)
    )
    return [
        Ours(
            thing=Thing.PERSON,
            code=person.code,
            fields={
                "name": person.name,
                "email": person.email,
                "phone": person.phone,
                "type": "member" if person.member_since else "prospect",
            },
            stream=f"{_PERSON}{person.code}",
        )
        for person in people
    ]


def _sources(session: Session, destination: str) -> list[Ours]:
    told = select(Knowledge.name).where(
        Knowledge.destination == destination, Knowledge.name.startswith(_SOURCE)
    )
    sources = session.scalars(
        select(LeadSource).where((_SOURCE + LeadSource.code).in_(told)).order_by(LeadSource.id)
    )
    return [
        Ours(
            thing=Thing.LEAD_SOURCE,
            code=source.code,
            fields={"name": source.name, "active": str(source.active).lower()},
            stream=lead_source_stream(source.code),
        )
        for source in sources
    ]


def _staff(session: Session, destination: str) -> list[Ours]:
    """Return the members of staff that were told, with a lead or by themselves."""
    told = {
        code.removeprefix(_STAFF)
        for code in session.scalars(
            select(Knowledge.name).where(
                Knowledge.destination == destination, Knowledge.name.startswith(_STAFF)
            )
        )
    }
    members = session.scalars(select(Staff).order_by(Staff.id))
    return [
        Ours(
            thing=Thing.STAFF,
            code=member.code,
            fields={
                "name": member.shown_name,
                "email": member.email,
                "active": str(member.active).lower(),
            },
            stream=staff_stream(member.code),
        )
        for member in members
        if member.code in told
    ]


def _bookings(session: Session, destination: str) -> list[Ours]:
    known = {
        row.stream: row.value
        for row in session.execute(
            select(Knowledge.stream, Knowledge.value).where(
                Knowledge.destination == destination, Knowledge.stream.startswith(_BOOKING)
            )
        )
    }
    rows = session.execute(
        select(Registration, CourseClass.code)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .where(
            Registration.channel == Channel.TRAININGPORTAL,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Registration.id)
    )
    return [
        Ours(
            thing=Thing.BOOKING,
            code=place.reference,
            fields={
                "class": code,
                "name": place.name,
                "email": place.email,
                "phone": place.phone,
            },
            known={"reference": known.get(f"{_BOOKING}{place.reference}", place.reference)},
        )
        for place, code in rows
    ]
