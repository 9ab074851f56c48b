"""Move by buyer: a place goes on in another class of its program, at what its buyer was shown.

What it costs more is owed from then on, and its seat there is theirs, paid or not, as where staff
move it. Not here: what staff may besides (move_registration.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.replacing import Moved, PlaceStays, Unchangeable, WhatMoves
from app.store.announcer import Announcer, announcing
from app.store.course_class import find_class
from app.store.database import transaction
from app.store.held_place import wait_elsewhere
from app.store.moving import BUYER
from app.store.order_line import lines_of_place
from app.store.own_move import what_moves
from app.store.passing_on import why_it_is_not_moved
from app.store.place_moving import move_place
from app.store.registration import lock_place


@dataclass(eq=False)
class MoveChanged(Exception):
    """Something else would go back, or be owed, than was shown; nothing was done."""


def move_by_buyer(
    sessions: Sessions,
    *,
    order_reference: str,
    reference: str,
    class_code: str,
    shown: WhatMoves,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Moved | None:
    """Move a place of that order there, at what was ``shown``; None where there is no such place.

    Raises:
        MoveChanged: it is something else by now.
        PlaceStays: the place or the class does not allow it, or the class is full.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        moved = _move(session, announcer, order_reference, reference, class_code, shown, now=now)
    wake([*announcer.destinations, HOUSE])
    return moved


def _move(
    session: Session,
    announcer: Announcer,
    order_reference: str,
    reference: str,
    class_code: str,
    shown: WhatMoves,
    *,
    now: datetime,
) -> Moved | None:
    found = lock_place(session, reference)
    if found is None or found[0].reference != order_reference:
        return None
    order, places, old = found
    why = why_it_is_not_moved(session, order, places, old, now=now)
    if why is not None:
        raise PlaceStays(why)
    target = find_class(session, class_code)
    if target is None:
        raise PlaceStays(Unchangeable.NO_SUCH_CLASS)
    had = lines_of_place(session, old, currency=order.currency)
    there, moves = what_moves(had, order, old, target, now=now)
    if moves != shown:
        raise MoveChanged
    wait_elsewhere(session, order, places, old, target, price_minor=there.cost.minor, now=now)
    return move_place(session, announcer, order, old, target, there, mover=BUYER, now=now)
