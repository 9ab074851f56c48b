"""What offered seats cost: by today's prices, from what was filled in when joining the line.

An offer is made to somebody who is not there to be asked: an extra or a voucher that is gone is
left out, which the offer says, and a currency that has no price any more gives way to another.
Not here: making it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from app.domain.draft import Filled, filled_from
from app.domain.extra import ExtraGone, wanted, without_gone
from app.domain.left_out import left_out_of
from app.domain.objection import Taker
from app.domain.payable import ways_of_offer
from app.domain.priced import Priced
from app.domain.registration import Channel, RegistrationState
from app.domain.voucher import VoucherRefused
from app.store.class_to_register import ClassToRegister
from app.store.database import table_of
from app.store.extra import extra_labels
from app.store.order import Order
from app.store.order_rows import Made
from app.store.person import Known, Person
from app.store.quoting import price_now
from app.store.registration import Registration
from app.store.waiting import IN_LINE, WaitingEntry

_ENTRY, _ORDER = table_of(WaitingEntry), table_of(Order)
_PLACE, _PERSON = table_of(Registration), table_of(Person)


@dataclass(frozen=True, slots=True)
class Quote:
    """What an offer costs now, and what was chosen that it does without, in words."""

    priced: Priced
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry's order, its places that still wait, and their quote: None, at no price.

    ``order`` has the columns of ``IN_LINE``, and its reference and currency.
    """

    order: Row[Any]
    places: tuple[Made, ...]
    quote: Quote | None

    @property
    def entry(self) -> int:
        """The entry's number."""
        number: int = self.order.id
        return number

    @property
    def numbers(self) -> Mapping[int, int]:
        """The registrations' numbers by their position on the bill."""
        return {position: each.id for position, each in enumerate(self.places)}


def lock_offers(
    connection: Connection,
    course_class: ClassToRegister,
    entries: Sequence[int],
    *,
    passed: Collection[int],
    takers: Collection[Taker],
    now: datetime,
) -> list[Offer]:
    """Lock the entries' orders; return those that still wait, the first in line first.

    ``passed`` are the numbers of those that are passed over. Their orders are locked with the
    others, in one go: an entry is written only by whoever has its order's row. ``takers`` are
    whoever takes money online.
    """
    orders = _lock(connection, entries, passed)
    places = _places_of(connection, [each.order_id for each in orders])
    return [
        Offer(
            order=order,
            places=tuple(each for _, each in places[order.order_id]),
            quote=quote_of_offer(
                connection,
                course_class,
                _staying(order, [position for position, _ in places[order.order_id]]),
                channel=order.channel,
                takers=takers,
                now=now,
            ),
        )
        for order in orders
    ]


def _lock(
    connection: Connection, entries: Sequence[int], passed: Collection[int]
) -> Sequence[Row[Any]]:
    """Lock the orders of the entries and of those passed over; return what still waits of those."""
    mine = IN_LINE.where(_ENTRY.c.id.in_(entries))
    touched = select(_ENTRY.c.order_id).where(_ENTRY.c.id.in_([*entries, *passed]))
    connection.execute(
        select(_ORDER.c.id)
        .where(_ORDER.c.id.in_(connection.scalars(touched).all()))
        .order_by(_ORDER.c.id)
        .with_for_update(key_share=True)
    ).all()
    # Whoever left or was offered a seat while we waited for the lock waits no more.
    wanted = mine.add_columns(_ORDER.c.reference, _ORDER.c.currency, _ENTRY.c.filled)
    return connection.execute(wanted).all()


def _staying(order: Row[Any], positions: Sequence[int]) -> Filled:
    """Return what was filled in by those who still wait: some of a group may have left the line."""
    kept = filled_from(order.filled)
    return replace(kept, participants=tuple(kept.participants[each] for each in positions))


def _places_of(
    connection: Connection, orders: Sequence[int]
) -> Mapping[int, Sequence[tuple[int, Made]]]:
    """Return the places of each order that wait, with their positions, in their order."""
    found = connection.execute(
        select(
            _PLACE.c.id,
            _PLACE.c.reference,
            _PLACE.c.order_id,
            _PLACE.c.position,
            _PERSON.c.id,
            _PERSON.c.code,
        )
        .join(_PERSON, _PERSON.c.id == _PLACE.c.person_id)
        .where(_PLACE.c.order_id.in_(orders), _PLACE.c.state == RegistrationState.WAITLISTED)
        .order_by(_PLACE.c.order_id, _PLACE.c.position, _PLACE.c.id)
    )
    places: dict[int, list[tuple[int, Made]]] = defaultdict(list)
    for id_, reference, order_id, position, person_id, code in found:
        places[order_id].append((position, Made(id_, reference, Known(person_id, code))))
    return places


def quote_of_offer(
    connection: Connection,
    course_class: ClassToRegister,
    filled: Filled,
    *,
    channel: Channel,
    takers: Collection[Taker],
    now: datetime,
) -> Quote | None:
    """Return what it costs now and does without, or None where it can be had at no price.

    In the currency they chose as they joined; where the class has no price in it any more, in the
    first that it has one in. A price that can be paid in no way, as the class and ``takers`` have
    it, is none.
    """
    others = (price.money.currency for price in course_class.prices)
    for currency in dict.fromkeys((filled.currency, *others)):
        had, priced = _price(connection, course_class, replace(filled, currency=currency), now=now)
        if priced is not None:
            ways = ways_of_offer(
                course_class.ways,
                total=priced.bill.total,
                when=course_class.when(now),
                channel=channel,
                takers=takers,
            )
            if not ways:
                return None
            return Quote(priced, _left_out(connection, course_class, filled, had))
    return None


def _left_out(
    connection: Connection, course_class: ClassToRegister, chosen: Filled, had: Filled
) -> tuple[str, ...]:
    """Say what is not had; what it is called is only looked up where an extra is missing."""
    missing = wanted(chosen) != wanted(had)
    labels = extra_labels(connection, course_class.id) if missing else {}
    return left_out_of(chosen, had, labels)


def _price(
    connection: Connection, course_class: ClassToRegister, filled: Filled, *, now: datetime
) -> tuple[Filled, Priced | None]:
    """Return the form without whatever is gone (the voucher, so many of an extra), and its price.

    None where it can be had at no price.
    """
    try:
        return filled, price_now(connection, course_class, filled, now=now)
    except VoucherRefused:
        return _price(connection, course_class, replace(filled, voucher=""), now=now)
    except ExtraGone:
        rest = without_gone(filled, course_class.extras)
        return _price(connection, course_class, rest, now=now)
