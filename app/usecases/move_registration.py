"""Move registration: a confirmed place goes on in another class; what it costs less goes back.

A dearer class is joined at the price that was paid, or the order owes the difference: then the
buyer is sent a link to pay it with, and nobody is charged by us. Extras stay with the class that
has them, so what they cost goes back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlalchemy.orm import Session

from app.domain.bill import Line, offered_to, place_line
from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassFull, Closed
from app.domain.event import EventKind
from app.domain.money import Money
from app.domain.payment_plan import When, charged_until
from app.domain.price import OptionFull, choose
from app.domain.registration import Channel
from app.domain.replacing import PlaceStays, Unchangeable, why_it_stays
from app.domain.seat import Taker
from app.domain.voucher import VoucherGone
from app.domain.wording import say_days
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass, find_class
from app.store.database import transaction
from app.store.extra import give_extras_back
from app.store.money_back import owe_back
from app.store.order import Order
from app.store.order_line import taken_off, without_extras
from app.store.payment_terms import charge
from app.store.person import lock_people
from app.store.price_option import release_options, take_options
from app.store.registration import Registration, lock_place
from app.store.renewing import end_for_another, renew, take_over
from app.store.seat import release_seats, take_seats
from app.store.voucher_return import count_in_class


class Dearer(StrEnum):
    """What becomes of the difference where the other class costs more."""

    WAIVED = "waived"
    CHARGED = "charged"


@dataclass(frozen=True, slots=True)
class Moved:
    """The place's new reference; what goes back, or is owed, because the other class costs else."""

    reference: str
    back: Money
    owed: Money


def move_registration(
    sessions: Sessions,
    *,
    reference: str,
    class_code: str,
    asked_by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    dearer: Dearer = Dearer.WAIVED,
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
        moved = _move(
            session, announcer, order, old, class_code, asked_by=asked_by, dearer=dearer, now=now
        )
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
    dearer: Dearer,
    now: datetime,
) -> Moved:
    target = _target(session, old, class_code, now=now)
    kept = without_extras(session, old)
    off = taken_off(session, old) if dearer is Dearer.CHARGED and old.price_minor else None
    line = _line(order, old, target, kept=kept, off=off, now=now)
    _count_there(session, old, target)
    _change_seats(session, order, old, target, now=now)
    _change_options(session, old, line)
    reason = f"moved to {target.code}"
    went = {"moved_from": _said(old.course_class), "moved_to": _said(target)}
    end_for_another(announcer, old, order=order, reason=reason, besides=went)
    new = renew(
        session,
        announcer,
        old,
        order=order,
        now=now,
        changed={"course_class": target},
        lines=[line] if line else (),
    )
    take_over(announcer, new, order=order)
    for changed in (old.course_class, target):
        announcer.announce(EventKind.CLASS_SEATS_CHANGED, changed)
    back = _give_back(session, order, old, new, reason=reason, asked_by=asked_by, now=now)
    more = max(new.price_minor - old.price_minor, 0)
    if more:
        _charge(session, announcer, order, target, more=more, reason=reason, now=now)
    return Moved(new.reference, Money(back, order.currency), Money(more, order.currency))


def _said(course_class: CourseClass) -> str:
    """Return a class as the letters of a move name it."""
    when = say_days(course_class.starts_at, course_class.ends_at, course_class.timezone)
    return f"{course_class.program.title}, {when} ({course_class.code})"


def _give_back(
    session: Session,
    order: Order,
    old: Registration,
    new: Registration,
    *,
    reason: str,
    asked_by: str,
    now: datetime,
) -> int:
    """Have the order cost what its places cost now, and what is less go back; return how much.

    What of it is not paid yet is not owed any more instead.
    """
    order.total_minor += new.price_minor - old.price_minor
    cheaper = max(old.price_minor - new.price_minor, 0)
    return owe_back(
        session,
        order,
        amount_minor=cheaper - order.forgive(cheaper),
        reason=reason,
        now=now,
        # What the new one costs is not touched by it.
        place=old.id,
        asked_by=asked_by,
    )


def _charge(
    session: Session,
    announcer: Announcer,
    order: Order,
    target: CourseClass,
    *,
    more: int,
    reason: str,
    now: datetime,
) -> None:
    """Have the order owe the difference, and send its buyer the link to pay it with."""
    due_at = charged_until(When(target.starts_at, target.timezone, now))
    charge(session, order, minor=more, due_at=due_at, now=now)
    session.flush()
    announcer.announce(EventKind.ORDER_PAYMENT_DUE, target, order=order, facts={"reason": reason})


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


def _line(
    order: Order,
    place: Registration,
    target: CourseClass,
    *,
    kept: int,
    off: int | None,
    now: datetime,
) -> Line | None:
    """Return what the place costs in the other class, None for nothing.

    That is more than ``kept`` only where the difference is charged: then so much is ``off`` as a
    voucher took off it here. What a free place would cost is never charged: its order has no
    currency to charge it in. Whoever is a member there pays as one, and a company that pays no tax
    pays none.
    """
    prices = target.prices()
    chosen = choose(
        offered_to(prices, vat_number=order.vat_number),
        [bool(place.membership)],
        currency=order.currency,
        now=now,
    )
    if chosen is None and prices and place.price_minor:
        raise PlaceStays(Unchangeable.NO_PRICE)
    if chosen is None:
        return None
    line = place_line(chosen[0], position=place.position)
    most = kept if off is None else max(kept, line.total.minor - off)
    if line.total.minor > most:
        line = line.capped(Money(most, order.currency))
    return line if line.total.minor else None


def _count_there(session: Session, place: Registration, target: CourseClass) -> None:
    """Lock the place's person, and count its voucher there: classes are locked after both."""
    lock_people(session, [] if place.person_id is None else [place.person_id])
    try:
        count_in_class(session, place.id, target.id)
    except VoucherGone as gone:
        raise PlaceStays(Unchangeable.VOUCHER_USED_UP) from gone


def _change_options(session: Session, place: Registration, line: Line | None) -> None:
    """Have the place counted at its new price and no more at the old one, as its seats are."""
    release_options(session, [place.price_option_id])
    try:
        take_options(session, [line.price_option_id if line else None])
    except OptionFull as full:
        raise PlaceStays(Unchangeable.USED_UP) from full


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
            # Staff decide; the page says who waits.
            taker=Taker.IN_TURN,
        )
    except ClassFull as full:
        raise PlaceStays(Unchangeable.FULL) from full
    if place.class_id > target.id:
        given_back()
    give_extras_back(session, [place.id])
