"""Cancel by rule: a buyer gives one confirmed place up; what goes back is what they were shown.

Not here: places that are held (release_hold), what staff decide (cancel_registration).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.ending import BY_BUYER
from app.domain.payment import RefundState
from app.domain.reason import OwnReason
from app.domain.refund_rule import BackAs, WhatGoesBack
from app.domain.registration import Channel, RegistrationState
from app.domain.replacing import why_it_stays
from app.store.announcer import Announcer, announcing
from app.store.by_rule import what_goes_back
from app.store.cancelling import cancel_place
from app.store.database import transaction
from app.store.money_back import owe_back
from app.store.order import Order
from app.store.registration import Registration, lock_place
from app.store.settlement import owe_no_more
from app.store.voucher_giving import give_voucher


class GivenUp(StrEnum):
    """How it ended; ``changed``: something else would go back by now, and nothing was done.

    ``stays``: it is not confirmed (any more), has begun, or a partner's booking has to end there.
    """

    CANCELLED = "cancelled"
    ALREADY = "already"
    CHANGED = "changed"
    STAYS = "stays"


def cancel_by_rule(
    sessions: Sessions,
    *,
    order_reference: str,
    reference: str,
    shown: WhatGoesBack,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> GivenUp:
    """Cancel a place of that order, have back what was ``shown``, and tell everyone.

    Where no rule of the class says how much goes back, what was paid waits for staff to decide.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        ended = _cancel(session, announcer, order_reference, reference, shown, now=now)
    wake([*announcer.destinations, HOUSE])
    return ended


def _cancel(
    session: Session,
    announcer: Announcer,
    order_reference: str,
    reference: str,
    shown: WhatGoesBack,
    *,
    now: datetime,
) -> GivenUp:
    found = lock_place(session, reference)
    if found is None or found[0].reference != order_reference:
        return GivenUp.STAYS
    order, places, place = found
    if place.state is RegistrationState.CANCELLED:
        return GivenUp.ALREADY
    starts_at = place.course_class.starts_at
    stays = why_it_stays(place.state, order.channel, starts_at=starts_at, now=now)
    if stays or place.state is not RegistrationState.CONFIRMED:
        return GivenUp.STAYS
    if what_goes_back(session, order, place, now=now) != shown:
        return GivenUp.CHANGED
    cancel_place(
        session,
        announcer,
        order=order,
        registrations=places,
        registration=place,
        reason=BY_BUYER,
        channel=Channel.WEB,
        now=now,
    )
    place.forgive(order, shown.forgiven_minor)
    _give_back(session, announcer, order, place, shown, now=now)
    owe_no_more(order, places)
    return GivenUp.CANCELLED


def _give_back(
    session: Session,
    announcer: Announcer,
    order: Order,
    place: Registration,
    shown: WhatGoesBack,
    *,
    now: datetime,
) -> None:
    if not shown.back_minor:
        return
    if shown.back_as is BackAs.VOUCHER:
        give_voucher(
            session,
            announcer,
            order,
            course_class=place.course_class,
            amount_minor=shown.back_minor,
            reason=BY_BUYER,
            by=order.email,
            now=now,
        )
        return
    owe_back(
        session,
        order,
        amount_minor=shown.back_minor,
        reason=BY_BUYER,
        own=OwnReason.CANCELLED_BY_BUYER,
        now=now,
        place=place.id,
        state=RefundState.DUE if shown.decided else RefundState.ASKED,
    )
