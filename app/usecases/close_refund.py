"""Close refund: staff end one that was refused, or waits for them, without its gateway.

It was paid back otherwise, and the buyer hears; or its money went without us, as is written down
already; or it is withdrawn, and the money stays. Not here: sending it again (retry_refund), what
came by hand and goes back so (return_by_hand).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.money_sent import How
from app.domain.naming import is_partner
from app.domain.payment import SENDABLE, Closing, RefundOrigin, RefundState
from app.domain.payment_plan import is_by_hand
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.open_refunds import (
    count_once,
    may_count_twice,
    refunds_from,
    refuse_what_went,
    take_as_gone,
)
from app.store.order import Order
from app.store.owing_again import keep_what_stays
from app.store.payment import Refund, lock_refund
from app.store.refund_news import tell_of_money_back


def close_refund(
    sessions: Sessions,
    *,
    refund_uid: str,
    how: Closing,
    note: str,
    by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Close a refund of money that a gateway took; say whether one waited for staff.

    ``note`` says why, or how it was paid back, and ``by`` who says so; both stay with the refund.
    What was paid back otherwise is taken off what the order paid. What went without us was, so it
    is not again, and says that itself. What is withdrawn is not owed to the buyer any more, and may
    be asked for anew; its order owes it no more where it owed it again. One made at the gateway
    that is what a dispute took, and so was counted twice, is taken off no more.

    Raises:
        WentAlready: it was paid back otherwise, and so much is not left of its payment.
        WentNot: it went that way, and so much did not go without us.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        found = _find(session, refund_uid, how=how)
        if found is not None:
            order, refund = found
            refund.closed_at, refund.closed_by = now, by
            refund.closed_as, refund.note = how, note
            if how is Closing.WITHDRAWN:
                refund.state = RefundState.WITHDRAWN
            elif how is Closing.LOST_ALREADY:
                count_once(order, refund)
            elif how is Closing.WENT_THAT_WAY:
                take_as_gone(session, refund)
            else:
                _pay_otherwise(session, announcer, order, refund, now=now)
            if refund.state is RefundState.WITHDRAWN:
                keep_what_stays(session, announcer, order, refund, now=now)
    wake(announcer.destinations)
    return found is not None


def _find(session: Session, uid: str, *, how: Closing) -> tuple[Order, Refund] | None:
    found = lock_refund(session, uid)
    if found and how is Closing.LOST_ALREADY:
        its = refunds_from(session, found[1].payment_id)
        return found if may_count_twice(found[1], its) else None
    if found is None or found[1].state not in SENDABLE:
        return None
    taken_by = found[1].payment.gateway
    return None if is_partner(taken_by) or is_by_hand(taken_by) else found


def _pay_otherwise(
    session: Session, announcer: Announcer, order: Order, refund: Refund, *, now: datetime
) -> None:
    """Write down that the money went, past the gateway.

    What the gateway still has to say of its own try is not about this money: the refund goes by
    another name from now on.
    """
    refuse_what_went(session, refund)
    refund.uid, refund.gateway_id = str(uuid4()), None
    refund.state, refund.origin = RefundState.MADE, RefundOrigin.HAND
    refund.made_at = now
    if refund.currency == order.currency:
        order.paid_minor -= refund.amount_minor
    tell_of_money_back(session, announcer, order, refund, how=How.OTHERWISE, note=refund.note)
