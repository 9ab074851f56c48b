"""Register: make an order of a draft, take its seats, and promise to tell everyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassClosed, ClassFull, Price, current_price
from app.domain.draft import DraftGone, FormChanged
from app.domain.event import EventKind
from app.domain.money import NO_CURRENCY, Money
from app.domain.reference import new_reference
from app.domain.registration import Channel, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.class_to_register import ClassToRegister, DraftToSend, find_draft_to_send
from app.store.database import reading_rows, writing_rows
from app.store.lead_source import find_lead_source
from app.store.order import add_order
from app.store.person import Known, know_people
from app.store.registration import add_registrations, refuse_second_places
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
    channel: Channel = Channel.WEB,
    request_id: str = "",
) -> Registered:
    """Make the order of a draft; a second call with the same draft gives the first one's order.

    ``agreed`` is the total that was shown (promise: what was shown is what is charged). Seats are
    held for ``hold``, or confirmed at once where nothing is to be paid. A family may share an
    address at the site; at the API one address has one open place in a class (iso.md S7).

    Raises:
        DraftGone: no such draft.
        FormChanged: the questions or the price are no longer those that were shown.
        ClassClosed, ClassFull: the class takes no registrations, or not so many.
        AlreadyRegistered: the address has a place in the class (only by way of the API).
    """
    attempt = partial(
        _attempt,
        sessions,
        draft_token,
        partners=partners,
        now=now,
        hold=hold,
        agreed=agreed,
        channel=channel,
        request_id=request_id,
    )
    try:
        return attempt()
    except IntegrityError:
        # Two clicks at once: the other one's order is there now, and this attempt left nothing.
        return attempt()


@dataclass(frozen=True, slots=True)
class _Made:
    """An order or a registration as it was written; ``person`` is a registration's."""

    id: int
    reference: str
    person: Known | None = None


def _attempt(
    sessions: Sessions,
    draft_token: str,
    *,
    partners: Mapping[str, Partner],
    now: datetime,
    hold: timedelta,
    agreed: Money | None,
    channel: Channel,
    request_id: str,
) -> Registered:
    with reading_rows(sessions) as connection:
        draft = find_draft_to_send(connection, draft_token)
    if draft is None:
        raise DraftGone
    if draft.order_reference is not None:
        return Registered(draft.order_reference, bool(draft.order_total_minor), frozenset())
    price = _price(draft, agreed=agreed, now=now)
    _refuse(draft, channel=channel, now=now)
    with (
        writing_rows(sessions) as connection,
        announcing(connection, partners, now=now, request_id=request_id) as announcer,
    ):
        until = now + hold if price else None
        reference = _register(
            connection, announcer, draft_token, draft, price, channel, now=now, hold_until=until
        )
    return Registered(reference, price is not None, frozenset(announcer.destinations))


def _price(draft: DraftToSend, *, agreed: Money | None, now: datetime) -> Price | None:
    """Return what one place costs now, or None where it is free."""
    course_class, filled = draft.course_class, draft.filled
    if filled.form_id != course_class.form_id:
        raise FormChanged(class_code=course_class.code)
    price = current_price(course_class.prices, currency=filled.currency, now=now)
    if course_class.prices and price is None:
        raise FormChanged(class_code=course_class.code)
    total = price.money * len(filled.participants) if price else None
    if agreed is not None and total != agreed:
        raise FormChanged(class_code=course_class.code)
    return price if price and price.money.minor else None


def _refuse(draft: DraftToSend, *, channel: Channel, now: datetime) -> None:
    """Refuse what has no chance before anything is locked; the seats' own guard comes at the end.

    Raises:
        ClassClosed, ClassFull: the class takes no registrations, or not so many.
    """
    course_class, wanted = draft.course_class, len(draft.filled.participants)
    why = course_class.why_closed(now)
    if why is not None:
        raise ClassClosed(class_code=course_class.code, why=why)
    if course_class.free[channel] < wanted:
        raise ClassFull(class_code=course_class.code, wanted=wanted)


def _register(
    connection: Connection,
    announcer: Announcer,
    draft_token: str,
    draft: DraftToSend,
    price: Price | None,
    channel: Channel,
    *,
    now: datetime,
    hold_until: datetime | None,
) -> str:
    """Write the order with all that belongs to it, and take its seats; return its reference.

    The seats come last: the class's row is locked from then on, and everybody wants it.
    """
    buyer, course_class = draft.filled.buyer, draft.course_class
    attending = [each.contact for each in draft.filled.participants]
    members = () if hold_until else attending
    people = know_people(connection, [buyer, *attending], now=now, members=members)
    order = _add_order(
        connection,
        draft_token,
        draft,
        buyer=people[buyer],
        price=price,
        channel=channel,
        now=now,
        hold_until=hold_until,
    )
    persons = [people[each] for each in attending]
    places = _add_places(connection, order, draft, persons, price, channel, now, hold_until)
    _announce(announcer, course_class, order, places, held=hold_until is not None)
    announcer.write()
    take_seats(
        connection,
        course_class,
        order_id=order.id,
        seats=len(places),
        reason="registered",
        channel=channel,
        now=now,
    )
    if channel is Channel.API:
        refuse_second_places(connection, order.id, course_class.id, attending)
    return order.reference


def _add_order(
    connection: Connection,
    draft_token: str,
    draft: DraftToSend,
    *,
    buyer: Known,
    price: Price | None,
    channel: Channel,
    now: datetime,
    hold_until: datetime | None,
) -> _Made:
    filled, reference = draft.filled, new_reference("CD")
    total = price.money * len(filled.participants) if price else Money(0, NO_CURRENCY)
    number = add_order(
        connection,
        reference=reference,
        draft_token=draft_token,
        buyer_id=buyer.id,
        name=filled.buyer.name,
        email=filled.buyer.email,
        phone=filled.buyer.phone,
        company=filled.company,
        channel=channel,
        currency=total.currency,
        total_minor=total.minor,
        paid_minor=0,
        hold_until=hold_until,
        created_at=now,
    )
    return _Made(number, reference)


def _add_places(
    connection: Connection,
    order: _Made,
    draft: DraftToSend,
    people: Sequence[Known],
    price: Price | None,
    channel: Channel,
    now: datetime,
    hold_until: datetime | None,
) -> list[_Made]:
    filled = draft.filled
    common = {
        "order_id": order.id,
        "class_id": draft.course_class.id,
        "form_id": filled.form_id,
        "lead_source_id": find_lead_source(connection, filled.lead_source),
        "price_option_id": price.id if price else None,
        "price_minor": price.money.minor if price else 0,
        "comment": "",
        "channel": channel,
        "state": RegistrationState.HELD if hold_until else RegistrationState.CONFIRMED,
        "state_reason": "",
        "created_at": now,
    }
    rows: list[dict[str, object]] = [
        {
            **common,
            "reference": new_reference("R"),
            "person_id": person.id,
            "position": position,
            "name": participant.contact.name,
            "email": participant.contact.email,
            "phone": participant.contact.phone,
            "answers": dict(participant.answers),
        }
        for position, (participant, person) in enumerate(
            zip(filled.participants, people, strict=True)
        )
    ]
    numbers = add_registrations(connection, rows)
    references = [str(row["reference"]) for row in rows]
    return [
        _Made(numbers[reference], reference, person)
        for reference, person in zip(references, people, strict=True)
    ]


def _announce(
    announcer: Announcer,
    course_class: ClassToRegister,
    order: _Made,
    places: Sequence[_Made],
    *,
    held: bool,
) -> None:
    kinds = [EventKind.REGISTRATION_HELD]
    if not held:
        kinds.append(EventKind.REGISTRATION_CONFIRMED)
    for place in places:
        for kind in kinds:
            announcer.announce(kind, course_class, order=order, registration=place)
    whole = EventKind.ORDER_HELD if held else EventKind.ORDER_CONFIRMED
    announcer.announce(whole, course_class, order=order)
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
