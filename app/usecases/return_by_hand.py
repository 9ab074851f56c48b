"""Return by hand: staff say that money which no machine can send went back; the buyer hears.

Not here: money that a gateway sends (make_refund).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.payment import SENDABLE, RefundState
from app.domain.payment_plan import is_by_hand
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.payment import lock_refund
from app.store.refund_news import tell_of_money_back


def return_by_hand(
    sessions: Sessions,
    *,
    refund_uid: str,
    by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Write down that a refund was handed or transferred back; say whether one waited for that."""
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        returned = _write(session, announcer, refund_uid, by=by, now=now)
    wake(announcer.destinations)
    return returned


def _write(
    session: Session, announcer: Announcer, refund_uid: str, *, by: str, now: datetime
) -> bool:
    found = lock_refund(session, refund_uid)
    if found is None:
        return False
    order, refund = found
    if refund.state not in SENDABLE or not is_by_hand(refund.payment.gateway):
        return False
    refund.state, refund.made_at = RefundState.MADE, now
    refund.asked_by = refund.asked_by or by
    order.paid_minor -= refund.amount_minor
    tell_of_money_back(session, announcer, order, refund)
    return True
