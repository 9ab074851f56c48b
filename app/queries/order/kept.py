"""What the end of an order's places kept of their price, and by which rule. Reads only."""

from collections.abc import Sequence
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


def kept_of_places(
    connection: Connection, reference: str, places: Sequence[Row[Any]]
) -> tuple[KeptOf, ...]:
    """Return what each end kept, the oldest first; ``places`` are all of the order.

    One statement, none where no place was cancelled, or none cost anything.
    """
    gone = [row for row in places if row.place_state == RegistrationState.CANCELLED]
    if not gone or not places[0].total_minor:
        return ()
    ended = (
        select(_EVENT.c.registration_id, _EVENT.c.facts)
        .join(_ORDER, _ORDER.c.id == _EVENT.c.order_id)
        .where(_ORDER.c.reference == reference, _EVENT.c.kind.in_(ENDS))
        .order_by(_EVENT.c.id)
    )
    found = []
    for number, facts in connection.execute(ended):
        kept = kept_of(facts, places[0].currency)
        named = ended_with(facts) or ()
        names = [row.name for row in gone if row.place_id == number or row.place_reference in named]
        if kept is not None and names:
            found.append(KeptOf(tuple(names), kept))
    return tuple(found)
