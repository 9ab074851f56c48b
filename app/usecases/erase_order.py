"""Erase order: the personal data of an order goes, here and, as far as they can, at partners.

Who asks is the buyer, once nothing is to come of the order any more, or staff on somebody's behalf,
under the same rules. Staff see that it was done, by whom, and which partner knows of it, as with
everything that is told. Not here: which rows hold what.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.contract import Partner, Sessions
from app.domain.erasing import Bar, bar_to_erasing, refuse_names
from app.domain.event import EventKind
from app.domain.staff_act import StaffAct
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.erasing import erase, erasing_facts
from app.store.order import Order, find_order, lock_order
from app.store.registration import Registration, registrations_of


def erase_order(
    sessions: Sessions,
    *,
    reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
    staff: StaffAct | None = None,
) -> Bar | None:
    """Erase what is kept of whoever ordered and of those who take part, and have partners told.

    ``staff`` says who of them has it done, and why, where they do: that stands in the timeline.
    Return why nothing was erased; None where it was, or where there is no such order.

    Raises:
        NamesSomebody: the reason of staff would keep what is to be erased.
    """
    told: dict[str, Any] = {"now": now, "request_id": request_id}
    with (
        transaction(sessions) as session,
        announcing(session, partners, **told) as announcer,
        announcing(session, {}, **told) as silent,
    ):
        order = find_order(session, reference)
        if order is None:
            return None
        order = lock_order(session, order.id)
        bar = bar_to_erasing(erasing_facts(session, order), now=now)
        if bar is not None:
            return bar
        places = registrations_of(session, order.id)
        if staff is not None:
            refuse_names(staff.reason, _known(order, places))
        erase(session, order, places)
        order.erased_at = now
        facts = staff.facts if staff else {}
        _announce(places, order, announcer=announcer, silent=silent, facts=facts)
    wake(announcer.destinations)
    return None


def _announce(
    places: Sequence[Registration],
    order: Order,
    *,
    announcer: Announcer,
    silent: Announcer,
    facts: Mapping[str, str],
) -> None:
    for place in places:
        # A booking that never became anybody's was told to nobody.
        teller = silent if place.person is None else announcer
        teller.announce(
            EventKind.REGISTRATION_ERASED,
            place.course_class,
            order=order,
            registration=place,
            facts=facts,
        )


def _known(order: Order, places: Sequence[Registration]) -> set[str]:
    """Return what says who the order's people are."""
    said = {order.name, order.email, order.phone}
    return said | {text for each in places for text in (each.name, each.email, each.phone)}
