"""Give money back: staff send a part of what an order paid, or all of it; its places stay."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.money import Money
from app.store.database import transaction
from app.store.money_back import owe_back
from app.store.money_back_asked import is_asked_anew
from app.store.order import Order, find_order, lock_order
from app.store.owing_again import owe_while_held
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Given:
    """What is on its way back; nothing where the same form had asked for it before."""

    amount: Money


def give_money_back(
    sessions: Sessions,
    *,
    order_reference: str,
    amount_minor: int,
    reason: str,
    asked_by: str,
    key: str,
    now: datetime,
    place: str = "",
    alike: int | None = None,
) -> Given | None:
    """Have so much of an order's money sent back; None where there is no such order.

    ``place`` is the reference of the registration that it is for; empty, it is for the order as a
    whole, as it is where the order has no such place.
    ``amount_minor`` is in minor units of the order's currency and more than 0. ``key`` is the
    form's: the same key twice, at once or later, is one refund. The sweep sends it. ``alike`` is
    how often as much is known to have been asked back for the same reason. What goes back of an
    order that is held is to be paid again.

    Raises:
        AskedBefore: it was asked more often than who asks knows of.
        TooMuchBack: so much is not left of what was paid.
    """
    with transaction(sessions) as session:
        order = find_order(session, order_reference)
        if order is None:
            return None
        order = lock_order(session, order.id)
        if not is_asked_anew(session, order, amount_minor, reason, key=key, alike=alike):
            return Given(Money(0, order.currency))
        back = owe_back(
            session,
            order,
            amount_minor=amount_minor,
            reason=reason,
            now=now,
            place=_number_of(session, order, place),
            asked_by=asked_by,
            asked_key=key,
        )
        owe_while_held(session, order, minor=back)
        return Given(Money(back, order.currency))


def _number_of(session: Session, order: Order, reference: str) -> int | None:
    return session.scalar(
        select(Registration.id).where(
            Registration.order_id == order.id, Registration.reference == reference
        )
    )
