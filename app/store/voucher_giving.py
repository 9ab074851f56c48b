"""A voucher given instead of money: the money stays, and its worth is the buyer's.

Works inside the caller's transaction, with the order's row locked. Not here: how much (money_back).
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain.catalogue import VoucherEntry
from app.domain.course_class import end_of_day
from app.domain.event import EventKind
from app.domain.money import Money
from app.domain.voucher import VoucherKind
from app.domain.voucher_code import new_code
from app.store.announcer import Announcer
from app.store.course_class import CourseClass
from app.store.order import Order
from app.store.voucher_making import Making, add_voucher

# How long it lasts; staff may let it last longer.
LASTS = timedelta(days=3 * 365)


def give_voucher(
    session: Session,
    announcer: Announcer,
    order: Order,
    *,
    course_class: CourseClass,
    amount_minor: int,
    reason: str,
    by: str,
    now: datetime,
    key: str | None = None,
) -> None:
    """Give the buyer a voucher worth so much, in the order's minor units, and tell them of it.

    It can be used for three years, the last day in the class's zone included. ``by`` is whose
    decision it was, ``key`` the form's by which it was made.
    """
    zone = course_class.timezone
    until = end_of_day((now + LASTS).astimezone(ZoneInfo(zone)).date(), zone)
    entry = _entry(order, Money(amount_minor, order.currency), until=until)
    making = Making(by=by, at=now, given_for_id=order.id, given_key=key)
    row = add_voucher(session, entry, new_code("V"), making)
    announcer.announce(
        EventKind.ORDER_VOUCHER_GIVEN,
        course_class,
        order=order,
        facts={
            "amount_minor": amount_minor,
            "currency": order.currency,
            "reason": reason,
            "voucher": row.shown,
            "until": until.isoformat(),
        },
    )


def _entry(order: Order, worth: Money, *, until: datetime) -> VoucherEntry:
    return VoucherEntry(
        path="",
        code="",
        name=f"Instead of money: {order.reference}",
        kind=VoucherKind.VALUE,
        percent=0,
        amount=worth,
        extras_too=True,
        class_code="",
        program_code="",
        opens="",
        valid_from=None,
        valid_until=until,
        most_total=None,
        most_per_person=None,
        most_per_class=None,
    )
