"""The outbox: an event as a destination is told it. Not here: writing one (announcer.py).

Read as rows by statements that are built once: a session's way to the same objects takes five times
as long, and this is done for every delivery. What they add up to is still said in one place each,
the ``facts`` of the mapped classes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm.attributes import instance_dict, manager_of_class, set_committed_value

from app.domain.event import Event, RegistrationFacts
from app.domain.stream import lead_source_stream, staff_stream
from app.store.course_class import CourseClass, Meeting
from app.store.database import Base, Executor, table_of
from app.store.delivery import Delivery, knowledge_of
from app.store.event import EventRow
from app.store.lead_source import LeadSource
from app.store.order import Order
from app.store.payment_terms import PaymentTerms
from app.store.person import Person
from app.store.price_option import PriceOption
from app.store.program import Form, Program
from app.store.registration import Registration, facts_told
from app.store.staff import Staff
from app.store.told_order import order_told
from app.store.venue import Venue

M = TypeVar("M", bound=Base)

# What tells a row from none, where that is not its number.
_KEYS: Mapping[type[Base], str] = {PaymentTerms: "order_id"}

_DELIVERY, _EVENT, _ORDER = table_of(Delivery), table_of(EventRow), table_of(Order)
_CLASS, _PROGRAM, _VENUE = table_of(CourseClass), table_of(Program), table_of(Venue)
_MEETING, _PRICE = table_of(Meeting), table_of(PriceOption)
_REGISTRATION, _PERSON = table_of(Registration), table_of(Person)
_TERMS, _FORM = table_of(PaymentTerms), table_of(Form)

_OF_EVENT = (Delivery, EventRow, CourseClass, Program, Venue, PriceOption)
_OF_PLACE = (Registration, Person)
_OF_ORDER = (Order, PaymentTerms)


def _columns(*classes: type[Base]) -> Select[Any]:
    return select(*(column for each in classes for column in table_of(each).c))


_TOLD = (
    _columns(*_OF_EVENT, *_OF_PLACE, *_OF_ORDER, Form)
    .select_from(
        _DELIVERY.join(_EVENT, _EVENT.c.id == _DELIVERY.c.event_id)
        .outerjoin(_CLASS, _CLASS.c.id == _EVENT.c.class_id)
        .outerjoin(_PROGRAM, _PROGRAM.c.id == _CLASS.c.program_id)
        .outerjoin(_VENUE, _VENUE.c.id == _CLASS.c.venue_id)
        .outerjoin(_PRICE, _PRICE.c.class_id == _CLASS.c.id)
        .outerjoin(_REGISTRATION, _REGISTRATION.c.id == _EVENT.c.registration_id)
        .outerjoin(_PERSON, _PERSON.c.id == _REGISTRATION.c.person_id)
        .outerjoin(_ORDER, _ORDER.c.id == _EVENT.c.order_id)
        .outerjoin(_TERMS, _TERMS.c.order_id == _ORDER.c.id)
        .outerjoin(_FORM, _FORM.c.id == _REGISTRATION.c.form_id)
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
    _columns(*_OF_PLACE, CourseClass, Program)
    .select_from(
        _REGISTRATION.join(_CLASS, _CLASS.c.id == _REGISTRATION.c.class_id)
        .join(_PROGRAM, _PROGRAM.c.id == _CLASS.c.program_id)
        .outerjoin(_PERSON, _PERSON.c.id == _REGISTRATION.c.person_id)
    )
    .where(_REGISTRATION.c.order_id == bindparam("of_order"))
    .order_by(_REGISTRATION.c.position, _REGISTRATION.c.id)
)


def event_of(executor: Executor, delivery_id: int, *, now: datetime) -> Event:
    """Return a delivery's event as it is told: what it is about is read now."""
    rows = executor.execute(_TOLD, {"delivery_id": delivery_id}).all()
    cells = iter(rows[0])
    delivery, happened = _one(Delivery, cells), _one(EventRow, cells)
    course_class = _class(executor, cells, prices=_prices(rows))
    place, order = _place(cells), _if_any(Order, cells)
    terms, form = _if_any(PaymentTerms, cells), _if_any(Form, cells)
    places = _places(executor, order) if order else []
    if place is not None:
        _relate(place, course_class=course_class)
    _name_leads(executor, happened, [each for each in (place, *places) if each])
    about = facts_told(place, order, form, to=delivery.destination) if place else None
    return Event(
        uid=happened.uid,
        kind=happened.kind,
        at=happened.at,
        facts=happened.facts,
        about_class=course_class.facts(now) if course_class else None,
        registration=about,
        order=order_told(executor, happened, order, terms, places, course_class) if order else None,
        known=knowledge_of(executor, delivery.destination, delivery.stream, besides=_named(about)),
        lead_source=happened.lead_source.facts() if happened.lead_source else None,
        staff=happened.staff.facts() if happened.staff else None,
        read_at=now,
    )


def _named(registration: RegistrationFacts | None) -> list[str]:
    """Return the streams of the source and the owner that a registration names.

    What a destination was told of those in their own streams need not be told with every lead.
    """
    if registration is None:
        return []
    source, owner = registration.lead_source, registration.owner
    streams = [lead_source_stream(source.code)] if source else []
    return [*streams, staff_stream(owner.code)] if owner else streams


def _class(
    executor: Executor, cells: Iterator[Any], *, prices: list[PriceOption]
) -> CourseClass | None:
    """Read the class that it happened to, with all that belongs to it."""
    course_class, program = _if_any(CourseClass, cells), _if_any(Program, cells)
    venue = _if_any(Venue, cells)
    _if_any(PriceOption, cells)
    if course_class is not None:
        meetings = _meetings(executor, course_class)
        _relate(course_class, program=program, venue=venue, price_options=prices, meetings=meetings)
    return course_class


def _places(executor: Executor, order: Order) -> list[Registration]:
    places = []
    for row in executor.execute(_PLACES, {"of_order": order.id}):
        cells = iter(row)
        place = _place(cells)
        if place is not None:
            course_class = _one(CourseClass, cells)
            _relate(course_class, program=_one(Program, cells))
            _relate(place, course_class=course_class)
            places.append(place)
    return places


def _place(cells: Iterator[Any]) -> Registration | None:
    place, person = _if_any(Registration, cells), _if_any(Person, cells)
    if place is not None:
        _relate(place, person=person)
    return place


def _name_leads(executor: Executor, happened: EventRow, places: Sequence[Registration]) -> None:
    """Put to each what it names: where a lead came from, and who is in charge of it."""
    people = {id(each.person): each.person for each in places if each.person is not None}
    programs = {id(each.course_class): each.course_class.program for each in places}
    sourced: list[EventRow | Registration | Person] = [happened, *places, *people.values()]
    owned: list[Registration | Person | Program] = [*places, *people.values(), *programs.values()]
    sources = _by_id(executor, LeadSource, (each.lead_source_id for each in sourced))
    staff = _by_id(executor, Staff, (happened.staff_id, *(each.owner_id for each in owned)))
    _relate(happened, staff=staff.get(happened.staff_id))
    for each in sourced:
        _relate(each, lead_source=sources.get(each.lead_source_id))
    for one in owned:
        _relate(one, owner=staff.get(one.owner_id))


def _by_id(
    executor: Executor, mapped: type[M], ids: Iterable[int | None]
) -> Mapping[int | None, M]:
    wanted = sorted({each for each in ids if each is not None})
    if not wanted:
        return {}
    rows = executor.execute(_those(mapped), {"ids": wanted})
    return {row.id: _one(mapped, iter(row)) for row in rows}


@cache
def _those(mapped: type[Base]) -> Select[Any]:
    return _columns(mapped).where(table_of(mapped).c.id.in_(bindparam("ids", expanding=True)))


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
    return made if instance_dict(made)[_KEYS.get(mapped, "id")] is not None else None


def _relate(made: Base, **others: object) -> None:
    for name, other in others.items():
        set_committed_value(made, name, other)
