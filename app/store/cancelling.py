"""Giving up one place of an order, confirmed or held. Not here: whole orders (settlement.py).

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
) -> None:
    """Cancel a confirmed or held registration, give its seat back and say so.

    Its extras go back with the seat; a voucher's use is spent, and staff give it back where they
    want to. ``channel`` is the way it was cancelled by. With its last place the order is, and is
    told; once the caller saw to the place's money it owes nothing more (``owe_no_more``).

    Raises:
        IllegalMove: it is neither.
    """
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
    if any(each.state in SEATED for each in registrations):
        tell_of_lost_place(
            announcer, order=order, registration=registration, was=was, reason=reason
        )
        return
    why |= {"channel": order.channel.value, **fact_of_ended([registration.reference])}
    announcer.announce(EventKind.ORDER_CANCELLED, course_class, order=order, facts=why)
    tell_who_lost_it(announcer, order=order, registration=registration, was=was, reason=reason)


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
    if order.channel is not Channel.TRAININGPORTAL:
        announcer.announce(
            EventKind.ORDER_PLACE_CANCELLED,
            registration.course_class,
            order=order,
            registration=registration,
            facts={"reason": reason, **(besides or {})},
        )
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
