"""Move registration: a confirmed place goes on in another class; what it costs less goes back.

A dearer class is joined at the price that was paid: nobody is charged without having agreed to it.
Extras stay with the class that has them, so what they cost goes back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from app.domain.bill import place_line
from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassFull, Closed, Price, current_price
from app.domain.event import EventKind
from app.domain.money import Money
from app.domain.registration import Channel
from app.domain.replacing import PlaceStays, Unchangeable, why_it_stays
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass, find_class
from app.store.database import transaction
from app.store.extra import give_extras_back
from app.store.money_back import owe_back
from app.store.order import Order
from app.store.order_line import without_extras
from app.store.person import lock_people
from app.store.registration import Registration, lock_place
from app.store.renewing import end_for_another, renew, take_over
from app.store.seat import release_seats, take_seats


@dataclass(frozen=True, slots=True)
class Moved:
    """The place's new reference, and what goes back because the other class costs less."""

    reference: str
    back: Money


def move_registration(
    sessions: Sessions,
    *,
    reference: str,
    class_code: str,
    asked_by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Moved | None:
    """Move the place to another class; None where there is no such registration.

    The deadline for registering does not bind staff; the seats do. Answers go along.

    Raises:
        PlaceStays: the place or the class does not allow it, or the class is full.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        found = lock_place(session, reference)
        if found is None:
            return None
        order, _, old = found
        moved = _move(session, announcer, order, old, class_code, asked_by=asked_by, now=now)
    wake(announcer.destinations)
    return moved


def _move(
    session: Session,
    announcer: Announcer,
    order: Order,
    old: Registration,
    class_code: str,
    *,
    asked_by: str,
    now: datetime,
) -> Moved:
    target = _target(session, old, class_code, now=now)
    kept = without_extras(session, old)
    price = _price(order, old, target, kept=kept, now=now)
    lock_people(session, [] if old.person_id is None else [old.person_id])
    _change_seats(session, order, old, target, now=now)
    reason = f"moved to {target.code}"
    end_for_another(announcer, old, order=order, reason=reason)
    new = renew(
        session,
        announcer,
        old,
        order=order,
        now=now,
        changed={"course_class": target},
        lines=[place_line(price, position=old.position)] if price.money.minor else (),
    )
    take_over(announcer, new, order=order)
    for changed in (old.course_class, target):
        announcer.announce(EventKind.CLASS_SEATS_CHANGED, changed)
    back = owe_back(
        session,
        order,
        amount_minor=old.price_minor - new.price_minor,
        reason=reason,
        now=now,
        asked_by=asked_by,
    )
    return Moved(new.reference, Money(back, order.currency))


def _target(session: Session, place: Registration, code: str, *, now: datetime) -> CourseClass:
    starts_at = place.course_class.starts_at
    why = why_it_stays(place.state, place.channel, starts_at=starts_at, now=now)
    if why is not None:
        raise PlaceStays(why)
    if place.course_class.code == code:
        raise PlaceStays(Unchangeable.SAME_CLASS)
    target = find_class(session, code)
    if target is None:
        raise PlaceStays(Unchangeable.NO_SUCH_CLASS)
    if target.why_closed(now) not in (None, Closed.DEADLINE):
        raise PlaceStays(Unchangeable.CLOSED)
    return target


def _price(
    order: Order, place: Registration, target: CourseClass, *, kept: int, now: datetime
) -> Price:
    """Return what the place costs in the other class: never more than it did without extras."""
    prices = target.prices()
    price = current_price(prices, currency=order.currency, now=now)
    if price is None and prices and place.price_minor:
        raise PlaceStays(Unchangeable.NO_PRICE)
    if price is None:
        return Price("", Money(0, order.currency))
    cheaper = min(price.money.minor, kept)
    return replace(price, money=Money(cheaper, order.currency))


def _change_seats(
    session: Session, order: Order, place: Registration, target: CourseClass, *, now: datetime
) -> None:
    """Take a seat there and give the one here back, the class that was made first at first.

    Two that change classes with each other would else wait for each other's row.
    """
    given_back = partial(
        release_seats,
        session,
        place.course_class,
        order_id=order.id,
        seats=1,
        reason="moved",
        channel=Channel.STAFF,
        taken_by=order.channel,
        now=now,
    )
    if place.class_id < target.id:
        given_back()
    try:
        take_seats(
            session,
            target,
            order_id=order.id,
            seats=1,
            reason="moved",
            # It counts as the order's channel's, by which it may be given back one day.
            channel=order.channel,
            now=now,
        )
    except ClassFull as full:
        raise PlaceStays(Unchangeable.FULL) from full
    if place.class_id > target.id:
        given_back()
    give_extras_back(session, [place.id])
