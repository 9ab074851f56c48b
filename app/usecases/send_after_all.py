"""Send after all: a letter that was held back because of its address, once there is one for it.

It goes to the address that is there as it is told, and says what is so then. Not here: taking an
address off the list, correcting it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bounce import holds_back
from app.domain.contract import Sessions
from app.domain.mail_text import TO_PARTICIPANTS
from app.domain.unsent import StaysUnsent, Why, was_held_back
from app.store.database import transaction
from app.store.delivery import Delivery, tell_again
from app.store.event import EventRow
from app.store.order import Order
from app.store.registration import Registration
from app.store.stopped_address import stop_of


def send_after_all(sessions: Sessions, *, delivery_id: int, now: datetime) -> str | None:
    """Make it due now and return its destination, to be woken; None where there is no such row.

    Once: whoever comes second finds it on its way.

    Raises:
        StaysUnsent: it was not held back, is sent already, or nothing is sent to its address.
    """
    with transaction(sessions) as session:
        delivery = session.get(Delivery, delivery_id, with_for_update=True)
        if delivery is None:
            return None
        event = session.get_one(EventRow, delivery.event_id)
        if not was_held_back(delivery.state, event.kind, delivery.words):
            raise StaysUnsent(Why.NOT_HELD_BACK)
        address = _address(session, event)
        if not address:
            raise StaysUnsent(Why.NOBODY)
        stop = stop_of(session, address)
        if stop is not None and holds_back(stop, event.kind, event.facts):
            raise StaysUnsent(Why.STOPPED)
        tell_again(delivery, now=now)
        return delivery.destination


def _address(session: Session, event: EventRow) -> str | None:
    """Return where its letter goes now; empty where who had it was erased."""
    if event.kind in TO_PARTICIPANTS:
        place = select(Registration.email).where(Registration.id == event.registration_id)
        return session.scalar(place)
    return session.scalar(select(Order.email).where(Order.id == event.order_id))
