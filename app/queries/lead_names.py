"""What a lead may name: lead sources and staff, as a partner lists them."""

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.event import LeadSourceFacts, StaffFacts
from app.store.database import reading
from app.store.lead_source import LeadSource
from app.store.staff import Staff


def list_sources(sessions: Sessions) -> tuple[LeadSourceFacts, ...]:
    """Return every lead source, by name."""
    with reading(sessions) as session:
        rows = session.scalars(select(LeadSource).order_by(LeadSource.match_name))
        return tuple(each.facts() for each in rows)


def list_staff(sessions: Sessions) -> tuple[StaffFacts, ...]:
    """Return who is on the staff now, by e-mail address."""
    with reading(sessions) as session:
        rows = session.scalars(select(Staff).where(Staff.active).order_by(Staff.email))
        return tuple(each.facts() for each in rows)
