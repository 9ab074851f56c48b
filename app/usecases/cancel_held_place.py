"""Cancel held place: give up one place of an order that is to be paid later, before it is paid.

Not here: one that is confirmed (cancel_registration), a whole order that waits (release_hold).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.registration import Channel, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.cancelling import cancel_place
from app.store.database import transaction
from app.store.held_place import share_later, terms_that_wait
from app.store.order import Order
from app.store.registration import Registration, lock_place
from app.store.settlement import release_order
from app.store.voucher_return import give_vouchers_back


class Freed(StrEnum):
    """How it ended; ``left``: nothing was done."""

    FREED = "freed"
    ALREADY = "already"
    LEFT = "left"


class _About(TypedDict):
    order: Order
    registrations: Sequence[Registration]
    reason: str
    now: datetime


def cancel_held_place(
    sessions: Sessions,
    *,
    reference: str,
    reason: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Freed:
    """Cancel a held registration, give back all that it had, and have its price not be owed.

    With the last one its order is released. ``LEFT``, and nothing is done, where the order is
    paid online at once, is offered from the waiting list, may have money coming from a gateway, or
    would be paid enough without the place; so it is where the place is not held any more.

    Raises:
        sqlalchemy.exc.NoResultFound: there is no such registration.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        found = lock_place(session, reference)
        if found is None:
            raise NoResultFound
        given = _cancel(session, announcer, *found, reason=reason, now=now)
    wake([*announcer.destinations, HOUSE])
    return given


def _cancel(
    session: Session,
    announcer: Announcer,
    order: Order,
    places: Sequence[Registration],
    place: Registration,
    *,
    reason: str,
    now: datetime,
) -> Freed:
    gone = RegistrationState.CANCELLED
    if place.state in (gone, RegistrationState.EXPIRED):
        return Freed.ALREADY
    held = [each for each in places if each.state is RegistrationState.HELD]
    terms = terms_that_wait(session, order)
    if place not in held or terms is None:
        return Freed.LEFT
    about: _About = {"order": order, "registrations": places, "reason": reason, "now": now}
    if held == [place]:
        release_order(session, announcer, state=gone, **about)
        return Freed.FREED
    if not share_later(session, order, terms, places, place, price_minor=0, now=now):
        return Freed.LEFT
    place.forgive(order, place.price_minor)
    give_vouchers_back(session, [place.id], reason=gone, now=now)
    cancel_place(session, announcer, registration=place, channel=Channel.STAFF, **about)
    return Freed.FREED
