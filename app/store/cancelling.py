"""Giving up places of an order, confirmed or held. Not here: what is unpaid (settlement.py).

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.ending import fact_of_ended
from app.domain.event import EventKind, Fact
from app.domain.registration import SEATED, Channel, RegistrationState
from app.store.announcer import Announcer
from app.store.class_news import tell_participant
from app.store.extra import give_extras_back
from app.store.order import Order
from app.store.price_option import release_options
from app.store.registration import Registration
from app.store.seat import release_seats


def cancel_place(
    session: Session,
    announcer: Announcer,
    *,
    order: Order,
    registrations: Sequence[Registration],
    registration: Registration,
    reason: str,
    channel: Channel,
    now: datetime,
    besides: Mapping[str, Fact] | None = None,
) -> None:
    """Cancel a confirmed or held registration, give its seat back and say so.

    Its extras go back with the seat; a voucher's use is spent, and staff give it back where they
    want to. ``channel`` is the way it was cancelled by, ``besides`` are facts that the buyer's
    letter says. With its last place the order is, and is
    told; once the caller saw to the place's money it owes nothing more (``owe_no_more``).

    Raises:
        IllegalMove: it is neither.
    """
    cancel_together(
        session,
        announcer,
        order=order,
        registrations=registrations,
        ending=[registration],
        reason=reason,
        channel=channel,
        now=now,
        besides=besides,
    )


def cancel_together(
    session: Session,
    announcer: Announcer,
    *,
    order: Order,
    registrations: Sequence[Registration],
    ending: Sequence[Registration],
    reason: str,
    channel: Channel,
    now: datetime,
    besides: Mapping[str, Fact] | None = None,
) -> None:
    """Cancel places of an order at once, as ``cancel_place`` does one; the buyer has one letter.

    Raises:
        IllegalMove: one of them is neither confirmed nor held.
    """
    # By class, so that two orders never wait for each other's rows.
    were = {
        each: _end(session, announcer, each, order=order, reason=reason, channel=channel, now=now)
        for each in sorted(ending, key=lambda place: place.class_id)
    }
    if len(ending) == 1 and any(each.state in SEATED for each in registrations):
        _tell_buyer(announcer, ending[0], order=order, reason=reason, besides=besides)
    else:
        facts = {"reason": reason, "channel": order.channel.value, **(besides or {})}
        facts |= fact_of_ended(each.reference for each in ending)
        course_class = ending[0].course_class
        announcer.announce(EventKind.ORDER_CANCELLED, course_class, order=order, facts=facts)
    for each, was in were.items():
        tell_who_lost_it(announcer, order=order, registration=each, was=was, reason=reason)


def _end(
    session: Session,
    announcer: Announcer,
    registration: Registration,
    *,
    order: Order,
    reason: str,
    channel: Channel,
    now: datetime,
) -> RegistrationState:
    """End a place and give back what it had; return the state that it was in."""
    was, course_class = registration.state, registration.course_class
    registration.move(RegistrationState.CANCELLED, reason=reason)
    release_seats(
        session,
        course_class,
        order_id=order.id,
        seats=1,
        reason="cancelled",
        channel=channel,
        now=now,
        taken_by=order.channel,
    )
    release_options(session, [registration.price_option_id])
    give_extras_back(session, [registration.id])
    kind, why = EventKind.REGISTRATION_CANCELLED, {"reason": reason}
    announcer.announce(kind, course_class, order=order, registration=registration, facts=why)
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    return was


def _tell_buyer(
    announcer: Announcer,
    registration: Registration,
    *,
    order: Order,
    reason: str,
    besides: Mapping[str, Fact] | None,
) -> None:
    if order.channel is not Channel.TRAININGPORTAL:
        announcer.announce(
            EventKind.ORDER_PLACE_CANCELLED,
            registration.course_class,
            order=order,
            registration=registration,
            facts={"reason": reason, **(besides or {})},
        )


def tell_of_lost_place(
    announcer: Announcer,
    *,
    order: Order,
    registration: Registration,
    was: RegistrationState,
    reason: str,
    besides: Mapping[str, Fact] | None = None,
) -> None:
    """Have the buyer written to of one place that ended, and its participant; ``was`` its state.

    ``besides`` are facts that their letters say, as where it went on.
    """
    _tell_buyer(announcer, registration, order=order, reason=reason, besides=besides)
    tell_who_lost_it(
        announcer, order=order, registration=registration, was=was, reason=reason, besides=besides
    )


def tell_who_lost_it(
    announcer: Announcer,
    *,
    order: Order,
    registration: Registration,
    was: RegistrationState,
    reason: str,
    besides: Mapping[str, Fact] | None = None,
) -> None:
    """Have a participant written to who is not the buyer; Trainingportal writes to its own.

    Of a place that was only held nobody wrote to them before, so nothing is to be taken back.
    """
    if order.channel is Channel.TRAININGPORTAL or was is RegistrationState.HELD:
        return
    registration.order = order
    tell_participant(
        announcer,
        EventKind.PARTICIPANT_PLACE_CANCELLED,
        registration.course_class,
        registration,
        reason=reason,
        besides=besides,
    )
