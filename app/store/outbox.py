"""The outbox: an event as a destination is told it. Not here: writing one (announcer.py).

Read as rows by statements that are built once: a session's way to the same objects takes five times
as long, and this is done for every delivery. What they add up to is still said in one place each,
the ``facts`` of the mapped classes.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm.attributes import instance_dict, manager_of_class, set_committed_value

from app.domain.event import Event, OrderFacts
from app.store.course_class import CourseClass, Meeting, PriceOption
from app.store.database import Base, Executor, table_of
from app.store.delivery import Delivery, knowledge_of
from app.store.event import EventRow
from app.store.lead_source import LeadSource
from app.store.order import Order
from app.store.person import Person
from app.store.program import Program
from app.store.registration import Registration
from app.store.venue import Venue

M = TypeVar("M", bound=Base)

_DELIVERY, _EVENT, _ORDER = table_of(Delivery), table_of(EventRow), table_of(Order)
_CLASS, _PROGRAM, _VENUE = table_of(CourseClass), table_of(Program), table_of(Venue)
_MEETING, _PRICE = table_of(Meeting), table_of(PriceOption)
_REGISTRATION, _PERSON = table_of(Registration), table_of(Person)
_SOURCE = table_of(LeadSource)

_OF_EVENT = (Delivery, EventRow, CourseClass, Program, Venue, PriceOption)
_OF_PLACE = (Registration, Person, LeadSource)


def _columns(*classes: type[Base]) -> Select[Any]:
    return select(*(column for each in classes for column in table_of(each).c))


_TOLD = (
    _columns(*_OF_EVENT, *_OF_PLACE, Order)
    .select_from(
        _DELIVERY.join(_EVENT, _EVENT.c.id == _DELIVERY.c.event_id)
        .join(_CLASS, _CLASS.c.id == _EVENT.c.class_id)
        .join(_PROGRAM, _PROGRAM.c.id == _CLASS.c.program_id)
        .outerjoin(_VENUE, _VENUE.c.id == _CLASS.c.venue_id)
        .outerjoin(_PRICE, _PRICE.c.class_id == _CLASS.c.id)
        .outerjoin(_REGISTRATION, _REGISTRATION.c.id == _EVENT.c.registration_id)
        .outerjoin(_PERSON, _PERSON.c.id == _REGISTRATION.c.person_id)
        .outerjoin(_SOURCE, _SOURCE.c.id == _REGISTRATION.c.lead_source_id)
        .outerjoin(_ORDER, _ORDER.c.id == _EVENT.c.order_id)
    )
    .where(_DELIVERY.c.id == bindparam("delivery_id"))
    .order_by(_PRICE.c.id)
)
_MEETINGS = (
    _columns(Meeting)
    .where(_MEETING.c.class_id == bindparam("of_class"))
    .order_by(_MEETING.c.starts_at)
)
_PLACES = (
    _columns(*_OF_PLACE, CourseClass)
    .select_from(
        _REGISTRATION.join(_CLASS, _CLASS.c.id == _REGISTRATION.c.class_id)
        .outerjoin(_PERSON, _PERSON.c.id == _REGISTRATION.c.person_id)
        .outerjoin(_SOURCE, _SOURCE.c.id == _REGISTRATION.c.lead_source_id)
    )
    .where(_REGISTRATION.c.order_id == bindparam("of_order"))
    .order_by(_REGISTRATION.c.position, _REGISTRATION.c.id)
)


def event_of(executor: Executor, delivery_id: int, *, now: datetime) -> Event:
    """Return a delivery's event as it is told: what it is about is read now."""
    rows = executor.execute(_TOLD, {"delivery_id": delivery_id}).all()
    cells = iter(rows[0])
    delivery, happened = _one(Delivery, cells), _one(EventRow, cells)
    course_class = _one(CourseClass, cells)
    _relate(course_class, program=_one(Program, cells), venue=_if_any(Venue, cells))
    _relate(course_class, price_options=_prices(rows), meetings=_meetings(executor, course_class))
    _if_any(PriceOption, cells)
    registration = _place(cells)
    if registration is not None:
        _relate(registration, course_class=course_class)
    order = _if_any(Order, cells)
    return Event(
        uid=happened.uid,
        kind=happened.kind,
        at=happened.at,
        facts=happened.facts,
        course_class=course_class.facts(now),
        registration=registration.facts() if registration else None,
        order=_order_facts(executor, order) if order else None,
        known=knowledge_of(executor, delivery.destination, delivery.stream),
    )


def _order_facts(executor: Executor, order: Order) -> OrderFacts:
    places = []
    for row in executor.execute(_PLACES, {"of_order": order.id}):
        cells = iter(row)
        if (place := _place(cells)) is not None:
            _relate(place, course_class=_one(CourseClass, cells))
            places.append(place.facts())
    return OrderFacts(
        reference=order.reference,
        name=order.name,
        email=order.email,
        total=order.total,
        paid=order.paid,
        hold_until=order.hold_until,
        registrations=tuple(places),
    )


def _place(cells: Iterator[Any]) -> Registration | None:
    place = _if_any(Registration, cells)
    person, source = _if_any(Person, cells), _if_any(LeadSource, cells)
    if place is not None:
        _relate(place, person=person, lead_source=source)
    return place


def _meetings(executor: Executor, course_class: CourseClass) -> list[Meeting]:
    rows = executor.execute(_MEETINGS, {"of_class": course_class.id})
    return [_one(Meeting, iter(row)) for row in rows]


def _prices(rows: Sequence[Row[Any]]) -> list[PriceOption]:
    """Read the class's prices: each row has one, or the only row none."""
    before = sum(len(_names(each)) for each in _OF_EVENT[:-1])
    found = (_if_any(PriceOption, iter(row[before:])) for row in rows)
    return [price for price in found if price is not None]


@cache
def _names(mapped: type[Base]) -> tuple[str, ...]:
    return tuple(column.key for column in table_of(mapped).c)


def _one(mapped: type[M], cells: Iterator[Any]) -> M:
    """Make the object of the next cells, as a session would: without its constructor.

    It belongs to no session and is never written.
    """
    made = manager_of_class(mapped).new_instance()
    # The names come first: with the cells first, zip would swallow one too many.
    instance_dict(made).update(zip(_names(mapped), cells, strict=False))
    return made


def _if_any(mapped: type[M], cells: Iterator[Any]) -> M | None:
    """Make the object of the next cells, or None where nothing was joined."""
    made = _one(mapped, cells)
    return made if instance_dict(made)["id"] is not None else None


def _relate(made: Base, **others: object) -> None:
    for name, other in others.items():
        set_committed_value(made, name, other)
