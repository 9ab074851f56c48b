"""Payments that staff wrote down, as their list has them. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.money import Money
from app.domain.payment_plan import ByHand
from app.store.course_class import CourseClass
from app.store.order import Order
from app.store.payment import MISTAKEN, Payment, Refund
from app.store.registration import Registration

MOST = 100
_PLACE = aliased(Registration)
_BY_HAND = tuple(each.value for each in ByHand)


@dataclass(frozen=True, slots=True)
class CameByHand:
    """A payment that staff wrote down; so much of it by mistake, and was taken back since."""

    uid: str
    order: str
    amount: Money
    mistake: Money | None
    how: str
    at: datetime
    timezone: str
    by: str
    note: str


def came_by_hand(session: Session) -> tuple[CameByHand, ...]:
    """Return what staff wrote down, the newest first, a hundred at most; one statement."""
    mistaken = (
        select(func.sum(Refund.amount_minor))
        .where(Refund.payment_id == Payment.id, MISTAKEN)
        .scalar_subquery()
    )
    timezone = (
        select(CourseClass.timezone)
        .join(_PLACE, _PLACE.class_id == CourseClass.id)
        .where(_PLACE.order_id == Order.id)
        .order_by(_PLACE.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Payment, Order.reference, mistaken, timezone)
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.gateway.in_(_BY_HAND))
        .order_by(Payment.id.desc())
        .limit(MOST)
    )
    return tuple(
        CameByHand(
            uid=payment.uid,
            order=reference,
            amount=payment.amount,
            mistake=Money(minor, payment.currency) if minor else None,
            how=payment.gateway,
            at=payment.settled_at or payment.created_at,
            timezone=zone,
            by=payment.recorded_by,
            note=payment.note,
        )
        for payment, reference, minor, zone in rows
    )
