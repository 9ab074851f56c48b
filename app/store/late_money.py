"""Taking again what an order had whose hold ran out, for money that came too late.

Works inside the caller's transaction, with the order's row locked. Not here: what becomes of its
registrations (settlement.py).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.course_class import ClassFull, Closed
from app.domain.extra import ExtraGone
from app.domain.price import OptionFull
from app.domain.reason import OwnReason, say_reason
from app.domain.seat import Taker
from app.domain.voucher import VoucherGone
from app.store.course_class import CourseClass
from app.store.extra import take_extras_again
from app.store.order import Order
from app.store.person import lock_people
from app.store.price_option import take_options
from app.store.registration import Registration, by_class
from app.store.repricing import dearer_now
from app.store.seat import take_seats
from app.store.voucher_return import take_vouchers_again

# Why late money goes back, as its buyer is told.
NO_PLACE = say_reason(OwnReason.LATE_NO_PLACE)
DEARER = say_reason(OwnReason.LATE_DEARER)
NO_VOUCHER = say_reason(OwnReason.LATE_NO_VOUCHER)


def seat_again(
    session: Session, order: Order, lapsed: Sequence[Registration], *, now: datetime
) -> str:
    """Take the seats, prices, extras and vouchers of lapsed places, or none; then return why.

    They are priced anew: late money buys no price that is not to be had any more.
    """
    groups = by_class(lapsed)
    for course_class, _ in groups:
        if course_class.why_closed(now) not in (None, Closed.DEADLINE):
            return NO_PLACE
    if any(dearer_now(session, order, places, now=now) for _, places in groups):
        return DEARER
    lock_people(session, [each.person_id for each in lapsed if each.person_id is not None])
    return _take_again(session, order, groups, now=now)


def _take_again(
    session: Session,
    order: Order,
    groups: Sequence[tuple[CourseClass, Sequence[Registration]]],
    *,
    now: datetime,
) -> str:
    """Take the seats and prices of lapsed places, or none of them; then return why."""
    savepoint = session.begin_nested()
    try:
        lapsed = [each.id for _, places in groups for each in places]
        take_vouchers_again(session, lapsed, now=now)
        for course_class, places in groups:
            take_seats(
                session,
                course_class,
                order_id=order.id,
                seats=len(places),
                reason="paid late",
                channel=order.channel,
                now=now,
                # They had it before anybody in line did, and have paid.
                taker=Taker.IN_TURN,
            )
            take_options(session, [each.price_option_id for each in places])
            take_extras_again(session, [each.id for each in places])
    except (ClassFull, ExtraGone):
        savepoint.rollback()
        return NO_PLACE
    except VoucherGone:
        savepoint.rollback()
        return NO_VOUCHER
    except OptionFull:
        savepoint.rollback()
        return DEARER
    savepoint.commit()
    return ""
