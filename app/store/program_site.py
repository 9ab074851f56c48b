"""Sites that may show a program's forms and lists in a frame: its allow-list."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.database import Base, UtcDateTime, dialect_of, insert_into, rows_changed, table_of
from app.store.program import Program


class ProgramSite(Base):
    """One site, by its origin (``https://www.example.org``), and who let it in."""

    __tablename__ = "program_site"
    __table_args__ = (UniqueConstraint("program_id", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    origin: Mapped[str] = mapped_column(String(255), index=True)
    added_by: Mapped[str] = mapped_column(String(320))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


def program_id_of(session: Session, code: str) -> int | None:
    """Return the number of the program of that code."""
    return session.scalar(select(Program.id).where(Program.code == code))


def sites_of(session: Session, program_id: int) -> Sequence[ProgramSite]:
    """Return the program's sites, by name."""
    own = ProgramSite.program_id == program_id
    return session.scalars(select(ProgramSite).where(own).order_by(ProgramSite.origin)).all()


def add_site(session: Session, program_id: int, origin: str, *, by: str, now: datetime) -> None:
    """Let a site in; one that is in already stays so, as who added it does."""
    row = insert_into(dialect_of(session), ProgramSite).values(
        program_id=program_id, origin=origin, added_by=by, added_at=now
    )
    session.execute(row.on_conflict_do_nothing())


def remove_site(session: Session, program_id: int, origin: str) -> bool:
    """Let a site in no more; False where it was not in."""
    sites = table_of(ProgramSite)
    own = (sites.c.program_id == program_id, sites.c.origin == origin)
    return rows_changed(session.execute(delete(sites).where(*own))) > 0
