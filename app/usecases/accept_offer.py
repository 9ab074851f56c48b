"""Accept offer: whoever was offered places takes them, and says how they will be paid.

What costs nothing, or is paid at the door, is confirmed; on invoice the places are held until it is
due, as those of any order on invoice are. Not here: an offer that has to be paid for online
(open_checkout: the payment accepts it, all of it or a deposit).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.draft import FormChanged
from app.domain.event import EventKind
from app.domain.gateway import Gateway
from app.domain.objection import Taker
from app.domain.payable import ways_of_offer
from app.domain.payment_plan import AT_ONCE, Agreement, Plan, When, Wish
from app.domain.registration import SEATED, RegistrationState
from app.domain.waiting import EntryState
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.order import Order, find_order, lock_order
from app.store.payment_terms import add_terms, terms_of
from app.store.registration import Registration, registrations_of
from app.store.settlement import confirm_order
from app.store.waiting import WaitingEntry, find_entry


class Accepted(StrEnum):
    """How it ended; ``too_late``: the offer lapsed, was declined, or never was.

    ``held``: it is accepted, and paid by invoice; ``payable``: a payment online accepts it.
    """

    CONFIRMED = "confirmed"
    HELD = "held"
    ALREADY = "already"
    PAYABLE = "payable"
    TOO_LATE = "too_late"


def accept_offer(
    sessions: Sessions,
    *,
    reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    gateways: Mapping[str, Gateway],
    now: datetime,
    wish: Wish = AT_ONCE,
    request_id: str = "",
) -> Accepted:
    """Accept the places that an order was offered, to be paid as ``wish`` says; twice does no more.

    ``gateways`` are asked whether they take what of it is paid online; none is called.

    Raises:
        FormChanged: that way to pay is not offered (any more).
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        ended = _accept(session, announcer, reference, wish, gateways.values(), now=now)
    wake(announcer.destinations)
    return ended


def _accept(
    session: Session,
    announcer: Announcer,
    reference: str,
    wish: Wish,
    takers: Collection[Taker],
    *,
    now: datetime,
) -> Accepted:
    order = find_order(session, reference)
    if order is None:
        return Accepted.TOO_LATE
    order = lock_order(session, order.id)
    places = registrations_of(session, order.id)
    states = {each.state for each in places}
    if RegistrationState.HELD not in states:
        return Accepted.ALREADY if states & SEATED else Accepted.TOO_LATE
    if order.total_minor and wish.plan is Plan.ONLINE:
        return Accepted.PAYABLE
    entry = find_entry(session, order.id)
    if entry is None:
        # Held, and not offered: Trainingportal's, which confirms it, or one that chose as it came.
        return Accepted.TOO_LATE
    if entry.state is EntryState.ACCEPTED:
        return Accepted.ALREADY
    if order.hold_until is None or order.hold_until <= now:
        return Accepted.TOO_LATE
    if any(each.course_class.why_closed(now) for each in places):
        # Cancelled, or begun earlier than was said: its places are on their way to end.
        return Accepted.TOO_LATE
    if order.total_minor:
        return _pay_later(session, announcer, order, places, entry, wish, takers, now=now)
    confirm_order(session, announcer, order=order, registrations=places, now=now)
    return Accepted.CONFIRMED


def _pay_later(
    session: Session,
    announcer: Announcer,
    order: Order,
    places: Sequence[Registration],
    entry: WaitingEntry,
    wish: Wish,
    takers: Collection[Taker],
    *,
    now: datetime,
) -> Accepted:
    """Agree how it is paid; the offer's own time goes on where some of it is paid online first."""
    if terms_of(session, order) is not None or order.paid_minor:
        # Chosen before, or begun to be paid.
        return Accepted.PAYABLE
    agreement = _agree(order, places[0], wish, takers, now=now)
    add_terms(session, order.id, agreement, wish.invoice_to, now=now)
    if agreement.plan is Plan.DEPOSIT:
        return Accepted.PAYABLE
    entry.state = EntryState.ACCEPTED
    if agreement.confirms(order.owed):
        confirm_order(session, announcer, order=order, registrations=places, now=now)
        return Accepted.CONFIRMED
    order.hold_until = agreement.hold_until(order.owed, now=now, hold=timedelta())
    announcer.announce(EventKind.ORDER_HELD, places[0].course_class, order=order)
    return Accepted.HELD


def _agree(
    order: Order, place: Registration, wish: Wish, takers: Collection[Taker], *, now: datetime
) -> Agreement:
    """Return what is agreed where it is paid that way.

    Raises:
        FormChanged: it is not offered.
    """
    course_class = place.course_class
    when = When(course_class.starts_at, course_class.timezone, now)
    for each in ways_of_offer(
        course_class.ways(), total=order.owed, when=when, channel=order.channel, takers=takers
    ):
        if each.plan is wish.plan:
            return each
    raise FormChanged(class_code=course_class.code)
