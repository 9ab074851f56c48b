"""Cancel places: an order's places in a cancelled class end, and what was paid for them goes back.

A place that waits for money is not for here: the gateway is asked first (release_hold).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.course_class import ClassState
from app.domain.ending import fact_of_ended
from app.domain.event import EventKind
from app.domain.payment import UNSETTLED, RefundState
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import ENDING_WITH_CLASS, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.class_news import tell_participant
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.extra import give_extras_back
from app.store.money_back import NO_SHARES, owe_back, still_owed_for
from app.store.order import Order, find_order, lock_order
from app.store.payment import payments_of
from app.store.person import lock_people
from app.store.price_option import release_options
from app.store.registration import Registration, newest_of, registrations_of
from app.store.seat import release_seats
from app.store.settlement import owe_no_more
from app.store.voucher_return import give_vouchers_back


def cancel_places(
    sessions: Sessions,
    *,
    order_reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> int:
    """Cancel the order's places in classes that are cancelled; return how many ended.

    None where money is still on its way. The buyer is told, and each participant who is somebody
    else (trainingportal.md S17: also those who booked there, for no call tells Trainingportal).
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        order = find_order(session, order_reference)
        ended = _cancel(session, announcer, order.id, now=now) if order else 0
    wake([*announcer.destinations, HOUSE] if ended else [])
    return ended


def _cancel(session: Session, announcer: Announcer, order_id: int, *, now: datetime) -> int:
    order = lock_order(session, order_id)
    if any(payment.state in UNSETTLED for payment in payments_of(session, order.id)):
        return 0
    registrations = registrations_of(session, order.id)
    ending = [each for each in registrations if _ends(each)]
    if not ending:
        return 0
    lock_people(session, [each.person_id for each in ending if each.person_id is not None])
    order.hold_until = None
    reason = say_reason(OwnReason.CLASS_CANCELLED)
    give_vouchers_back(session, [each.id for each in ending], reason=reason, now=now)
    for course_class in _classes(session, ending):
        places = [each for each in ending if each.class_id == course_class.id]
        _give_up(session, announcer, order, course_class, places, now=now)
    reason = ending[0].state_reason
    _owe_back(session, order, registrations, ending, reason=reason, now=now)
    owe_no_more(order, registrations)
    announcer.announce(
        EventKind.ORDER_CANCELLED,
        ending[0].course_class,
        order=order,
        facts={"reason": reason, **fact_of_ended(each.reference for each in ending)},
    )
    return len(ending)


def _owe_back(
    session: Session,
    order: Order,
    registrations: Sequence[Registration],
    ending: Sequence[Registration],
    *,
    reason: str,
    now: datetime,
) -> None:
    """Have what is paid for each place, and did not go back yet, go back, or be owed no more."""
    every = len(ending) == len(newest_of(registrations))
    owed = still_owed_for(session, order, ending, all_of_it=every)
    dealt = owed.dealt(owed.minor)
    forgiven = sum(each.forgive(order, dealt[each.id]) for each in ending)
    several = len(ending) > 1
    owe_back(
        session,
        order,
        amount_minor=owed.minor - forgiven,
        reason=reason,
        own=OwnReason.CLASS_CANCELLED,
        now=now,
        place=None if several else ending[0].id,
        shares=owed.dealt(owed.minor - forgiven) if several else NO_SHARES,
        state=RefundState.DUE if owed.sure else RefundState.ASKED,
    )


def _ends(registration: Registration) -> bool:
    cancelled = registration.course_class.state is ClassState.CANCELLED
    return cancelled and registration.state in ENDING_WITH_CLASS


def _classes(session: Session, ending: Sequence[Registration]) -> Sequence[CourseClass]:
    return session.scalars(
        select(CourseClass)
        .where(CourseClass.id.in_({each.class_id for each in ending}))
        .order_by(CourseClass.id)
        .options(joinedload(CourseClass.program))
    ).all()


def _give_up(
    session: Session,
    announcer: Announcer,
    order: Order,
    course_class: CourseClass,
    places: Sequence[Registration],
    *,
    now: datetime,
) -> None:
    reason = say_reason(OwnReason.CLASS_CANCELLED, course_class.cancel_reason)
    release_seats(
        session,
        course_class,
        order_id=order.id,
        seats=len(places),
        reason="class cancelled",
        channel=order.channel,
        now=now,
    )
    release_options(session, [each.price_option_id for each in places])
    give_extras_back(session, [each.id for each in places])
    for registration in places:
        registration.move(RegistrationState.CANCELLED, reason=reason)
        announcer.announce(
            EventKind.REGISTRATION_CANCELLED,
            course_class,
            order=order,
            registration=registration,
            facts={"reason": reason},
        )
        registration.order = order
        tell_participant(
            announcer,
            EventKind.PARTICIPANT_CLASS_CANCELLED,
            course_class,
            registration,
            reason=reason,
        )
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
