"""Note taken away: that somebody downloaded all that is kept of an order stands in its timeline."""

from collections.abc import Mapping
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.order import find_order
from app.store.registration import newest_of, registrations_of, speaker_of

_NOBODY: Mapping[str, Partner] = {}


def note_taken_away(
    sessions: Sessions, *, reference: str, now: datetime, request_id: str = ""
) -> bool:
    """Write down that it was taken away, sensitive answers with it; False: no such order."""
    with (
        transaction(sessions) as session,
        announcing(session, _NOBODY, now=now, request_id=request_id) as announcer,
    ):
        order = find_order(session, reference)
        if order is None:
            return False
        places = newest_of(registrations_of(session, order.id))
        about = speaker_of(places).course_class
        announcer.announce(EventKind.ORDER_DATA_TAKEN, about, order=order)
    return True
