"""Half-filled forms: what somebody wrote, right or wrong, until they come back within a day.

Not here: forms that were read and found right (draft.py).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.course_class import CourseClass
from app.store.database import (
    Base,
    Json,
    UtcDateTime,
    dialect_of,
    insert_into,
    rows_changed,
    table_of,
)


class HalfForm(Base):
    """What was written into a class's form, by field, under an unguessable token."""

    __tablename__ = "half_form"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    texts: Mapped[dict[str, list[str]]] = mapped_column(Json)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def keep_half_form(connection: Connection, **columns: object) -> None:
    """Keep what was written, in the place of what is kept there for that very class."""
    row = insert_into(dialect_of(connection), HalfForm).values(columns)
    anew = {name: row.excluded[name] for name in ("texts", "kept_at")}
    same = table_of(HalfForm).c.class_id == row.excluded.class_id
    connection.execute(row.on_conflict_do_update(index_elements=["token"], set_=anew, where=same))


def find_half_form(
    connection: Connection, token: str, *, code: str, since: datetime
) -> Mapping[str, Sequence[str]] | None:
    """Return what was written for the class of that code, or None: never, or before ``since``."""
    half, course_class = table_of(HalfForm), table_of(CourseClass)
    found: Mapping[str, Sequence[str]] | None = connection.scalar(
        select(half.c.texts)
        .join(course_class, course_class.c.id == half.c.class_id)
        .where(half.c.token == token, course_class.c.code == code, half.c.kept_at >= since)
    )
    return found


def forget_half_forms(session: Session, *, before: datetime) -> int:
    """Delete those kept before then; return how many."""
    return rows_changed(session.execute(delete(HalfForm).where(HalfForm.kept_at < before)))
