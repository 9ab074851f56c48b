"""Telling a partner once more how something is: a further delivery in the thing's own stream."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Partner
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.domain.reconcile import Ours, Thing
from app.domain.staff import number_of_staff
from app.store.announcer import announcing
from app.store.course_class import CourseClass
from app.store.delivery import Delivery
from app.store.lead_source import LeadSource
from app.store.staff import Staff
from app.usecases.repair_difference.refusal import NotRepaired


def tell_again(
    session: Session,
    destination: str,
    partners: Mapping[str, Partner],
    mine: Ours,
    *,
    now: datetime,
) -> None:
    """Queue the newest event of its stream once more; where it has none, one that it changed.

    Raises:
        NotRepaired: the partner is off.
    """
    partner = partners.get(destination)
    if partner is None:
        raise NotRepaired("The partner is off")
    newest = session.scalars(
        select(Delivery)
        .where(Delivery.destination == destination, Delivery.stream == mine.stream)
        .order_by(Delivery.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None:
        _tell(session, destination, partner, mine, now=now)
        return
    session.add(
        Delivery(
            event_id=newest.event_id,
            destination=destination,
            stream=newest.stream,
            state=DeliveryState.DUE,
            key=str(uuid4()),
            due_at=now,
            created_at=now,
        )
    )


def _tell(
    session: Session, destination: str, partner: Partner, mine: Ours, *, now: datetime
) -> None:
    """Announce to this partner alone that the thing changed: it was told with others, or never."""
    with announcing(session, {destination: partner}, now=now) as announcer:
        if mine.thing is Thing.LEAD_SOURCE:
            sources = select(LeadSource).where(LeadSource.code == mine.code)
            source = session.scalars(sources).one()
            announcer.announce_lead(EventKind.LEAD_SOURCE_CHANGED, lead_source=source)
        elif mine.thing is Thing.STAFF:
            member = session.get_one(Staff, number_of_staff(mine.code))
            announcer.announce_lead(EventKind.STAFF_CHANGED, staff=member)
        else:
            classes = select(CourseClass).where(CourseClass.code == mine.code)
            announcer.announce(EventKind.CLASS_CHANGED, session.scalars(classes).one())
