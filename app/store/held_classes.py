"""Classes as partners should hold them: those we tell of, and those that came from one.

Not here: people and bookings (held.py), how a partner writes any of it.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.course_class import ClassState, Closed
from app.domain.delivery import DeliveryState
from app.domain.listing import ListedClass, ListedVenue
from app.domain.reconcile import Ours, Thing
from app.domain.registration import SEATED, Channel
from app.store.course_class import CourseClass
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.registration import Registration

# Closed by its date, a class is as full there as it was when it was told last: nobody books it.
_BY_TIME = (Closed.DEADLINE, Closed.STARTED)


def classes_at(session: Session, destination: str, *, now: datetime) -> list[Ours]:
    """Return every class of ours: whatever is found there is none that we do not have.

    What it should show are those that name it and are not over; one that was cancelled is rightly
    deleted there, or shown as cancelled (trainingportal.md T11).
    """
    rows = session.scalars(
        select(CourseClass).order_by(CourseClass.id).options(joinedload(CourseClass.program))
    )
    return [_class(row, destination, now=now) for row in rows]


def _class(row: CourseClass, destination: str, *, now: datetime) -> Ours:
    told = destination in row.partners and row.ends_at > now
    cancelled = row.state is ClassState.CANCELLED
    fields: dict[str, str] = {}
    if told:
        fields = {"cancelled": "yes"} if cancelled else _fields(row, now=now)
    return Ours(
        thing=Thing.CLASS,
        code=row.code,
        fields=fields,
        stream=f"class:{row.code}",
        known={"program": row.program.code},
        expected=told and not cancelled,
    )


def _fields(row: CourseClass, *, now: datetime) -> dict[str, str]:
    zone = ZoneInfo(row.timezone)
    fields = {
        "program": row.program.code,
        "cancelled": "no",
        "first day": row.starts_at.astimezone(zone).date().isoformat(),
        "last day": row.ends_at.astimezone(zone).date().isoformat(),
    }
    if row.enrollment_deadline is not None:
        fields["deadline"] = row.enrollment_deadline.isoformat()
    closed = row.why_closed(now)
    if closed not in _BY_TIME:
        fields["free seats"] = str(0 if closed else row.seats.free(Channel.TRAININGPORTAL))
    return fields


def programs_at(session: Session, partner: str, *, now: datetime) -> list[Ours]:
    """Return the classes that came from the partner, as it should list them.

    It need not list what is over, closed here or cancelled here.
    """
    told = told_seats(session, partner)
    rows = session.scalars(
        select(CourseClass)
        .where(CourseClass.origin == partner)
        .order_by(CourseClass.id)
        .options(
            joinedload(CourseClass.program),
            joinedload(CourseClass.venue),
            selectinload(CourseClass.meetings),
            selectinload(CourseClass.price_options),
        )
    )
    return [
        Ours(
            thing=Thing.PROGRAM,
            code=row.code,
            fields=_said(row, told.get(row.id, 0)) if row.ends_at > now else {},
            known={"program": row.origin_id or ""},
            expected=row.ends_at > now and row.state is ClassState.PUBLISHED,
        )
        for row in rows
    ]


def _said(row: CourseClass, told: int) -> dict[str, str]:
    listed = ListedClass(
        partner_id=row.origin_id or "",
        code=row.code,
        title=row.program.title,
        type=row.program.type,
        description=row.program.description,
        timezone=row.timezone,
        sittings=tuple((each.starts_at, each.ends_at) for each in row.meetings),
        venue=ListedVenue(row.venue.code, row.venue.name) if row.venue else None,
        prices=row.prices(),
        # iso.md S20: what it counts free, it counts without the seats that it was told of.
        available=max(row.capacity - told, 0),
        waiting_list=row.waiting_list,
        closes_at=row.closes_at,
        ended=row.state is not ClassState.PUBLISHED,
        updated_at=row.origin_updated_at,
    )
    said = listed.said()
    return {"status": said["status"]} if row.state is ClassState.CANCELLED else said


def told_seats(session: Session, partner: str) -> dict[int, int]:
    """Return how many seats of each class the partner was told of and has counted."""
    told = (
        select(Delivery.id)
        .join(EventRow, EventRow.id == Delivery.event_id)
        .where(
            EventRow.registration_id == Registration.id,
            Delivery.destination == partner,
            Delivery.state == DeliveryState.DELIVERED,
        )
    )
    rows = session.execute(
        select(Registration.class_id, func.count())
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .where(CourseClass.origin == partner, Registration.state.in_(SEATED), told.exists())
        .group_by(Registration.class_id)
    )
    return dict(rows.all())
