"""A place that goes on in another class: its seat, its price, and what goes back or is owed then.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first. Not
here: who may move it, and where to.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.bill import Line, offered_to, place_line
from app.domain.event import EventKind
from app.domain.left_behind import fact_of_left_behind, left_behind
from app.domain.money import Money
from app.domain.moved import MovedClass, facts_of_move
from app.domain.payment_plan import When, charged_until
from app.domain.price import choose
from app.domain.price_there import There, priced_there
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import RegistrationState
from app.domain.replacing import Dearer, Moved, PlaceStays, Unchangeable
from app.domain.voucher import VoucherGone
from app.store.announcer import Announcer
from app.store.course_class import CourseClass
from app.store.money_back import owe_back
from app.store.moving import Mover, change_options, change_seats
from app.store.order import Order
from app.store.order_line import lines_of_place
from app.store.payment_terms import charge
from app.store.person import lock_people
from app.store.registration import Registration
from app.store.renewing import end_for_another, renew, take_over
from app.store.voucher_return import count_in_class


def move_place(
    session: Session,
    announcer: Announcer,
    order: Order,
    old: Registration,
    target: CourseClass,
    there: There,
    *,
    mover: Mover,
    now: datetime,
) -> Moved:
    """Have the place go on there, at what it is charged there; everybody is told.

    Raises:
        PlaceStays: no seat is free there, or a price or a voucher is used up.
    """
    _count_there(session, old, target)
    change_seats(session, order, old, target, mover=mover, now=now)
    change_options(session, old, there.lines)
    reason = say_reason(OwnReason.MOVED, target.code)
    new, left = _go_on(session, announcer, order, old, target, there, reason=reason, now=now)
    for changed in (old.course_class, target):
        announcer.announce(EventKind.CLASS_SEATS_CHANGED, changed)
    back = _give_back(session, order, old, new, reason=reason, asked_by=mover.asked_by, now=now)
    more = max(new.price_minor - old.price_minor, 0)
    if more:
        _charge(session, announcer, order, new, more=more, reason=reason, now=now)
    return Moved(
        new.reference,
        Money(back, order.currency),
        Money(more, order.currency),
        left_behind(left),
    )


def _go_on(
    session: Session,
    announcer: Announcer,
    order: Order,
    old: Registration,
    target: CourseClass,
    there: There,
    *,
    reason: str,
    now: datetime,
) -> tuple[Registration, dict[str, str]]:
    """Return the place as it is there, and the facts of what it left behind."""
    had = lines_of_place(session, old, currency=order.currency)
    left = fact_of_left_behind(had, charged=there.cost, whole=there.whole)
    went = facts_of_move(_named(old.course_class), _named(target)) | left
    was = end_for_another(announcer, old, order=order, reason=reason, besides=went)
    new = renew(
        session,
        announcer,
        old,
        order=order,
        now=now,
        changed={"course_class": target},
        lines=there.lines,
    )
    take_over(announcer, new, order=order, was=was)
    return new, left


def _named(course_class: CourseClass) -> MovedClass:
    """Return a class as the letters of a move name it."""
    return MovedClass(
        course_class.code,
        course_class.program.title,
        course_class.starts_at,
        course_class.ends_at,
        course_class.timezone,
    )


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


def price_there(
    order: Order,
    place: Registration,
    target: CourseClass,
    *,
    had: Sequence[Line],
    dearer: Dearer,
    now: datetime,
) -> There:
    """Return what the place is charged in the other class; ``had`` are its lines in this one.

    What a free place would cost is never charged: its order has no currency to charge it in.
    Whoever is a member there pays as one, and a company that pays no tax pays none.
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
        return There((), Money(0, order.currency))
    charged = dearer is Dearer.CHARGED and bool(place.price_minor)
    return priced_there(had, place_line(chosen[0], position=place.position), dearer=charged)


def _count_there(session: Session, place: Registration, target: CourseClass) -> None:
    """Lock the place's person, and count its voucher there: classes are locked after both."""
    lock_people(session, [] if place.person_id is None else [place.person_id])
    try:
        count_in_class(session, place.id, target.id)
    except VoucherGone as gone:
        raise PlaceStays(Unchangeable.VOUCHER_USED_UP) from gone
