"""What the end of an order's places kept of their price, and by which rule. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from app.domain.ending import ENDS, ended_with
from app.domain.money_of_end import kept_of
from app.domain.registration import RegistrationState
from app.queries.order.shown import KeptOf
from app.store.database import table_of
from app.store.event import EventRow
from app.store.order import Order

_EVENT, _ORDER = table_of(EventRow), table_of(Order)


@dataclass(frozen=True, slots=True)
class End:
    """That places of an order ended; ``place`` is the number of the one that it was about."""

    at: datetime
    place: int | None
    facts: Mapping[str, Any]


def ends_of(connection: Connection, reference: str, places: Sequence[Row[Any]]) -> tuple[End, ...]:
    """Return the ends of places, the oldest first; ``places`` are all of the order.

    One statement, none where no place was cancelled, or none cost anything.
    """
    if not _gone(places) or not places[0].total_minor:
        return ()
    ended = (
        select(_EVENT.c.at, _EVENT.c.registration_id, _EVENT.c.facts)
        .join(_ORDER, _ORDER.c.id == _EVENT.c.order_id)
        .where(_ORDER.c.reference == reference, _EVENT.c.kind.in_(ENDS))
        .order_by(_EVENT.c.id)
    )
    return tuple(End(*row) for row in connection.execute(ended))


def kept_of_places(ends: Sequence[End], places: Sequence[Row[Any]]) -> tuple[KeptOf, ...]:
    """Return what each end kept; ``places`` are all of the order."""
    found = []
    for end in ends:
        kept = kept_of(end.facts, places[0].currency)
        named = ended_with(end.facts) or ()
        names = [
            row.name
            for row in _gone(places)
            if row.place_id == end.place or row.place_reference in named
        ]
        if kept is not None and names:
            found.append(KeptOf(tuple(names), kept))
    return tuple(found)


def _gone(places: Sequence[Row[Any]]) -> list[Row[Any]]:
    return [row for row in places if row.place_state == RegistrationState.CANCELLED]
