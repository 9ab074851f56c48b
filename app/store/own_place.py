"""One place of an order as its buyer sees it. Reads only: nothing is locked."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.store.course_class import CourseClass
from app.store.order import Order, find_order
from app.store.registration import Registration


def own_place(
    session: Session, order_reference: str, reference: str
) -> tuple[Order, Sequence[Registration], Registration] | None:
    """Return an order, all its places in order, and the one of that reference; two statements.

    Each has its class, with program and venue. None where that order has no such place.
    """
    order = find_order(session, order_reference)
    if order is None:
        return None
    places = session.scalars(
        select(Registration)
        .where(Registration.order_id == order.id)
        .order_by(Registration.position, Registration.id)
        .options(
            joinedload(Registration.course_class).options(
                joinedload(CourseClass.program), joinedload(CourseClass.venue)
            )
        )
    ).all()
    place = next((each for each in places if each.reference == reference), None)
    return None if place is None else (order, places, place)
