"""Telling the buyer that an order owes something else than it did. Not here: having it so.

Works inside the caller's transaction.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.domain.event import CAUSE, EventKind, Fact
from app.domain.registration import SEATED
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.registration import buyer_gave_up, registrations_of, speaker_of


def tell_of_owed(
    session: Session,
    announcer: Announcer,
    order: Order,
    *,
    before: int,
    reason: str,
    cause: str = "",
    besides: Mapping[str, Fact] | None = None,
) -> None:
    """Have the buyer written to, where the order owes something else than ``before``.

    Not where it has no place any more and no rule keeps anything: nobody asks for its money.
    ``before`` is in the order's minor units; ``cause`` is what the papers about it are issued for,
    where it is known; ``besides`` are facts that the letter leaves out.
    """
    places = registrations_of(session, order.id)
    about = speaker_of(places)
    if about.state not in SEATED and not buyer_gave_up(places):
        return
    if order.owed_minor == before:
        return
    facts = {**(besides or {}), "reason": reason, CAUSE: cause}
    announcer.announce(EventKind.ORDER_OWED_CHANGED, about.course_class, order=order, facts=facts)
