"""Hand over: a place goes to another person; its seat, its price and what is owed for it stay.

Partners know a registration as one person's, so the old one is cancelled there and the new one
made (iso.md 5.3: a participant cannot be changed).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contact import Contact
from app.domain.contract import Partner, Sessions
from app.domain.reason import HANDED_ON
from app.domain.registration import Channel
from app.domain.replacing import PlaceStays, why_it_stays
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.handing_over import hand_place_over, refuse_same_person
from app.store.held_place import refuse_to_change
from app.store.order import Order
from app.store.registration import Registration, lock_place


def hand_over(
    sessions: Sessions,
    *,
    reference: str,
    to: Contact,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> str | None:
    """Give the place to somebody else and return its new reference; None where there is none.

    Raises:
        PlaceStays: it is neither confirmed nor held to be paid later, its class has begun,
            Trainingportal booked it, or it is that person's already.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        found = lock_place(session, reference)
        if found is None:
            return None
        order, _, old = found
        _refuse(session, order, old, to, now=now)
        new = hand_place_over(
            session,
            announcer,
            order,
            old,
            to,
            reason=HANDED_ON,
            channel=Channel.STAFF,
            now=now,
        )
        given = new.reference
    wake(announcer.destinations)
    return given


def _refuse(
    session: Session, order: Order, place: Registration, to: Contact, *, now: datetime
) -> None:
    starts_at = place.course_class.starts_at
    why = why_it_stays(place.state, place.channel, starts_at=starts_at, now=now)
    if why is not None:
        raise PlaceStays(why)
    refuse_to_change(session, order, place)
    refuse_same_person(place, to)
