"""Cancel by rule: a buyer gives one confirmed place up; what goes back is what they were shown.

Not here: places that are held (release_hold), what staff decide (cancel_registration).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.ending import BY_BUYER
from app.domain.event import Fact
from app.domain.money_of_end import UNDECIDED, fact_of_kept
from app.domain.refund_rule import Waits, WhatGoesBack, fact_of_rule
from app.domain.registration import Channel, RegistrationState
from app.domain.replacing import is_theirs_to_cancel
from app.store.announcer import Announcer, announcing
from app.store.by_rule import give_back, keep_owing, money_of_place
from app.store.cancelling import cancel_place
from app.store.database import transaction
from app.store.registration import Registration, buyer_gave_up, lock_place, newest_of


class GivenUp(StrEnum):
    """How it ended; ``changed``: something else would go back by now, and nothing was done.

    ``stays``: it is not confirmed (any more), went on as another, has begun, its class was
    cancelled, or a partner's booking has to end there.
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
    if place.state is RegistrationState.CANCELLED and place in newest_of(places):
        return GivenUp.ALREADY
    course = place.course_class
    if not is_theirs_to_cancel(
        place.state, order.channel, of_class=course.state, starts_at=course.starts_at, now=now
    ):
        return GivenUp.STAYS
    money = money_of_place(session, order, place, places, now=now)
    if money.goes != shown:
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
        besides=_facts(place, shown, went=money.went.minor),
    )
    place.forgive(order, shown.forgiven_minor)
    give_back(session, announcer, order, place, shown, now=now)
    if buyer_gave_up(places):
        keep_owing(session, order, place, now=now)
    return GivenUp.CANCELLED


# Of these staff decide how much goes back, as its buyer was shown.
_OPEN = (Waits.UNSURE, Waits.ASKED)


def _facts(place: Registration, shown: WhatGoesBack, *, went: int) -> dict[str, Fact]:
    """Return what the buyer's letter and page say of its money: what is kept, and by which rule.

    ``went`` of its price went back before, in minor units.
    """
    if not shown.decided:
        return {UNDECIDED: 1}
    course = place.course_class
    open_: dict[str, Fact] = {UNDECIDED: 1} if shown.waits in _OPEN else {}
    return {
        **open_,
        **fact_of_kept(
            place.price_minor - went - shown.back_minor - shown.forgiven_minor,
            price_minor=place.price_minor,
            rule=fact_of_rule(course.refund_steps(), deadline=course.cancellation_deadline),
        ),
    }
