"""Where registrations come from: our lead sources, as the Connector is told them (C7, C9)."""

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.event import LeadSourceFacts
from app.domain.lead_source import (
    LeadSourceRefused,
    clean_source_name,
    code_from_name,
    folded,
)
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


def source_by_code(session: Session, code: str) -> LeadSource | None:
    """Return the lead source of that code, its row locked until the transaction ends."""
    return session.scalar(select(LeadSource).where(LeadSource.code == code).with_for_update())


def source_by_name(session: Session, name: str) -> LeadSource | None:
    """Return the lead source of that name, compared without regard to case (C9)."""
    return session.scalar(select(LeadSource).where(LeadSource.match_name == folded(name)))


def source_meant(session: Session, named: str) -> LeadSource | None:
    """Return the lead source of that code, else of that name; one that is not ours is None."""
    found = session.scalar(select(LeadSource).where(LeadSource.code == named))
    return found or source_by_name(session, named)


def add_source(session: Session, name: str) -> LeadSource:
    """Add a lead source under a code of its own.

    Raises:
        LeadSourceRefused: not a name, or another source has it but for case (C9).
    """
    name = clean_source_name(name)
    _refuse_taken(session, name, None)
    wanted = code_from_name(name)
    alike = LeadSource.code.startswith(wanted, autoescape=True)
    taken = set(session.scalars(select(LeadSource.code).where(alike)))
    codes = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    code = next(each for each in codes if each not in taken)
    source = LeadSource(code=code, name=name, match_name=folded(name), active=True)
    session.add(source)
    session.flush()
    return source


def rename_source(session: Session, source: LeadSource, name: str) -> None:
    """Give a lead source another name; its code, which links carry, stays.

    Raises:
        LeadSourceRefused: not a name, or another source has it but for case (C9).
    """
    name = clean_source_name(name)
    _refuse_taken(session, name, source.id)
    source.name, source.match_name = name, folded(name)


def _refuse_taken(session: Session, name: str, own: int | None) -> None:
    other = source_by_name(session, name)
    if other is not None and other.id != own:
        raise LeadSourceRefused(f"There is a lead source called {other.name} already", taken=True)
