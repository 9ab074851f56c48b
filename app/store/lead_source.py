"""Where registrations come from: our lead sources, as the Connector is told them (C7, C9)."""

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.event import LeadSourceFacts
from app.store.database import Base, Executor, table_of


class LeadSource(Base):
    """A referral channel; ``match_name`` keeps names apart without regard to case (C9)."""

    __tablename__ = "lead_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    match_name: Mapped[str] = mapped_column(String(120), unique=True)
    active: Mapped[bool] = mapped_column(default=True)

    def facts(self) -> LeadSourceFacts:
        """Return the lead source as partners are told it."""
        return LeadSourceFacts(code=self.code, name=self.name, active=self.active)


_BY_CODE = select(table_of(LeadSource).c.id).where(table_of(LeadSource).c.code == bindparam("code"))


def find_lead_source(executor: Executor, code: str) -> int | None:
    """Return the number of a lead source; one that is not ours, or "", is None, not an error."""
    return executor.execute(_BY_CODE, {"code": code}).scalar_one_or_none() if code else None
