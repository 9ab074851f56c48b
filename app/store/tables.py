"""Every table, gathered for the migrations and for SQLAlchemy's names."""

from sqlalchemy.orm import configure_mappers

from app.store import (
    account,
    breaker,
    certificate,
    client,
    course_class,
    delivery,
    dispute,
    draft,
    event,
    exchange,
    extra,
    inbound,
    lead_source,
    legal_entity,
    listing_read,
    night,
    order,
    order_line,
    paper,
    payment,
    payment_terms,
    payout,
    person,
    program,
    proof,
    reconciliation,
    registration,
    seat,
    sign_in,
    staff,
    venue,
    voucher,
    voucher_count,
    waiting,
)
from app.store.database import Base

METADATA = Base.metadata
MODULES = (
    client,
    venue,
    staff,
    legal_entity,
    program,
    course_class,
    person,
    lead_source,
    listing_read,
    order,
    order_line,
    registration,
    waiting,
    certificate,
    seat,
    draft,
    event,
    delivery,
    payment,
    paper,
    payment_terms,
    inbound,
    sign_in,
    breaker,
    exchange,
    reconciliation,
    night,
    account,
    payout,
    dispute,
    proof,
    voucher,
    voucher_count,
    extra,
)


def configure() -> None:
    """Work out how the mapped classes belong together: else the first who wants one waits."""
    configure_mappers()
