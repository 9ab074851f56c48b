"""Whether a buyer can pass a place on, or move it: what only the rows can say.

Not here: the rules that need none (domain/replacing.py), doing it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.replacing import MOST_CHANGES, PlaceStays, Unchangeable, why_it_stays_with_buyer
from app.store.held_place import refuse_to_change
from app.store.order import Order
from app.store.registration import Registration


def why_it_is_not_passed_on(
    session: Session,
    order: Order,
    places: Sequence[Registration],
    place: Registration,
    *,
    now: datetime,
) -> Unchangeable | None:
    """Return why its buyer cannot give a place to somebody else, or None; ``places``: all of it."""
    until = place.course_class.changes_until
    return why_its_buyer_cannot(session, order, places, place, until=until, now=now)


def why_it_is_not_moved(
    session: Session,
    order: Order,
    places: Sequence[Registration],
    place: Registration,
    *,
    now: datetime,
) -> Unchangeable | None:
    """Return why its buyer cannot move a place to any other class, or None."""
    until = place.course_class.moves_until
    return why_its_buyer_cannot(session, order, places, place, until=until, now=now)


def why_its_buyer_cannot(
    session: Session,
    order: Order,
    places: Sequence[Registration],
    place: Registration,
    *,
    until: datetime,
    now: datetime,
) -> Unchangeable | None:
    """Return why a place does not go on as another by its buyer's hand, or None."""
    why = why_it_stays_with_buyer(
        place.state,
        order.channel,
        of_class=place.course_class.state,
        until=until,
        starts_at=place.course_class.starts_at,
        now=now,
    )
    if why is not None:
        return why
    if sum(each.position == place.position for each in places) > MOST_CHANGES:
        return Unchangeable.OFTEN
    try:
        refuse_to_change(session, order, place)
    except PlaceStays as stays:
        return stays.why
    return None
