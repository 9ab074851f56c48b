"""Programs and courses: the catalogue's entries, and the form each one asks with."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.course_class import ProgramKind
from app.store.database import Base, Json, UtcDateTime, word
from app.store.last_write import last_write
from app.store.legal_entity import LegalEntity
from app.store.staff import Staff


class Form(Base):
    """One version of a program's questions; answers keep the version they were given under.

    ``replaced_at`` (UTC) is when another one took its place, None for what is asked now.
    ``published_by`` is empty where a catalogue file brought it, ``published_at`` None where that
    was not written down yet.
    """

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("program_code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_code: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[str] = mapped_column(String(320), default="", server_default="")


class Program(Base):
    """A catalogue entry; ``form`` is the version asked now, ``code`` its name at partners.

    ``owner`` is its coordinator: in charge of its leads unless a registration names another.
    ``entity`` sells it; None is the desk's own.
    """

    __tablename__ = "program"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[ProgramKind] = mapped_column(word(ProgramKind))
    title: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(64), index=True)
    summary: Mapped[str] = mapped_column(String(500), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    last_write: Mapped[int] = last_write("program")

    form: Mapped[Form | None] = relationship(lazy="raise")
    owner: Mapped[Staff | None] = relationship(lazy="raise")
    entity: Mapped[LegalEntity | None] = relationship(lazy="raise")

    def ask(self, form: Form | None, *, now: datetime) -> None:
        """Ask another version from now on, or nothing; what was asked until now must be loaded."""
        if self.form is not None:
            self.form.replaced_at = now
        self.form = form
