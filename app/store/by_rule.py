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
from app.store.money_back import can_go, owe_back, still_owed_for
from app.store.order import Order
from app.store.paid_money import PaidMoney, paid_money
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


@dataclass(frozen=True, slots=True)
class MoneyOfPlace:
    """What ``went`` of a place's money, what ``goes`` if its buyer cancels it, and the order's."""

    went: WentBack
    goes: WhatGoesBack
    paid: PaidMoney


def _went_back(
    session: Session,
    order: Order,
    place: Registration,
    places: Sequence[Registration],
    *,
    vouchers: int,
) -> WentBack:
    """Return it for a place; ``vouchers`` were given for the order as a whole."""
    alone = len(newest_of(places)) == 1
    owed = still_owed_for(session, order, [place], all_of_it=alone)
    gone = place.price_minor - owed.minor + (vouchers if alone else 0)
    return WentBack(min(gone, place.price_minor), owed.sure and (alone or not vouchers))


def money_of_place(
    session: Session,
    order: Order,
    place: Registration,
    places: Sequence[Registration],
    *,
    now: datetime,
) -> MoneyOfPlace:
    """Return it for a confirmed place: what is owed is let off, and of what was paid the rest.

    What went back for it before is a part of that. Where no rule says how much, all of it may:
    staff decide. What the rule keeps and is not paid stays owed. ``places`` are all of its order,
    in order.
    """
    rule = place.course_class.rule_now(now)
    paid = paid_money(session, order)
    went = _went_back(session, order, place, places, vouchers=paid.for_the_whole)
    part = max(rule.part(Money(place.price_minor, order.currency)).minor - went.minor, 0)
    forgiven = max(min(part, order.owed_minor), 0)
    back = min(part - forgiven, paid.owed_to_nobody + sum(paid.asked.values()))
    goes = WhatGoesBack(
        back,
        forgiven,
        rule.back_as,
        decided=rule.percent is not None,
        owed_minor=order.owed_minor - forgiven,
        waits=_why_it_waits(session, paid, back, sure=went.sure),
    )
    return MoneyOfPlace(went, goes, paid)


def _why_it_waits(session: Session, paid: PaidMoney, back: int, *, sure: bool) -> Waits | None:
    if not back:
        return None
    if not sure:
        return Waits.UNSURE
    if back > paid.owed_to_nobody:
        return Waits.ASKED
    return Waits.CLAIMED if back > can_go(session, paid).left else None


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
        besides=paid_money(session, order).asked,
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
