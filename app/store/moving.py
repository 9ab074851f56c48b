"""Moving what a place takes of one class to another: its seat, and how its price is counted.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first. Not
here: money, the place that goes on (renewing.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.bill import Line
from app.domain.course_class import ClassFull
from app.domain.price import OptionFull
from app.domain.registration import Channel
from app.domain.replacing import PlaceStays, Unchangeable
from app.domain.seat import Taker
from app.store.course_class import CourseClass
from app.store.extra import give_extras_back
from app.store.order import Order
from app.store.price_option import release_options, take_options
from app.store.registration import Registration
from app.store.seat import release_seats, take_seats


@dataclass(frozen=True, slots=True)
class Mover:
    """Who has a place moved, past who waits or not; ``asked_by`` is who of staff, else empty."""

    by: Channel
    taker: Taker
    asked_by: str = ""


BUYER = Mover(Channel.WEB, Taker.NEWCOMER)


def by_staff(email: str) -> Mover:
    """Return somebody of staff: they decide, and their page says who waits."""
    return Mover(Channel.STAFF, Taker.IN_TURN, email)


def change_options(session: Session, place: Registration, lines: Sequence[Line]) -> None:
    """Have the place counted at its new price and no more at the old one, as its seats are.

    Raises:
        PlaceStays: the last place at that price was taken meanwhile.
    """
    release_options(session, [place.price_option_id])
    try:
        take_options(session, [each.price_option_id for each in lines])
    except OptionFull as full:
        raise PlaceStays(Unchangeable.USED_UP) from full


def change_seats(
    session: Session,
    order: Order,
    place: Registration,
    target: CourseClass,
    *,
    mover: Mover,
    now: datetime,
) -> None:
    """Take a seat there and give the one here back, extras too; the older class first.

    Two that change classes with each other would else wait for each other's row.

    Raises:
        PlaceStays: the other class has no free seat.
    """
    if place.class_id < target.id:
        _give_back(session, order, place, by=mover.by, now=now)
    try:
        take_seats(
            session,
            target,
            order_id=order.id,
            seats=1,
            reason="moved",
            # By this it may be given back one day.
            channel=order.channel,
            now=now,
            taker=mover.taker,
        )
    except ClassFull as full:
        raise PlaceStays(Unchangeable.FULL) from full
    if place.class_id > target.id:
        _give_back(session, order, place, by=mover.by, now=now)
    give_extras_back(session, [place.id])


def _give_back(
    session: Session, order: Order, place: Registration, *, by: Channel, now: datetime
) -> None:
    release_seats(
        session,
        place.course_class,
        order_id=order.id,
        seats=1,
        reason="moved",
        channel=by,
        taken_by=order.channel,
        now=now,
    )
