"""What becomes of a place's money if its buyer cancels it, by the class's rule.

Works inside the caller's transaction, with the order's row locked where it writes. Not here:
cancelling the place (cancelling.py), what staff decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.ending import BY_BUYER
from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.payment_plan import Plan, Unpaid, When, charged_until
from app.domain.reason import OwnReason
from app.domain.refund_rule import BackAs, Waits, WhatGoesBack
from app.store.announcer import Announcer
from app.store.money_back import (
    given_for_the_whole,
    left_of_paid,
    owe_back,
    still_owed_for,
    what_can_go,
)
from app.store.open_refunds import asked_about
from app.store.order import Order
from app.store.payment import payments_of
from app.store.payment_terms import terms_of
from app.store.registration import Registration, newest_of
from app.store.voucher_giving import give_voucher

_FOR_STAFF = {
    Waits.CLAIMED: "A bank claims money of this order: send it once that is decided.",
    Waits.UNSURE: "Money went back for the order as a whole before: was that for this place?",
    Waits.ASKED: "It may be money that another refund of this order waits for: look there first.",
}
_AS_VOUCHER = "By the class's rule it goes as a voucher."


@dataclass(frozen=True, slots=True)
class WentBack:
    """What of a place's price went back before, or goes, in minor units of its order's currency.

    Not ``sure`` where more went, as money or as a voucher, for the order as a whole, which has
    other places besides: whether that was for this one only staff know.
    """

    minor: int
    sure: bool


def went_back(
    session: Session, order: Order, place: Registration, places: Sequence[Registration]
) -> WentBack:
    """Return it for a place; ``places`` are all of its order, in order."""
    alone = len(newest_of(places)) == 1
    owed = still_owed_for(session, order, [place], all_of_it=alone)
    vouchers = given_for_the_whole(session, order)
    gone = place.price_minor - owed.minor + (vouchers if alone else 0)
    return WentBack(min(gone, place.price_minor), owed.sure and (alone or not vouchers))


def what_goes_back(
    session: Session,
    order: Order,
    place: Registration,
    places: Sequence[Registration],
    *,
    now: datetime,
) -> WhatGoesBack:
    """Return it for a confirmed place: what is owed is let off, and of what was paid the rest.

    What went back for it before is a part of that. Where no rule says how much, all of it may:
    staff decide. What the rule keeps and is not paid stays owed.
    """
    rule = place.course_class.rule_now(now)
    went = went_back(session, order, place, places)
    part = max(rule.part(Money(place.price_minor, order.currency)).minor - went.minor, 0)
    forgiven = max(min(part, order.owed_minor), 0)
    same = asked_about(session, payments_of(session, order.id))
    left = left_of_paid(session, order)
    back = min(part - forgiven, left + sum(same.values()))
    return WhatGoesBack(
        back,
        forgiven,
        rule.back_as,
        decided=rule.percent is not None,
        owed_minor=order.owed_minor - forgiven,
        waits=_why_it_waits(session, order, back, left=left, sure=went.sure),
    )


def _why_it_waits(
    session: Session, order: Order, back: int, *, left: int, sure: bool
) -> Waits | None:
    if not back:
        return None
    if not sure:
        return Waits.UNSURE
    if back > left:
        return Waits.ASKED
    return Waits.CLAIMED if back > what_can_go(session, order).left else None


def give_back(
    session: Session,
    announcer: Announcer,
    order: Order,
    place: Registration,
    agreed: WhatGoesBack,
    *,
    now: datetime,
) -> None:
    """Have what was agreed go back for a place, or wait for staff."""
    if not agreed.back_minor:
        return
    if agreed.back_as is BackAs.VOUCHER and agreed.at_once:
        give_voucher(
            session,
            announcer,
            order,
            course_class=place.course_class,
            amount_minor=agreed.back_minor,
            reason=BY_BUYER,
            by=order.email,
            now=now,
        )
        return
    said = [_FOR_STAFF[agreed.waits]] if agreed.waits else []
    if agreed.back_as is BackAs.VOUCHER:
        said.append(_AS_VOUCHER)
    owe_back(
        session,
        order,
        amount_minor=agreed.back_minor,
        reason=BY_BUYER,
        own=OwnReason.CANCELLED_BY_BUYER,
        now=now,
        place=place.id,
        state=RefundState.DUE if agreed.at_once else RefundState.ASKED,
        words=" ".join(said),
        besides=asked_about(session, payments_of(session, order.id)),
    )


def keep_owing(session: Session, order: Order, place: Registration, *, now: datetime) -> None:
    """Have an order whose last place was given up owe what is kept, as what staff charge later.

    Nobody comes to pay it at the door, and no place ends where it stays unpaid.
    """
    terms = terms_of(session, order)
    if terms is None or not order.owed_minor:
        return
    course = place.course_class
    if terms.plan is Plan.DOOR or terms.due_at is None:
        terms.due_at = charged_until(When(course.starts_at, course.timezone, now))
        terms.agreed_at = now
    if terms.plan is Plan.DOOR:
        terms.plan = Plan.ONLINE
    terms.ends_at, terms.unpaid, terms.later_minor = None, Unpaid.STAFF, 0
