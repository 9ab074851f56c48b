"""Events: what happened, written in the transaction in which it happened. Not here: who hears."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.event import EventKind
from app.store.course_class import CourseClass
from app.store.database import Base, Json, UtcDateTime, word
from app.store.lead_source import LeadSource
from app.store.order import Order
from app.store.registration import Registration
from app.store.staff import Staff


class EventRow(Base):
    """One thing that happened; ``facts`` are frozen and hold no personal data.

    It is about a class, or about a lead source or a member of staff.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index(
            "ix_event_class_at",
            *("class_id", "at"),
            sqlite_where=text("registration_id IS NULL"),
            postgresql_where=text("registration_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(
        String(36), unique=True, insert_sentinel=True, default=lambda: str(uuid4())
    )
    kind: Mapped[EventKind] = mapped_column(word(EventKind))
    class_id: Mapped[int | None] = mapped_column(ForeignKey("course_class.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    lead_source_id: Mapped[int | None] = mapped_column(ForeignKey("lead_source.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    request_id: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    course_class: Mapped[CourseClass | None] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
    registration: Mapped[Registration | None] = relationship(lazy="raise")
    lead_source: Mapped[LeadSource | None] = relationship(lazy="raise")
    staff: Mapped[Staff | None] = relationship(lazy="raise")
