"""What an order's rows become when money comes, fails to come, or the order is given up.

Every function here works inside the caller's transaction, with the order's row locked by
``lock_order`` first. The decisions are ``domain.payment.settle``'s; this writes them down.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.ending import fact_of_ended
from app.domain.event import CAUSE, FURTHER, EventKind, Fact
from app.domain.payment import OrderStanding, PaymentReport, PaymentState, Step, settle
from app.domain.reason import PAYMENT_FAILED, OwnReason
from app.domain.registration import SEATED, RegistrationState
from app.domain.waiting import LAPSED, SEATS_SAY
from app.store.announcer import Announcer
from app.store.course_class import CourseClass
from app.store.extra import give_extras_back
from app.store.holding import (
    hold_for_another_try,
    hold_for_the_rest,
    hold_while_money_comes,
    offered_until,
)
from app.store.late_money import seat_again
from app.store.money_back import owe_back, send_back
from app.store.order import Order
from app.store.payment import Payment
from app.store.payment_news import tell_of_going_back, tell_of_payment
from app.store.payment_terms import account_of
from app.store.person import lock_people
from app.store.price_option import release_options
from app.store.registration import Registration, buyer_gave_up, by_class, newest_of, speaker_of
from app.store.renewing import renew
from app.store.seat import release_seats
from app.store.voucher_return import give_vouchers_back


def standing_of(registrations: Sequence[Registration], *, owed: int = 0) -> OrderStanding:
    """Return what the order still needs, as far as money is concerned; ``owed`` what it owes."""
    states = {registration.state for registration in registrations}
    if RegistrationState.HELD in states:
        return OrderStanding.HELD
    if states & SEATED:
        return OrderStanding.SETTLED
    # One that was taken off while its group waited says nothing of those whose hold ran out.
    if RegistrationState.EXPIRED in {each.state for each in newest_of(registrations)}:
        return OrderStanding.LAPSED
    if owed and buyer_gave_up(registrations):
        return OrderStanding.OWING
    # Who waits in line owes nothing yet: money that comes all the same goes back.
    return OrderStanding.GIVEN_UP


def owe_no_more(order: Order, registrations: Sequence[Registration]) -> None:
    """Have an order that has no places any more owe nothing: money that came would go back."""
    waits = any(each.state is RegistrationState.WAITLISTED for each in registrations)
    if not waits and standing_of(registrations) is OrderStanding.GIVEN_UP:
        order.owed_minor = 0


def record_report(
    session: Session,
    announcer: Announcer,
    *,
    order: Order,
    registrations: Sequence[Registration],
    payment: Payment,
    report: PaymentReport,
    now: datetime,
) -> Step:
    """Write down what the gateway reported, and what follows from it; return that step."""
    standing = standing_of(registrations, owed=order.owed_minor)
    account = account_of(session, order, now=now)
    settlement = settle(payment.state, report, account=account, order=standing)
    if settlement.state is payment.state and settlement.step is Step.NOTHING:
        return Step.NOTHING
    _mark(order, payment, report, state=settlement.state, reason=settlement.reason, now=now)
    step = settlement.step
    order.owed_minor -= settlement.counted
    if step is Step.CONFIRM:
        confirm_order(
            session, announcer, order=order, registrations=registrations, now=now, payment=payment
        )
    elif step is Step.RESEAT:
        why = _reseat(session, announcer, payment, registrations, order=order, now=now)
        if why:
            step, payment.reason = Step.REFUND, why
            order.owed_minor += settlement.counted
    elif step is Step.COUNT:
        hold_for_the_rest(session, order, now=now)
        tell_of_payment(announcer, order, registrations, payment)
    elif step is Step.EXTEND_HOLD:
        starts_at = speaker_of(registrations).course_class.starts_at
        hold_while_money_comes(session, order, starts_at=starts_at, now=now)
    elif payment.state is PaymentState.FAILED and standing is OrderStanding.HELD:
        _have_another_try(session, announcer, order, registrations, now=now)
    if step is Step.REFUND:
        send_back(session, payment, now=now)
        tell_of_going_back(announcer, order, registrations, payment)
    elif settlement.excess:
        send_back(session, payment, now=now, minor=settlement.excess)
    return step


def _have_another_try(
    session: Session,
    announcer: Announcer,
    order: Order,
    registrations: Sequence[Registration],
    *,
    now: datetime,
) -> None:
    """Tell the buyer that it failed, while there is time to pay; else its end is told."""
    about = speaker_of(registrations).course_class
    hold_for_another_try(session, order, starts_at=about.starts_at, now=now)
    if order.hold_until is None or order.hold_until > now:
        facts = {"reason": PAYMENT_FAILED}
        announcer.announce(EventKind.ORDER_HELD, about, order=order, facts=facts)


def _mark(
    order: Order,
    payment: Payment,
    report: PaymentReport,
    *,
    state: PaymentState,
    reason: str,
    now: datetime,
) -> None:
    payment.state = state
    payment.reason = reason or payment.reason
    payment.intent_id = report.intent_id or payment.intent_id
    if state is PaymentState.PAID and report.received is not None:
        payment.received_minor = report.received.minor
        payment.received_currency = report.received.currency
        payment.settled_at = now
        # Money in another currency is never added up with the order's: it goes back whole.
        if report.received.currency == order.currency:
            order.paid_minor += report.received.minor
    if state not in (PaymentState.OPEN, PaymentState.PROCESSING):
        payment.look_at = None


def confirm_order(
    session: Session,
    announcer: Announcer,
    *,
    order: Order,
    registrations: Sequence[Registration],
    now: datetime,
    payment: Payment | None = None,
) -> None:
    """Confirm every held registration of the order and say so; its people are members now (S5).

    ``payment`` is what it was confirmed by, if by one.
    """
    _lock_people(session, registrations)
    order.hold_until = None
    confirmed = [each for each in registrations if each.state is RegistrationState.HELD]
    for registration in confirmed:
        registration.move(RegistrationState.CONFIRMED)
        if registration.person is not None and registration.person.member_since is None:
            registration.person.member_since = now
        announcer.announce(
            EventKind.REGISTRATION_CONFIRMED,
            registration.course_class,
            order=order,
            registration=registration,
        )
    # Each class has dates, a place and a calendar file of its own; the money is told of once.
    for number, (each, _) in enumerate(by_class(confirmed)):
        told = {FURTHER: number} if number else _by(payment)
        announcer.announce(EventKind.ORDER_CONFIRMED, each, order=order, facts=told)


def _by(payment: Payment | None) -> dict[str, Fact]:
    return {CAUSE: payment.cause} if payment else {}


def _lock_people(session: Session, registrations: Sequence[Registration]) -> None:
    """Lock the people's rows; classes come after people, everywhere."""
    lock_people(session, [each.person_id for each in registrations if each.person_id is not None])


def release_order(
    session: Session,
    announcer: Announcer,
    *,
    order: Order,
    registrations: Sequence[Registration],
    state: RegistrationState,
    reason: str,
    now: datetime,
    own: OwnReason | None = None,
) -> bool:
    """Give a held order's seats back and say so; ``state`` is cancelled or expired.

    ``own`` is the reason where nobody wrote it. False, and nothing changed, where none is held.
    """
    held = [each for each in registrations if each.state is RegistrationState.HELD]
    if not held:
        return False
    expired = state is RegistrationState.EXPIRED
    one = EventKind.REGISTRATION_EXPIRED if expired else EventKind.REGISTRATION_CANCELLED
    whole = EventKind.ORDER_EXPIRED if expired else EventKind.ORDER_CANCELLED
    if expired and offered_until(session, order) is not None:
        whole = EventKind.ORDER_OFFER_LAPSED
        reason, own = LAPSED, OwnReason.OFFER_LAPSED
    order.hold_until = None
    give_vouchers_back(session, [each.id for each in held], reason=state, now=now)
    for each, places in by_class(held):
        _give_seats_back(session, order, each, places, reason=SEATS_SAY.get(own, state), now=now)
        for registration in places:
            registration.move(state, reason=reason)
            announcer.announce(
                one, each, order=order, registration=registration, facts={"reason": reason}
            )
        announcer.announce(EventKind.CLASS_SEATS_CHANGED, each)
    # A part that was paid is not enough for a place, and whoever comes again owes all of it.
    if order.paid_minor:
        order.owed_minor += owe_back(
            session, order, amount_minor=order.paid_minor, reason=reason, own=own, now=now
        )
    # Money that comes late for what expired takes its seats again, so that is owed still.
    owe_no_more(order, registrations)
    ended = fact_of_ended(each.reference for each in held)
    facts = {"reason": reason, "channel": order.channel.value, **ended}
    announcer.announce(whole, held[0].course_class, order=order, facts=facts)
    return True


def _give_seats_back(
    session: Session,
    order: Order,
    course_class: CourseClass,
    places: Sequence[Registration],
    *,
    reason: str,
    now: datetime,
) -> None:
    """Give the seats of a class back, and behind them prices and extras."""
    release_seats(
        session,
        course_class,
        order_id=order.id,
        seats=len(places),
        reason=reason,
        channel=order.channel,
        now=now,
    )
    release_options(session, [each.price_option_id for each in places])
    give_extras_back(session, [each.id for each in places])


def _reseat(
    session: Session,
    announcer: Announcer,
    payment: Payment,
    registrations: Sequence[Registration],
    *,
    order: Order,
    now: datetime,
) -> str:
    """Take again what an order had whose hold ran out; else return why that cannot be.

    ``expired`` is final, at the partners too, so each place starts anew under a new reference.
    """
    lapsed = [each for each in registrations if each.state is RegistrationState.EXPIRED]
    why = seat_again(session, order, lapsed, now=now)
    if why:
        return why
    renewed = [renew(session, announcer, each, order=order, now=now) for each in lapsed]
    for course_class, _ in by_class(lapsed):
        announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    confirm_order(session, announcer, order=order, registrations=renewed, now=now, payment=payment)
    return ""
