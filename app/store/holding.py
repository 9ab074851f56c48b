"""How long places stay held when an order's money is on its way, comes in part, or fails to come.

Works inside the caller's transaction, with the order's row locked. Not here: until when they are
held to begin with (domain/payment_plan.py, store/offering.py), and ending it (settlement.py).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.course_class import ClassState, registers_until
from app.domain.event import EventKind
from app.domain.left_out import fact_of
from app.domain.payment import PaymentState
from app.domain.payment_plan import Plan
from app.domain.reason import LESS_TIME
from app.domain.registration import ENDING_WITH_CLASS, RegistrationState
from app.domain.waiting import EntryState
from app.store.announcer import Announcer
from app.store.course_class import CourseClass
from app.store.order import Order
from app.store.payment import Payment
from app.store.payment_terms import terms_of
from app.store.registration import Registration
from app.store.waiting import WaitingEntry, entries_of, find_entry

# How long a hold lives on while a delayed method's money is on its way; asked anew each time it
# ends.
IN_FLIGHT_HOLD = timedelta(days=1)
RETRY_HOLD = timedelta(minutes=30)
# Whoever failed so often has what time is left: no card that is declined holds a seat for ever.
MOST_FAILURES = 5
# Nor does it begin anew at the very end. What ends looks again within a minute of money that was on
# its way: each of these would be lengthened by the next.
LAST_START = timedelta(minutes=5)


def hold_while_money_comes(
    session: Session, order: Order, *, starts_at: datetime, now: datetime
) -> None:
    """Have places held on while money is on its way to us; offered ones until their class starts.

    Where it failed too often before, nothing is added: release_hold waits for this money all the
    same, and for no other.
    """
    until = now + IN_FLIGHT_HOLD
    if offered_until(session, order) is not None:
        _lengthen(order, until=min(until, starts_at))
    elif _failures(session, order) < MOST_FAILURES:
        _lengthen(order, until=until)


def hold_for_the_rest(session: Session, order: Order, *, now: datetime) -> None:
    """Have places held for a while, because a part of the money came; offered ones as offered."""
    if offered_until(session, order) is None:
        _lengthen(order, until=now + RETRY_HOLD)


def hold_for_another_try(
    session: Session, order: Order, *, starts_at: datetime, now: datetime
) -> None:
    """Give a while for another try, or the time to pay that was agreed, where that is longer.

    An offer stands as long as was said, and loses what it gained while the money was on its way.
    """
    if order.hold_until is None:
        return
    offered = offered_until(session, order)
    if offered is not None:
        order.hold_until = offered
        return
    terms = terms_of(session, order)
    if terms and terms.plan is Plan.INVOICE and terms.ends_at:
        _lengthen(order, until=terms.ends_at)
    if _failures(session, order) < MOST_FAILURES:
        _lengthen(order, until=min(now + RETRY_HOLD, starts_at))


def offered_until(session: Session, order: Order) -> datetime | None:
    """Return until when an order's places are offered from the waiting list; None: they are not.

    Nor is what was accepted and is paid later: that is held as any such order is.
    """
    entry = find_entry(session, order.id)
    return entry.offered_until if entry and entry.state is EntryState.OFFERED else None


def is_ending(
    session: Session, order: Order, places: Sequence[Registration], *, now: datetime
) -> bool:
    """Say whether an order's places are about to end, so that nothing is paid for them any more.

    Their class was cancelled; or they are offered, and the offer is over, or their class closed.
    """
    if in_cancelled_class(places):
        return True
    # Any other hold lives until somebody ends it: nobody in line was promised its seats.
    held = [each for each in places if each.state is RegistrationState.HELD]
    until = offered_until(session, order) if held else None
    closed = any(each.course_class.why_closed(now) for each in held)
    return until is not None and (until <= now or closed)


def is_out_of_tries(session: Session, order: Order, *, now: datetime) -> bool:
    """Say whether so many payments failed that in the little time that is left none may begin."""
    terms = terms_of(session, order)
    until = order.hold_until or (terms.ends_at if terms else None)
    ending = until is not None and until - now < LAST_START
    return ending and _failures(session, order) >= MOST_FAILURES


def in_cancelled_class(places: Sequence[Registration]) -> bool:
    """Say whether any of these is to end because its class was cancelled."""
    return any(
        each.state in ENDING_WITH_CLASS and each.course_class.state is ClassState.CANCELLED
        for each in places
    )


def lock_offered(session: Session, class_codes: Collection[str]) -> Sequence[Order]:
    """Return the orders to which seats of these classes are offered now, locked in their order.

    To be asked before a class's own row, or a voucher's, is locked.
    """
    return session.scalars(
        select(Order)
        .join(WaitingEntry, WaitingEntry.order_id == Order.id)
        .join(CourseClass, CourseClass.id == WaitingEntry.class_id)
        .where(
            CourseClass.code.in_(class_codes),
            WaitingEntry.state == EntryState.OFFERED,
            Order.hold_until.is_not(None),
        )
        .order_by(Order.id)
        .with_for_update(of=Order, key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def end_offers_in_time(
    session: Session,
    announcer: Announcer,
    offered: Sequence[Order],
    classes: Collection[CourseClass],
    *,
    now: datetime,
) -> None:
    """Have no offer of these outlast its deadline or its start; who has less time is told so.

    ``offered`` are locked; those of other classes are left alone. Money that is on its way is
    waited for all the same (release_hold). One statement, however many there are, and those that
    shorten an offer.
    """
    by_id, orders = {each.id: each for each in classes}, {each.id: each for each in offered}
    for entry in entries_of(session, orders) if orders else ():
        course_class, order = by_id.get(entry.class_id), orders[entry.order_id]
        if course_class is None or entry.offered_until is None:
            continue
        until = registers_until(course_class.closes_at, starts_at=course_class.starts_at)
        if entry.offered_until > until:
            entry.offered_until = until
            order.hold_until = until
            session.flush()
            if until > now:
                facts = {"reason": LESS_TIME, **fact_of(tuple(entry.left_out))}
                announcer.announce(EventKind.ORDER_OFFERED, course_class, order=order, facts=facts)


def _lengthen(order: Order, *, until: datetime) -> None:
    """Have its places held until then at least; those held until staff decide stay so."""
    if order.hold_until is not None:
        order.hold_until = max(order.hold_until, until)


def _failures(session: Session, order: Order) -> int:
    """Return how many attempts to pay failed at a gateway; one that never began is none."""
    session.flush()
    return session.scalars(
        select(func.count()).where(
            Payment.order_id == order.id,
            Payment.state == PaymentState.FAILED,
            Payment.gateway_id.is_not(None),
        )
    ).one()
