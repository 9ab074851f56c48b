"""Erase order: the personal data of an order goes, here and, as far as they can, at partners.

Who asks is the buyer, once nothing is to come of the order any more. Staff see that it was done and
which partner knows of it, as with everything that is told. Not here: which rows hold what.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.erasing import Bar, bar_to_erasing
from app.domain.event import EventKind
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.erasing import erase, erasing_facts
from app.store.order import find_order, lock_order
from app.store.registration import registrations_of


def erase_order(
    sessions: Sessions,
    *,
    reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Bar | None:
    """Erase what is kept of whoever ordered and of those who take part, and have partners told.

    Return why nothing was erased; None where it was, or where there is no such order.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order = find_order(session, reference)
        if order is None:
            return None
        order = lock_order(session, order.id)
        bar = bar_to_erasing(erasing_facts(session, order), now=now)
        if bar is not None:
            return bar
        places = registrations_of(session, order.id)
        erase(session, order, places)
        order.erased_at = now
        for place in places:
            # A booking that never became anybody's was told to nobody.
            if place.person is not None:
                announcer.announce(
                    EventKind.REGISTRATION_ERASED,
                    place.course_class,
                    order=order,
                    registration=place,
                )
    wake(announcer.destinations)
    return None
