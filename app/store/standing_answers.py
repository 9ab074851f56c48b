"""Registrations that a change of a form concerns. Not here: what changes (domain/form)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.registration import RegistrationState
from app.store.course_class import CourseClass
from app.store.order import Order
from app.store.program import Program
from app.store.registration import Registration

STANDING = (RegistrationState.HELD, RegistrationState.WAITLISTED, RegistrationState.CONFIRMED)


def standing_of(
    session: Session, program_code: str, *, now: datetime
) -> Sequence[tuple[Registration, Order]]:
    """Return the registrations still to come for a program, oldest first, each with its order.

    Those that stand, in classes that have not begun.
    """
    rows = session.execute(
        select(Registration, Order)
        .join(Order, Order.id == Registration.order_id)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .join(Program, Program.id == CourseClass.program_id)
        .where(
            Program.code == program_code,
            Registration.state.in_(STANDING),
            CourseClass.starts_at > now,
        )
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    )
    return [(registration, order) for registration, order in rows]


def lock_standing(session: Session, program_code: str, *, now: datetime) -> None:
    """Lock the orders of those registrations, as whoever changes a registration does."""
    ids = {order.id for _, order in standing_of(session, program_code, now=now)}
    session.execute(
        select(Order.id).where(Order.id.in_(ids)).order_by(Order.id).with_for_update()
    ).all()
