"""Telling the buyer that an order owes something else than it did. Not here: having it so.

Works inside the caller's transaction.
"""

from sqlalchemy.orm import Session

from app.domain.event import CAUSE, EventKind
from app.domain.registration import SEATED
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.registration import registrations_of


def tell_of_owed(
    session: Session,
    announcer: Announcer,
    order: Order,
    *,
    before: int,
    reason: str,
    cause: str = "",
) -> None:
    """Have the buyer written to, where the order owes something else than ``before``.

    Not where it has no place any more: nobody asks for its money. ``before`` is in the order's
    minor units; ``cause`` is what the papers about it are issued for, where it is known.
    """
    places = registrations_of(session, order.id)
    about = next((each.course_class for each in places if each.state in SEATED), None)
    if about is None or order.owed_minor == before:
        return
    facts = {"reason": reason, CAUSE: cause}
    announcer.announce(EventKind.ORDER_OWED_CHANGED, about, order=order, facts=facts)
