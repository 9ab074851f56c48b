"""When a partner's list of classes was last read and kept here. Not here: the classes."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.database import Base, UtcDateTime, dialect_of, insert_into


class ListingRead(Base):
    """One partner's list; ``read_at`` (UTC) is when the newest that was kept began to be read."""

    __tablename__ = "listing_read"

    partner: Mapped[str] = mapped_column(String(32), primary_key=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def lock_listing(session: Session, partner: str) -> ListingRead:
    """Return the partner's row, locked: whoever keeps a list keeps it alone."""
    session.execute(
        insert_into(dialect_of(session), ListingRead)
        .values(partner=partner)
        .on_conflict_do_nothing(index_elements=["partner"])
    )
    return session.scalars(
        select(ListingRead)
        .where(ListingRead.partner == partner)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
