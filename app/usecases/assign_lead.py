"""Assign lead: staff say where a registration came from and who is in charge of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.lead_source import find_lead_source
from app.store.registration import WITH_FACTS, Registration
from app.store.staff import find_staff


class LeadUnknown(LookupError):
    """A source or a member of staff that is not (or no longer) there was chosen."""

    def __str__(self) -> str:
        return "that source, or that member of staff, is no longer there"


def assign_lead(
    sessions: Sessions,
    *,
    reference: str,
    source: str,
    owner: str,
    partners: Mapping[str, Partner],
    now: datetime,
    request_id: str = "",
) -> frozenset[str] | None:
    """Set source and owner of a place and return who has news; None where there is no such place.

    ``source`` is a lead source's code, ``owner`` our record id of a member of staff; empty leaves
    the place without a source, and the owner to the program's coordinator. Where nothing changes
    nobody is told anything.

    Raises:
        LeadUnknown: there is no such source, or nobody like that on the staff.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        place = session.scalar(
            select(Registration)
            .where(Registration.reference == reference)
            .options(*WITH_FACTS)
            .with_for_update(of=Registration)
        )
        if place is None:
            return None
        source_id = find_lead_source(session, source)
        member = find_staff(session, owner) if owner else None
        if (source and source_id is None) or (owner and member is None):
            raise LeadUnknown
        owner_id = member.id if member else None
        if (place.lead_source_id, place.owner_id) != (source_id, owner_id):
            place.lead_source_id, place.owner_id = source_id, owner_id
            if place.person is not None:
                announcer.announce(
                    EventKind.REGISTRATION_LEAD_CHANGED, place.course_class, registration=place
                )
    return frozenset(announcer.destinations)
