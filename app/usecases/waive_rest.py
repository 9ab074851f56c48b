"""Waive rest: staff decide that what an order still owes need not be paid. Its places stay."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.money import Money
from app.domain.payment import OrderStanding
from app.domain.staff_act import LET_GO_BY, LET_GO_WHY
from app.domain.wording import say_money
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.order import find_order, lock_order
from app.store.owed_news import tell_of_owed
from app.store.registration import registrations_of
from app.store.settlement import standing_of

_OWES = frozenset({OrderStanding.SETTLED, OrderStanding.OWING})
REASON_LIMIT = 200


@dataclass(eq=False)
class ReasonMissing(Exception):
    """What is owed is let go with a reason or not at all."""

    def __str__(self) -> str:
        return "Say why it need not be paid"


def waive_rest(
    sessions: Sessions,
    *,
    order_reference: str,
    agreed: Money,
    reason: str,
    by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Money | None:
    """Have an order owe nothing any more, and tell its buyer; return what was waived.

    It is confirmed, or its buyer gave it up and owes what its class's rule keeps.
    None, and nothing changes, where it owes no more or something else than ``agreed``, which is
    what was on the page: money may have come meanwhile. ``reason`` and ``by``, whose decision it
    was, are kept with the news for staff; the buyer is told neither.

    Raises:
        ReasonMissing: no reason was given; nothing was done.
    """
    why = " ".join(reason.split())[:REASON_LIMIT]
    if not why:
        raise ReasonMissing
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order = find_order(session, order_reference)
        if order is None:
            return None
        order = lock_order(session, order.id)
        places = registrations_of(session, order.id)
        settled = standing_of(places, owed=order.owed_minor) in _OWES
        if not settled or not order.owed_minor or order.owed != agreed:
            return None
        order.waived_minor += order.forgive(agreed.minor)
        said = f"{say_money(agreed)} need not be paid any more"
        kept = {LET_GO_WHY: why, LET_GO_BY: by}
        tell_of_owed(session, announcer, order, before=agreed.minor, reason=said, besides=kept)
    wake(announcer.destinations)
    return agreed
