"""Cancel registration: give up one confirmed place; what was paid for it is for staff to decide.

Not here: a place that is held and not paid (release_hold: its gateway is asked first).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.payment import RefundState
from app.domain.registration import Channel, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.cancelling import cancel_place
from app.store.database import transaction
from app.store.money_back import owe_back
from app.store.order import lock_order
from app.store.registration import Registration, registrations_of

# As staff and the buyer are told why money may go back.
REASON = "cancelled after it was paid"


class Given(StrEnum):
    """How it ended; ``unpaid``: nothing was done, the place is held and its gateway comes first."""

    CANCELLED = "cancelled"
    ALREADY = "already"
    UNPAID = "unpaid"


def cancel_registration(
    sessions: Sessions,
    *,
    reference: str,
    reason: str,
    channel: Channel,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Given:
    """Cancel a confirmed registration, give its seat back, and tell everyone.

    Where it was paid for, a refund is written down that waits for staff: it is not sent by itself
    (iso.md S10).

    Raises:
        IllegalMove: it ended in another way.
        sqlalchemy.exc.NoResultFound: there is no such registration.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        given = _cancel(session, announcer, reference, reason=reason, channel=channel, now=now)
    wake(announcer.destinations)
    return given


def _cancel(
    session: Session,
    announcer: Announcer,
    reference: str,
    *,
    reason: str,
    channel: Channel,
    now: datetime,
) -> Given:
    order_id = session.scalars(
        select(Registration.order_id).where(Registration.reference == reference)
    ).one()
    order = lock_order(session, order_id)
    places = registrations_of(session, order.id)
    place = next(each for each in places if each.reference == reference)
    if place.state in (RegistrationState.CANCELLED, RegistrationState.EXPIRED):
        return Given.ALREADY
    if place.state is RegistrationState.HELD:
        return Given.UNPAID
    cancel_place(
        session,
        announcer,
        order=order,
        registrations=places,
        registration=place,
        reason=reason,
        channel=channel,
        now=now,
    )
    owe_back(
        session,
        order,
        amount_minor=place.price_minor,
        reason=REASON,
        now=now,
        state=RefundState.ASKED,
    )
    return Given.CANCELLED
