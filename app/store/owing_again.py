"""What an order owes again of money that did not come after all, or that came after all.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.payment import OrderStanding
from app.domain.payment_plan import When, charged_until
from app.store.order import Order
from app.store.payment_terms import charge
from app.store.registration import registrations_of, speaker_of
from app.store.settlement import standing_of


def owe_again(session: Session, order: Order, *, minor: int, now: datetime) -> None:
    """Have an order owe so much more in its minor units, or less where that is below zero.

    Nobody asks it of an order that ended. What is owed for confirmed places is due as any sum that
    is charged later, and staff decide what follows where it is not paid.
    """
    if minor < 0:
        order.owed_minor -= min(order.owed_minor, -minor)
        return
    places = registrations_of(session, order.id)
    standing = standing_of(places)
    if standing is OrderStanding.HELD:
        order.owed_minor += minor
    elif minor and standing is OrderStanding.SETTLED:
        seated = speaker_of(places).course_class
        due_at = charged_until(When(seated.starts_at, seated.timezone, now))
        charge(session, order, minor=minor, due_at=due_at, now=now)
