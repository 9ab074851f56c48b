"""A place that goes to another person; its seat, its price and what is owed for it stay.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first. Not
here: who may do it, and until when.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contact import Contact
from app.domain.event import HANDED_OVER
from app.domain.registration import Channel
from app.domain.replacing import PlaceStays, Unchangeable
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.person import find_or_add_people, match_keys
from app.store.registration import Registration
from app.store.renewing import end_for_another, end_for_the_same, renew, take_over

# What was answered and noted was the other one's.
_NOT_THEIRS: Mapping[str, object] = {
    "birth_date": None,
    "comment": "",
    "answers": {},
    "form_id": None,
    "membership": "",
}


def refuse_same_person(place: Registration, to: Contact) -> None:
    """See that the place is another's now.

    Raises:
        PlaceStays: it is that person's already.
    """
    holder = Contact(place.name, place.email, place.phone)
    if match_keys(holder, "") == match_keys(to, ""):
        raise PlaceStays(Unchangeable.SAME_PERSON)


def hand_place_over(
    session: Session,
    announcer: Announcer,
    order: Order,
    old: Registration,
    to: Contact,
    *,
    reason: str,
    channel: Channel,
    now: datetime,
) -> Registration:
    """Return the place as it goes on, as somebody else's; everybody is told.

    ``channel`` is who has it done. Whoever registered the one before, by API say, has no say about
    the other.
    """
    was = end_for_another(announcer, old, order=order, reason=reason, besides={HANDED_OVER: 1})
    changed = {**_of(session, to, now=now), **_NOT_THEIRS, "channel": channel}
    new = renew(session, announcer, old, order=order, now=now, changed=changed)
    take_over(announcer, new, order=order, was=was)
    return new


def rename_place(
    session: Session,
    announcer: Announcer,
    order: Order,
    old: Registration,
    to: Contact,
    *,
    reason: str,
    now: datetime,
) -> Registration:
    """Return the place as it goes on, as the same person's, of whom something was wrong.

    What was answered goes along. Where it is another address, the one before is told as well.
    """
    if old.email.casefold() == to.email.casefold():
        was = end_for_the_same(announcer, old, order=order, reason=reason)
    else:
        was = end_for_another(announcer, old, order=order, reason=reason, besides={HANDED_OVER: 1})
    changed = _of(session, to, now=now)
    new = renew(session, announcer, old, order=order, now=now, changed=changed)
    take_over(announcer, new, order=order, was=was)
    return new


def _of(session: Session, to: Contact, *, now: datetime) -> dict[str, object]:
    """Return the columns that say whose the place is; they are a member from now on."""
    person = find_or_add_people(session, [to], now=now, members=[to])[to]
    return {"person": person, "name": to.name, "email": to.email, "phone": to.phone}
