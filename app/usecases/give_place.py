"""Give place: staff register somebody by hand, from the staff's own seats first.

The questions of the form are not asked. Not here: people who register themselves (register.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from app.domain.bill import Line, offered_to, place_line
from app.domain.contact import Contact
from app.domain.contract import Partner, Sessions
from app.domain.course_class import OPEN_TO_STAFF, ClassClosed, ClassFull, current_price
from app.domain.event import EventKind
from app.domain.form.company import NOBODY, Company
from app.domain.money import NO_CURRENCY
from app.domain.price import OptionFull
from app.domain.reference import new_reference
from app.domain.registration import Channel, RegistrationState
from app.domain.seat import NotFull
from app.store.announcer import Announcer, announcing
from app.store.class_to_register import ClassToRegister, find_class_to_register
from app.store.database import reading_rows, table_of, writing_rows
from app.store.order import Order, add_order
from app.store.order_line import add_lines
from app.store.person import Known, know_people
from app.store.price_option import take_options
from app.store.registration import Registration, add_registrations
from app.store.seat import overbook_seat, take_seats

# How long a place given by staff waits for its money: who is written to is not at the till.
HOLD = timedelta(days=3)
WHY_LIMIT = 200


@dataclass(eq=False)
class PriceUnknown(Exception):
    """The place was to be paid for in a currency in which the class has no price now."""

    currency: str

    def __str__(self) -> str:
        return f"The class has no price in {self.currency} now"


@dataclass(frozen=True, slots=True)
class Place:
    """Who gets it and how.

    ``currency`` is what it is to be paid in, or empty: then it is confirmed at once and nothing is
    to be paid here. ``overbooks`` is why it is given although the class is full, or empty: then it
    is not. ``by`` is whose decision it was; ``token`` tells two clicks from two places. Where its
    ``company`` has a VAT number, its price is without the tax, as anybody's is then.
    """

    contact: Contact
    note: str
    currency: str
    overbooks: str
    by: str
    token: str
    company: Company = NOBODY


def give_place(
    sessions: Sessions,
    *,
    class_code: str,
    place: Place,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> str | None:
    """Register somebody and return the registration's reference, None where there is no such class.

    A second call with the same token gives the first one's registration. Everybody hears of it as
    of any other; where it is to be paid, the letter has the link.

    Raises:
        ClassClosed: it is cancelled, over, or taken off the list.
        ClassFull: no seat is free for staff, and it was not to be overbooked.
        NotFull: it was to be overbooked, and is not full.
        PriceUnknown: there is no such price now.
    """
    attempt = partial(_attempt, sessions, class_code, place, partners, now, request_id)
    try:
        reference, destinations = attempt()
    except (IntegrityError, ClassFull, NotFull, OptionFull):
        # Two clicks at once: the other one's registration is there now. Or the class was closed
        # meanwhile, which is what is to be said then; or a price was used up, and the next holds.
        reference, destinations = attempt()
    wake(destinations)
    return reference


def _attempt(
    sessions: Sessions,
    class_code: str,
    place: Place,
    partners: Mapping[str, Partner],
    now: datetime,
    request_id: str,
) -> tuple[str | None, set[str]]:
    with reading_rows(sessions) as connection:
        course_class = find_class_to_register(connection, class_code)
        given = _given(connection, place.token)
    if course_class is None or given is not None:
        return given, set()
    closed = course_class.why_closed(now)
    if closed is not None and closed not in OPEN_TO_STAFF:
        raise ClassClosed(class_code=class_code, why=closed)
    line = _line(course_class, place, now=now)
    with (
        writing_rows(sessions) as connection,
        announcing(connection, partners, now=now, request_id=request_id) as announcer,
    ):
        reference = _give(connection, announcer, course_class, place, line, now=now)
    return reference, announcer.destinations


def _given(connection: Connection, token: str) -> str | None:
    """Return the registration that was made with this token, if there is one."""
    reference: str | None = connection.execute(
        select(table_of(Registration).c.reference)
        .join(table_of(Order), table_of(Order).c.id == table_of(Registration).c.order_id)
        .where(table_of(Order).c.draft_token == token)
    ).scalar()
    return reference


def _line(course_class: ClassToRegister, place: Place, *, now: datetime) -> Line | None:
    """Return what the place costs, as anybody pays it, or None where nothing is to be paid."""
    if not place.currency:
        return None
    prices = offered_to(course_class.prices, vat_number=place.company.vat_number)
    price = current_price(prices, currency=place.currency, now=now)
    if price is None:
        raise PriceUnknown(currency=place.currency)
    return place_line(price, position=0) if price.money.minor else None


@dataclass(frozen=True, slots=True)
class _Made:
    """An order or a registration as it was written; ``person`` is a registration's."""

    id: int
    reference: str
    person: Known | None = None


def _give(
    connection: Connection,
    announcer: Announcer,
    course_class: ClassToRegister,
    place: Place,
    line: Line | None,
    *,
    now: datetime,
) -> str:
    """Write the order with all that belongs to it, and take its seat, as ``register`` does.

    The seat comes last: the class's row is locked from then on, and everybody wants it.
    """
    members = () if line else (place.contact,)
    person = know_people(connection, [place.contact], now=now, members=members)[place.contact]
    order = _add_order(connection, course_class, place, person, line, now=now)
    made = _add_registration(connection, order, course_class, place, person, line, now=now)
    _announce(announcer, course_class, order, made, held=line is not None)
    announcer.write()
    if place.overbooks:
        note = f"{place.overbooks[:WHY_LIMIT]} ({place.by})"
        overbook_seat(connection, course_class, order_id=order.id, note=note, now=now)
    else:
        take_seats(
            connection,
            course_class,
            order_id=order.id,
            seats=1,
            reason="given by staff",
            channel=Channel.STAFF,
            now=now,
        )
    if line:
        take_options(connection, [line.price_option_id])
    return made.reference


def _add_order(
    connection: Connection,
    course_class: ClassToRegister,
    place: Place,
    person: Known,
    line: Line | None,
    *,
    now: datetime,
) -> _Made:
    reference, contact = new_reference("CD"), place.contact
    number = add_order(
        connection,
        reference=reference,
        draft_token=place.token,
        buyer_id=person.id,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        company=place.company.name,
        vat_number=place.company.vat_number,
        address=list(place.company.address),
        channel=Channel.STAFF,
        currency=line.each.currency if line else NO_CURRENCY,
        total_minor=line.total.minor if line else 0,
        paid_minor=0,
        owed_minor=line.total.minor if line else 0,
        hold_until=_held_until(course_class, now) if line else None,
        created_at=now,
    )
    return _Made(number, reference)


def _held_until(course_class: ClassToRegister, now: datetime) -> datetime:
    """Return until when it waits for money: no longer than until the class begins, or ends."""
    outline = course_class.outline
    return min(now + HOLD, outline.starts_at if outline.starts_at > now else outline.ends_at)


def _add_registration(
    connection: Connection,
    order: _Made,
    course_class: ClassToRegister,
    place: Place,
    person: Known,
    line: Line | None,
    *,
    now: datetime,
) -> _Made:
    reference, contact = new_reference("R"), place.contact
    row: dict[str, object] = {
        "reference": reference,
        "order_id": order.id,
        "class_id": course_class.id,
        "person_id": person.id,
        "form_id": course_class.form_id,
        "price_option_id": line.price_option_id if line else None,
        "price_minor": line.total.minor if line else 0,
        "position": 0,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "comment": place.note,
        "answers": {},
        "channel": Channel.STAFF,
        "state": RegistrationState.HELD if line else RegistrationState.CONFIRMED,
        "state_reason": "",
        "created_at": now,
    }
    number = add_registrations(connection, [row])[reference]
    if line:
        add_lines(connection, [line], places={0: number})
    return _Made(number, reference, person)


def _announce(
    announcer: Announcer,
    course_class: ClassToRegister,
    order: _Made,
    registration: _Made,
    *,
    held: bool,
) -> None:
    kinds = [EventKind.REGISTRATION_HELD]
    if not held:
        kinds.append(EventKind.REGISTRATION_CONFIRMED)
    for kind in kinds:
        announcer.announce(kind, course_class, order=order, registration=registration)
    whole = EventKind.ORDER_HELD if held else EventKind.ORDER_CONFIRMED
    announcer.announce(whole, course_class, order=order)
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
