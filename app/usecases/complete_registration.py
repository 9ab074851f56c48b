"""Complete registration: its participant has done what the class is for (iso.md I12)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.order import lock_order
from app.store.registration import Registration, registrations_of


def complete_registration(
    sessions: Sessions,
    *,
    reference: str,
    reason: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> None:
    """Complete the registration; one that is completed already stays so, and nobody is told.

    Raises:
        IllegalMove: it is not confirmed.
        sqlalchemy.exc.NoResultFound: there is no such registration.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order_id = session.scalars(
            select(Registration.order_id).where(Registration.reference == reference)
        ).one()
        order = lock_order(session, order_id)
        places = {each.reference: each for each in registrations_of(session, order.id)}
        place = places[reference]
        if place.state is RegistrationState.COMPLETED:
            return
        place.move(RegistrationState.COMPLETED, reason=reason)
        announcer.announce(
            EventKind.REGISTRATION_COMPLETED,
            place.course_class,
            order=order,
            registration=place,
            facts={"reason": reason} if reason else {},
        )
    wake(announcer.destinations)
