"""Pass on: a buyer has somebody else come, or the name of who comes written another way.

Not here: what staff do of it (hand_over.py).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from app.domain.contact import Contact
from app.domain.contract import Partner, Sessions
from app.domain.reason import PASSED_ON, RENAMED
from app.domain.registration import Channel
from app.domain.replacing import PlaceStays
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.handing_over import hand_place_over, refuse_same_person, rename_place
from app.store.passing_on import why_it_is_not_passed_on
from app.store.registration import lock_place


class Who(StrEnum):
    """Who comes: somebody else, or the same person, of whom a name or an address was wrong."""

    OTHER = "other"
    SAME = "same"


def pass_on(
    sessions: Sessions,
    *,
    order_reference: str,
    reference: str,
    to: Contact,
    who: Who,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> str | None:
    """Give the place of that order to them and return its new reference; None where there is none.

    What was answered, and a member's number, are the same person's still. Partners know a
    registration as one person's (iso.md 5.3), so that either way the old one ends there.

    Raises:
        PlaceStays: it cannot be passed on here (any more), or is that person's already.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        found = lock_place(session, reference)
        if found is None or found[0].reference != order_reference:
            return None
        order, places, old = found
        why = why_it_is_not_passed_on(session, order, places, old, now=now)
        if why is not None:
            raise PlaceStays(why)
        refuse_same_person(old, to)
        if who is Who.SAME:
            new = rename_place(session, announcer, order, old, to, reason=RENAMED, now=now)
        else:
            new = hand_place_over(
                session, announcer, order, old, to, reason=PASSED_ON, channel=Channel.WEB, now=now
            )
        given = new.reference
    wake(announcer.destinations)
    return given
