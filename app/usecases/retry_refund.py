"""Retry refund: staff have money sent back that waited for them, or that was refused."""

from datetime import datetime
from uuid import uuid4

from app.domain.contract import Sessions
from app.domain.naming import is_partner
from app.domain.payment import SENDABLE, RefundState
from app.domain.payment_plan import is_by_hand
from app.store.database import transaction
from app.store.open_refunds import refuse_what_went
from app.store.payment import lock_refund


def retry_refund(sessions: Sessions, *, refund_uid: str, now: datetime) -> bool:
    """Make a refund that waits for staff, or was refused, due now; say whether there was one.

    What a partner took, only the partner can send back, and what came by hand goes back by hand:
    that stays as it is.

    It gets a new uid, which is its key at the gateway: what was said no to under the old one may be
    remembered there. One that is on its way or made is left alone, so money never goes back twice.
    One that the gateway has not answered about keeps its uid, by which a repeat is known there.

    Raises:
        WentAlready: so much is not left of its payment, because money went another way.
    """
    with transaction(sessions) as session:
        found = lock_refund(session, refund_uid)
        if found is None or found[1].state not in SENDABLE:
            return False
        refund = found[1]
        if is_partner(refund.payment.gateway) or is_by_hand(refund.payment.gateway):
            return False
        refuse_what_went(session, refund)
        if refund.state is RefundState.REFUSED or not refund.attempt:
            refund.uid, refund.gateway_id, refund.attempt = str(uuid4()), None, 0
        refund.state = RefundState.DUE
        # Why it was refused is not so of the new try.
        refund.words = ""
        refund.due_at = now
        return True
