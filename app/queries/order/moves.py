"""Where an order's places were before they were moved, and what they left there. Reads only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from app.domain.event import EventKind
from app.domain.left_behind import left_behind
from app.domain.moved import moved_from
from app.queries.order.shown import Move, Place
from app.store.database import table_of
from app.store.event import EventRow

_EVENT = table_of(EventRow)


def moves_of(connection: Connection, rows: Sequence[Row[Any]]) -> Mapping[int, tuple[Move, ...]]:
    """Return the moves of each position of an order, oldest first; ``rows`` are all its places.

    One statement, none where every place is in the class that it began in.
    """
    position_of = {row.place_id: row.position for row in rows}
    if len({(row.position, row.code) for row in rows}) == len(set(position_of.values())):
        return {}
    ended = select(_EVENT.c.registration_id, _EVENT.c.facts).where(
        _EVENT.c.registration_id.in_(position_of),
        _EVENT.c.kind == EventKind.ORDER_PLACE_CANCELLED,
    )
    found: dict[int, tuple[Move, ...]] = defaultdict(tuple)
    for place, facts in connection.execute(ended.order_by(_EVENT.c.id)):
        if came_from := moved_from(facts):
            move = Move(came_from, left_behind(facts))
            found[position_of[place]] += (move,)
    return found


def with_moves(
    places: Sequence[Place], rows: Sequence[Row[Any]], moves: Mapping[int, tuple[Move, ...]]
) -> tuple[Place, ...]:
    """Return the places, ``rows`` are theirs, each with its moves."""
    return tuple(
        replace(place, moves=moves.get(row.position, ()))
        for place, row in zip(places, rows, strict=True)
    )
