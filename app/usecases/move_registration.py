"""Move registration: a place goes on in another class; what it costs less goes back.

A dearer class is joined at the price that was paid, or the order owes the difference: then the
buyer is sent a link to pay it with, and nobody is charged by us. Extras stay with the class that
has them, so what they cost goes back. What is not paid yet is not owed any more instead.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.bill import Line, offered_to, place_line
from app.domain.contract import Partner, Sessions
from app.domain.course_class import Closed
from app.domain.event import EventKind
from app.domain.left_behind import fact_of_left_behind, left_behind
from app.domain.money import Money
from app.domain.payment_plan import When, charged_until
from app.domain.price import choose
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import RegistrationState
from app.domain.replacing import OthersWait, PlaceStays, Unchangeable, why_it_stays
from app.domain.voucher import VoucherGone
from app.domain.wording import say_days
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass, find_class
from app.store.database import transaction
from app.store.held_place import refuse_to_change, wait_elsewhere
from app.store.money_back import owe_back
from app.store.moving import change_options, change_seats
from app.store.order import Order
from app.store.order_line import lines_of, taken_off, without_extras
from app.store.payment_terms import charge
from app.store.person import lock_people
from app.store.registration import Registration, lock_place
from app.store.renewing import end_for_another, renew, take_over
from app.store.voucher_return import count_in_class


class Dearer(StrEnum):
    """What becomes of the difference where the other class costs more."""

    WAIVED = "waived"
    CHARGED = "charged"


@dataclass(frozen=True, slots=True)
class Moved:
    """The place's new reference; what goes back, or is owed, because the other class costs else.

    ``left_behind`` is what did not go along, in words.
    """

    reference: str
    back: Money
    owed: Money
    left_behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _There:
    """What the place is charged in the other class, None for nothing; ``whole`` is its price."""

    line: Line | None
    whole: Money


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
    passes: int | None = None,
    request_id: str = "",
) -> Moved | None:
    """Move the place to another class; None where there is no such registration.

    The deadline for registering does not bind staff; the seats do. Answers go along. ``passes`` is
    how many orders in line there it is known to go past; None: nobody is to be asked.

    Raises:
        OthersWait: more wait in line there.
        PlaceStays: the place or the class does not allow it, or the class is full.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        found = lock_place(session, reference)
        if found is None:
            return None
        order, places, old = found
        target = _target(session, old, class_code, now=now)
        refuse_to_change(session, order, old)
        if passes is not None and target.in_line > passes:
            raise OthersWait(target.in_line)
        there = _charged(session, order, old, target, dearer=dearer, now=now)
        cost = there.line.total.minor if there.line else 0
        wait_elsewhere(session, order, places, old, target, price_minor=cost, now=now)
        moved = _move(session, announcer, order, old, target, there, asked_by=asked_by, now=now)
    wake(announcer.destinations)
    return moved


def _move(
    session: Session,
    announcer: Announcer,
    order: Order,
    old: Registration,
    target: CourseClass,
    there: _There,
    *,
    asked_by: str,
    now: datetime,
) -> Moved:
    line = there.line
    _count_there(session, old, target)
    change_seats(session, order, old, target, now=now)
    change_options(session, old, line)
    reason = say_reason(OwnReason.MOVED, target.code)
    had = lines_of(session, {old.id: old.position}, currency=order.currency)
    left = fact_of_left_behind(had, line, whole=there.whole)
    went = {"moved_from": _said(old.course_class), "moved_to": _said(target), **left}
    was = end_for_another(announcer, old, order=order, reason=reason, besides=went)
    new = renew(
        session,
        announcer,
        old,
        order=order,
        now=now,
        changed={"course_class": target},
        lines=[line] if line else (),
    )
    take_over(announcer, new, order=order, was=was)
    for changed in (old.course_class, target):
        announcer.announce(EventKind.CLASS_SEATS_CHANGED, changed)
    back = _give_back(session, order, old, new, reason=reason, asked_by=asked_by, now=now)
    more = max(new.price_minor - old.price_minor, 0)
    if more:
        _charge(session, announcer, order, new, more=more, reason=reason, now=now)
    return Moved(
        new.reference,
        Money(back, order.currency),
        Money(more, order.currency),
        left_behind(left),
    )


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
        amount_minor=cheaper - old.forgive(order, cheaper),
        reason=reason,
        own=OwnReason.MOVED,
        now=now,
        # What the new one costs is not touched by it.
        place=old.id,
        asked_by=asked_by,
    )


def _charge(
    session: Session,
    announcer: Announcer,
    order: Order,
    new: Registration,
    *,
    more: int,
    reason: str,
    now: datetime,
) -> None:
    """Have the order owe the difference, and send its buyer the link to pay it with."""
    target = new.course_class
    due_at = charged_until(When(target.starts_at, target.timezone, now))
    charge(session, order, minor=more, due_at=due_at, now=now)
    session.flush()
    if new.state is not RegistrationState.HELD:
        facts = {"reason": reason}
        announcer.announce(EventKind.ORDER_PAYMENT_DUE, target, order=order, facts=facts)


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


def _charged(
    session: Session,
    order: Order,
    old: Registration,
    target: CourseClass,
    *,
    dearer: Dearer,
    now: datetime,
) -> _There:
    """Return what the place costs there, by what it costs here and what staff decided."""
    off = taken_off(session, old) if dearer is Dearer.CHARGED and old.price_minor else None
    return _line(order, old, target, kept=without_extras(session, old), off=off, now=now)


def _line(
    order: Order,
    place: Registration,
    target: CourseClass,
    *,
    kept: int,
    off: int | None,
    now: datetime,
) -> _There:
    """Return what the place costs in the other class.

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
        return _There(None, Money(0, order.currency))
    line = place_line(chosen[0], position=place.position)
    whole = line.total
    most = kept if off is None else max(kept, whole.minor - off)
    if whole.minor > most:
        line = line.capped(Money(most, order.currency))
    return _There(line if line.total.minor else None, whole)


def _count_there(session: Session, place: Registration, target: CourseClass) -> None:
    """Lock the place's person, and count its voucher there: classes are locked after both."""
    lock_people(session, [] if place.person_id is None else [place.person_id])
    try:
        count_in_class(session, place.id, target.id)
    except VoucherGone as gone:
        raise PlaceStays(Unchangeable.VOUCHER_USED_UP) from gone
