"""Send codes: write the letters that bring the codes somebody asked for.

Apart from the asking, which takes as long for an order that is not there. Not here: the code, which
the mail makes as it writes.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.mailed_code import ASKING, LASTS
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.mailed_code import unsent_askings
from app.store.order import Order
from app.store.registration import newest_of, registrations_of, speaker_of

_AT_ONCE = 50


def send_codes(
    sessions: Sessions,
    *,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> int:
    """Announce up to fifty letters that are not on their way yet; return how many."""
    with transaction(sessions) as session, announcing(session, partners, now=now) as announcer:
        askings = unsent_askings(session, now=now, most=_AT_ONCE)
        for each in askings:
            order = session.get_one(Order, each.order_id)
            places = newest_of(registrations_of(session, order.id))
            announcer.announce(
                EventKind.ORDER_CODE_ASKED,
                speaker_of(places).course_class,
                order=order,
                facts={ASKING: each.asking, "until": (each.asked_at + LASTS).isoformat()},
            )
            each.sent_at = now
    wake(announcer.destinations)
    return len(askings)
