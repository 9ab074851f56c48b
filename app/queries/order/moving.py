"""What a buyer is shown before a place of theirs goes to another class. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.coming_back import say_unless_sent, ways_of
from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.outline import ClassOutline
from app.domain.replacing import PlaceStays, Unchangeable, WhatMoves
from app.domain.said import Said
from app.store.database import reading
from app.store.order import Order
from app.store.order_line import lines_of_place
from app.store.outline import outline_of
from app.store.own_move import classes_to_move_to, what_moves
from app.store.own_place import own_place
from app.store.paid_money import paid_money
from app.store.passing_on import why_it_is_not_moved
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class OtherDate:
    """A class with a free seat, and what follows of going there; ``why`` it cannot be, else None.

    ``more`` is owed then; ``less`` comes back, or need not be paid any more. ``said`` is how it
    comes, where it is not simply the way it was paid. ``final``: the time in which its buyer moves
    a place of that class is over.
    """

    course: ClassOutline
    free_seats: int
    moves: WhatMoves
    more: Money
    less: Money
    final: bool
    said: tuple[Said, ...] = ()
    why: Unchangeable | None = None


@dataclass(frozen=True, slots=True)
class MovingPage:
    """A place, where it can go, and until when (UTC); ``why`` it can go nowhere, else None.

    ``owes``: its order does, so that what it costs less may be off that first. ``language`` is the
    one that its order was made in.
    """

    order: str
    reference: str
    name: str
    course: ClassOutline
    until: datetime
    owes: bool
    others: tuple[OtherDate, ...]
    why: Unchangeable | None
    language: str

    def to(self, code: str) -> OtherDate | None:
        """Return the class of that code, where the place can go there."""
        found = (each for each in self.others if each.course.code == code and each.why is None)
        return next(found, None)


def moving_page(
    sessions: Sessions, *, order_reference: str, reference: str, now: datetime
) -> MovingPage | None:
    """Return it, or None where that order has no such place."""
    with reading(sessions) as session:
        found = own_place(session, order_reference, reference)
        if found is None:
            return None
        order, places, place = found
        why = why_it_is_not_moved(session, order, places, place, now=now)
        return MovingPage(
            order=order.reference,
            reference=place.reference,
            name=place.name,
            course=outline_of(place.course_class),
            until=place.course_class.moves_until,
            owes=order.owed_minor > 0,
            others=() if why else tuple(_others(session, order, place, now=now)),
            why=why,
            language=order.language,
        )


def _others(
    session: Session, order: Order, place: Registration, *, now: datetime
) -> Iterator[OtherDate]:
    had = lines_of_place(session, place, currency=order.currency)
    left = paid_money(session, order).by_gateway
    for target in classes_to_move_to(session, order, place, now=now):
        moves, why = WhatMoves(0, 0), None
        try:
            _, moves = what_moves(had, order, place, target, now=now)
        except PlaceStays as stays:
            why = stays.why
        yield OtherDate(
            outline_of(target),
            target.seats.free(order.channel),
            moves,
            Money(moves.more_minor, order.currency),
            Money(moves.less_minor, order.currency),
            now >= target.moves_until,
            say_unless_sent(ways_of(left, moves.less_minor, currency=order.currency)),
            why,
        )
