"""Move registration: a place goes on in another class; what it costs less goes back.

A dearer class is joined at the price that was paid, or the order owes the difference: then the
buyer is sent a link to pay it with, and nobody is charged by us. Extras stay with the class that
has them, so what they cost goes back. What is not paid yet is not owed any more instead.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.course_class import Closed
from app.domain.replacing import (
    Dearer,
    Moved,
    OthersWait,
    PlaceStays,
    Unchangeable,
    why_it_stays,
)
from app.store.announcer import announcing
from app.store.course_class import CourseClass, find_class
from app.store.database import transaction
from app.store.held_place import refuse_to_change, wait_elsewhere
from app.store.moving import by_staff
from app.store.order_line import lines_of_place
from app.store.place_moving import move_place, price_there
from app.store.registration import Registration, lock_place


def move_registration(
    sessions: Sessions,
    *,
    reference: str,
    class_code: str,
    asked_by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    dearer: Dearer = Dearer.WAIVED,
    passes: int | None = None,
    request_id: str = "",
) -> Moved | None:
    """Move the place to another class; None where there is no such registration.

    The deadline for registering does not bind staff; the seats do. Answers go along. ``passes`` is
    how many orders in line there it is known to go past; None: nobody is to be asked.

    Raises:
        OthersWait: more wait in line there.
        PlaceStays: the place or the class does not allow it, or the class is full.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        found = lock_place(session, reference)
        if found is None:
            return None
        order, places, old = found
        target = _target(session, old, class_code, now=now)
        refuse_to_change(session, order, old)
        if passes is not None and target.in_line > passes:
            raise OthersWait(target.in_line)
        had = lines_of_place(session, old, currency=order.currency)
        there = price_there(order, old, target, had=had, dearer=dearer, now=now)
        wait_elsewhere(session, order, places, old, target, price_minor=there.cost.minor, now=now)
        mover = by_staff(asked_by)
        moved = move_place(session, announcer, order, old, target, there, mover=mover, now=now)
    wake(announcer.destinations)
    return moved


def _target(session: Session, place: Registration, code: str, *, now: datetime) -> CourseClass:
    starts_at = place.course_class.starts_at
    why = why_it_stays(place.state, place.channel, starts_at=starts_at, now=now)
    if why is not None:
        raise PlaceStays(why)
    if place.course_class.code == code:
        raise PlaceStays(Unchangeable.SAME_CLASS)
    target = find_class(session, code)
    if target is None:
        raise PlaceStays(Unchangeable.NO_SUCH_CLASS)
    if target.why_closed(now) not in (None, Closed.DEADLINE):
        raise PlaceStays(Unchangeable.CLOSED)
    return target
