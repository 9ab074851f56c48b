"""Every table, gathered for the migrations and for SQLAlchemy's names."""

from sqlalchemy.orm import configure_mappers

from app.store import (
    breaker,
    course_class,
    delivery,
    draft,
    event,
    exchange,
    inbound,
    lead_source,
    order,
    payment,
    person,
    program,
    reconciliation,
    registration,
    seat,
    sign_in,
    staff,
    venue,
)
from app.store.database import Base

METADATA = Base.metadata
MODULES = (
    venue,
    program,
    course_class,
    person,
    lead_source,
    order,
    registration,
    seat,
    draft,
    event,
    delivery,
    payment,
    inbound,
    staff,
    sign_in,
    breaker,
    exchange,
    reconciliation,
)


def configure() -> None:
    """Work out how the mapped classes belong together: else the first who wants one waits."""
    configure_mappers()
