"""Drafts: what somebody filled in, until they send it. The token is also the key of "only once"."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.store.course_class import CourseClass
from app.store.database import Base, Json, UtcDateTime, rows_changed
from app.store.order import Order
from app.store.program import Program


class Draft(Base):
    """One filled-in form, read and checked, under an unguessable token."""

    __tablename__ = "draft"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form.id"))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    course_class: Mapped[CourseClass] = relationship(lazy="raise")


def find_draft(session: Session, token: str) -> tuple[Draft, Order | None] | None:
    """Return a draft with its class, program, venue, form and prices, and the order made of it.

    One statement; the order is None while there is none.
    """
    found = (
        session.execute(
            select(Draft, Order)
            .outerjoin(Order, Order.draft_token == Draft.token)
            .where(Draft.token == token)
            .options(
                joinedload(Draft.course_class).options(
                    joinedload(CourseClass.program).joinedload(Program.form),
                    joinedload(CourseClass.venue),
                    joinedload(CourseClass.price_options),
                )
            )
        )
        .unique()
        .one_or_none()
    )
    return None if found is None else (found[0], found[1])


def find_order_of_draft(session: Session, token: str) -> Order | None:
    """Return the order made of a draft, if there is one by now."""
    return session.scalar(select(Order).where(Order.draft_token == token))


def forget_drafts(session: Session, *, before: datetime) -> int:
    """Delete drafts made before then; return how many."""
    return rows_changed(session.execute(delete(Draft).where(Draft.created_at < before)))
