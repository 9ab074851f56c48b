"""Joining the waiting list: an order without a seat and without a price, at the end of the line.

What it will cost is what a place costs when it is offered (offering.py).
"""

from datetime import datetime

from sqlalchemy import Connection

from app.domain.bill import Bill
from app.domain.contract import LINE
from app.domain.course_class import ClassClosed, ClassFull
from app.domain.draft import Filled
from app.domain.event import EventKind
from app.domain.money import NO_CURRENCY
from app.domain.registration import Channel, RegistrationState
from app.domain.waiting import PlaceWish, SeatsFree, is_to_wait
from app.store.announcer import Announcer
from app.store.class_to_register import ClassToRegister, DraftToSend
from app.store.order_rows import OrderToWrite, attending, write_order, write_places
from app.store.person import know_people
from app.store.registration import refuse_second_places
from app.store.waiting import add_entry, refuse_more_entries


def joins_line(draft: DraftToSend, wish: PlaceWish, *, channel: Channel, now: datetime) -> bool:
    """Say whether it is to join the line; refuse what has no chance before anything is locked.

    The guards of the seats and of the line come at the end.

    Raises:
        ClassClosed, ClassFull: the class takes no registrations, or not so many.
        SeatsFree: they agreed to wait, and need not.
    """
    course_class, wanted = draft.course_class, len(draft.filled.participants)
    why = course_class.why_closed(now)
    if why is not None:
        raise ClassClosed(class_code=course_class.code, why=why)
    free, most = course_class.free[channel], course_class.most[channel]
    has_line = course_class.has_line
    if is_to_wait(wish, wanted=wanted, free=free, most=most, has_line=has_line):
        return True
    if wish is PlaceWish.LINE and free >= wanted:
        raise SeatsFree(course_class.code)
    if free < wanted:
        raise ClassFull(class_code=course_class.code, wanted=wanted)
    return False


def join_line(
    connection: Connection,
    announcer: Announcer,
    course_class: ClassToRegister,
    filled: Filled,
    *,
    channel: Channel,
    now: datetime,
    token: str | None = None,
) -> str:
    """Write an order whose registrations wait together; return its reference.

    ``token`` is the draft's it is made of, where there was one. The entry comes last: the class's
    row is locked from then on, and everybody wants it.

    Raises:
        ClassClosed: the class was cancelled meanwhile; the transaction must end.
        InLineAlready: the buyer's address waits there often enough; the transaction must end.
        AlreadyRegistered: the address has a place in the class (only by way of the API).
    """
    wanted = _to_write(course_class, filled, channel=channel, now=now, token=token)
    everybody = attending(filled)
    people = know_people(connection, [filled.buyer, *everybody], now=now)
    order = write_order(connection, wanted, people)
    for place in write_places(connection, order.id, wanted, people):
        announcer.announce(
            EventKind.REGISTRATION_WAITLISTED, course_class, order=order, registration=place
        )
    announcer.announce(EventKind.ORDER_WAITLISTED, course_class, order=order)
    # Where a group waits although a seat is free, nobody else finds that seat from now on.
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    announcer.write()
    add_entry(connection, course_class, order_id=order.id, filled=filled, channel=channel, now=now)
    refuse_more_entries(connection, course_class, buyer=filled.buyer)
    # It may be their turn at once.
    announcer.destinations.add(LINE)
    if channel is Channel.API:
        refuse_second_places(connection, order.id, course_class.id, everybody)
    return order.reference


def _to_write(
    course_class: ClassToRegister,
    filled: Filled,
    *,
    channel: Channel,
    now: datetime,
    token: str | None,
) -> OrderToWrite:
    return OrderToWrite(
        class_id=course_class.id,
        filled=filled,
        # In the currency they want to pay in, when it comes to that.
        bill=Bill(filled.currency or NO_CURRENCY, ()),
        channel=channel,
        state=RegistrationState.WAITLISTED,
        now=now,
        token=token,
    )
