"""Hand over: a place goes to another person; its seat, its price and what is owed for it stay.

Partners know a registration as one person's, so the old one is cancelled there and the new one
made (iso.md 5.3: a participant cannot be changed).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contact import Contact
from app.domain.contract import Partner, Sessions
from app.domain.event import HANDED_OVER
from app.domain.registration import Channel
from app.domain.replacing import PlaceStays, Unchangeable, why_it_stays
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.held_place import refuse_to_change
from app.store.order import Order
from app.store.person import find_or_add_people, match_keys
from app.store.registration import Registration, lock_place
from app.store.renewing import end_for_another, renew, take_over

REASON = "handed over to another participant"
# What was answered and noted, and the way by which it came, was the other one's.
_NOT_THEIRS: Mapping[str, object] = {
    "birth_date": None,
    "comment": "",
    "answers": {},
    "form_id": None,
    "membership": "",
    # Whoever registered the one before, by API say, has no say about the other.
    "channel": Channel.STAFF,
}


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
        person = find_or_add_people(session, [to], now=now, members=[to])[to]
        was = end_for_another(announcer, old, order=order, reason=REASON, besides={HANDED_OVER: 1})
        new = renew(
            session,
            announcer,
            old,
            order=order,
            now=now,
            changed={
                "person": person,
                "name": to.name,
                "email": to.email,
                "phone": to.phone,
                **_NOT_THEIRS,
            },
        )
        take_over(announcer, new, order=order, was=was)
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
    holder = Contact(place.name, place.email, place.phone)
    if match_keys(holder, "") == match_keys(to, ""):
        raise PlaceStays(Unchangeable.SAME_PERSON)
