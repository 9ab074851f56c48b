"""Register: make an order of a draft, take its seats, and promise to tell everyone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassClosed, ClassFull, Price, current_price
from app.domain.draft import DraftGone, Filled, FormChanged, filled_from
from app.domain.event import EventKind
from app.domain.money import NO_CURRENCY, Money
from app.domain.reference import new_reference
from app.domain.registration import Channel, RegistrationState
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.draft import Draft, find_draft, find_order_of_draft
from app.store.lead_source import LeadSource, find_lead_source
from app.store.order import Order
from app.store.outbox import Announcer
from app.store.person import Person, find_or_add_people
from app.store.registration import Registration
from app.store.seat import take_seats


@dataclass(frozen=True, slots=True)
class Registered:
    """The order made, whether it has to be paid, and the destinations that now have news."""

    reference: str
    payable: bool
    destinations: frozenset[str]


def register(
    sessions: Sessions,
    *,
    draft_token: str,
    partners: Mapping[str, Partner],
    now: datetime,
    hold: timedelta,
    agreed: Money | None = None,
    request_id: str = "",
) -> Registered:
    """Make the order of a draft; a second call with the same draft gives the first one's order.

    ``agreed`` is the total that was shown (promise: what was shown is what is charged). Seats are
    held for ``hold``, or confirmed at once where nothing is to be paid.

    Raises:
        DraftGone: no such draft.
        FormChanged: the questions or the price are no longer those that were shown.
        ClassClosed, ClassFull: the class takes no registrations, or not so many.
    """
    attempt = partial(
        _attempt,
        sessions,
        draft_token,
        partners=partners,
        now=now,
        hold=hold,
        agreed=agreed,
        request_id=request_id,
    )
    try:
        return attempt()
    except IntegrityError:
        # Two clicks at once: the other one's order is there now, and this attempt left nothing.
        return attempt()


def _attempt(
    sessions: Sessions,
    draft_token: str,
    *,
    partners: Mapping[str, Partner],
    now: datetime,
    hold: timedelta,
    agreed: Money | None,
    request_id: str,
) -> Registered:
    with transaction(sessions) as session:
        found = find_draft(session, draft_token)
        if found is None:
            raise DraftGone
        draft, order = found
        if order is not None:
            return _made_before(order)
        announcer = Announcer(session, partners, now=now, request_id=request_id)
        try:
            return _register(session, announcer, draft, agreed=agreed, now=now, hold=hold)
        except ClassFull:
            # Two clicks at once for the last seats: on PostgreSQL the second waits for the first,
            # and what it then finds taken is its own.
            order = find_order_of_draft(session, draft_token)
            if order is None:
                raise
            return _made_before(order)


def _made_before(order: Order) -> Registered:
    return Registered(order.reference, order.total_minor > 0, frozenset())


def _register(
    session: Session,
    announcer: Announcer,
    draft: Draft,
    *,
    agreed: Money | None,
    now: datetime,
    hold: timedelta,
) -> Registered:
    filled = filled_from(draft.content)
    price = _price(draft, filled, agreed=agreed, now=now)
    course_class = draft.course_class
    why = course_class.why_closed(now)
    if why is not None:
        raise ClassClosed(class_code=course_class.code, why=why)
    order = _order(draft, filled, price=price, now=now, hold=hold)
    take_seats(
        session,
        course_class,
        order=order,
        seats=len(filled.participants),
        reason="registered",
        channel=Channel.WEB,
        now=now,
    )
    free = order.hold_until is None
    attending = [each.contact for each in filled.participants]
    people = find_or_add_people(
        session, [filled.buyer, *attending], now=now, members=attending if free else ()
    )
    order.buyer = people[filled.buyer]
    source = find_lead_source(session, filled.lead_source)
    places = _places(
        order, course_class, filled, [people[c] for c in attending], price, source, now
    )
    session.add_all(places)
    _announce(announcer, course_class, order, places)
    return Registered(order.reference, not free, frozenset(announcer.destinations))


def _price(draft: Draft, filled: Filled, *, agreed: Money | None, now: datetime) -> Price | None:
    """Return what one place costs now, or None where it is free."""
    course_class = draft.course_class
    if filled.form_id != course_class.program.form_id:
        raise FormChanged(class_code=course_class.code)
    prices = course_class.prices()
    price = current_price(prices, currency=filled.currency, now=now)
    if prices and price is None:
        raise FormChanged(class_code=course_class.code)
    total = price.money * len(filled.participants) if price else None
    if agreed is not None and total != agreed:
        raise FormChanged(class_code=course_class.code)
    return price if price and price.money.minor else None


def _order(
    draft: Draft, filled: Filled, *, price: Price | None, now: datetime, hold: timedelta
) -> Order:
    total = price.money * len(filled.participants) if price else Money(0, NO_CURRENCY)
    return Order(
        reference=new_reference("CD"),
        draft_token=draft.token,
        name=filled.buyer.name,
        email=filled.buyer.email,
        phone=filled.buyer.phone,
        company=filled.company,
        channel=Channel.WEB,
        currency=total.currency,
        total_minor=total.minor,
        paid_minor=0,
        hold_until=now + hold if total.minor else None,
        created_at=now,
    )


def _places(
    order: Order,
    course_class: CourseClass,
    filled: Filled,
    people: list[Person],
    price: Price | None,
    source: LeadSource | None,
    now: datetime,
) -> list[Registration]:
    state = RegistrationState.HELD if order.hold_until else RegistrationState.CONFIRMED
    return [
        Registration(
            reference=new_reference("R"),
            order=order,
            course_class=course_class,
            person=person,
            lead_source=source,
            form_id=filled.form_id,
            price_option_id=price.id if price else None,
            price_minor=price.money.minor if price else 0,
            position=position,
            name=participant.contact.name,
            email=participant.contact.email,
            phone=participant.contact.phone,
            answers=dict(participant.answers),
            channel=Channel.WEB,
            state=state,
            created_at=now,
        )
        for position, (participant, person) in enumerate(
            zip(filled.participants, people, strict=True)
        )
    ]


def _announce(
    announcer: Announcer, course_class: CourseClass, order: Order, places: list[Registration]
) -> None:
    for place in places:
        announcer.announce(
            EventKind.REGISTRATION_HELD, course_class, order=order, registration=place
        )
        if place.state is RegistrationState.CONFIRMED:
            announcer.announce(
                EventKind.REGISTRATION_CONFIRMED, course_class, order=order, registration=place
            )
    whole = EventKind.ORDER_HELD if order.hold_until else EventKind.ORDER_CONFIRMED
    announcer.announce(whole, course_class, order=order)
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
