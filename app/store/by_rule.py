"""What becomes of a place's money if its buyer cancels it, by the class's rule.

Not here: cancelling it (cancelling.py), what staff decide.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.money import Money
from app.domain.refund_rule import WhatGoesBack
from app.store.money_back import gone_for, left_to_give_back
from app.store.order import Order
from app.store.registration import Registration


def what_goes_back(
    session: Session, order: Order, place: Registration, *, now: datetime
) -> WhatGoesBack:
    """Return it for a confirmed place: what is owed is let off, and of what was paid the rest.

    What went back for it before is a part of that. Where no rule says how much, all of it may:
    staff decide.
    """
    rule = place.course_class.rule_now(now)
    part = rule.part(Money(place.price_minor, order.currency)).minor
    part = max(part - gone_for(session, order, place), 0)
    forgiven = max(min(part, order.owed_minor), 0)
    back = min(part - forgiven, left_to_give_back(session, order))
    return WhatGoesBack(back, forgiven, rule.back_as, decided=rule.percent is not None)
