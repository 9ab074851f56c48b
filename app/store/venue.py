"""Venues: where classes are held."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.event import VenueFacts
from app.store.database import Base
from app.store.last_write import last_write


class Venue(Base):
    """A place; ``country`` is two letters (ISO 3166)."""

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    line1: Mapped[str] = mapped_column(String(200), default="")
    line2: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(200), default="", index=True)
    postal_code: Mapped[str] = mapped_column(String(32), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    last_write: Mapped[int] = last_write("venue")

    def facts(self) -> VenueFacts:
        """Return the venue as partners are told it."""
        return VenueFacts(
            code=self.code,
            name=self.name,
            line1=self.line1,
            line2=self.line2,
            city=self.city,
            postal_code=self.postal_code,
            country=self.country,
        )


def find_venue(session: Session, code: str) -> Venue | None:
    """Return the venue by its code."""
    return session.scalar(select(Venue).where(Venue.code == code))
