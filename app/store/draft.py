"""Drafts: what somebody filled in, until they send it. The token is also the key of "only once"."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, String, delete, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.database import Base, Json, UtcDateTime, rows_changed, table_of


class Draft(Base):
    """One filled-in form, read and checked, under an unguessable token."""

    __tablename__ = "draft"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form.id"))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


_KEEP = insert(table_of(Draft)).inline()


def keep(connection: Connection, **columns: object) -> None:
    """Put a draft aside; ``columns`` are all of its columns."""
    connection.execute(_KEEP, columns)


def forget_drafts(session: Session, *, before: datetime) -> int:
    """Delete drafts made before then; return how many."""
    return rows_changed(session.execute(delete(Draft).where(Draft.created_at < before)))
